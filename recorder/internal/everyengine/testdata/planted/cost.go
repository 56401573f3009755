package main

// What everything costs on this engine, and its version. Tests build programs with
// others, from a file in this one's place.
const (
	cost    = 1000
	version = "v1"
)
