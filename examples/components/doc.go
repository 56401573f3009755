// Package components holds two benchmarks that are components of WASI 0.2, with what builds
// them. It has no code to import: its test holds them to what README.md says.
package components
