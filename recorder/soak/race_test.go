//go:build race

package soak

// The race detector's own memory grows with what it has seen.
const raceDetector = true
