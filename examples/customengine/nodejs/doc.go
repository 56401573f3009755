// Package nodejs is about an engine that is a program: engine.mjs, the WebAssembly engine
// of Node.js, Deno or Bun, told what to do through a pipe. There is no Go in it but the
// test that holds it to the contract of all engines; README.md says how to record it.
package nodejs
