// Package main is a library, not a program: built with -buildmode=c-shared it
// has an _initialize that starts Go's runtime and runs init functions.
package main

import "strconv"

// factors needs a heap, and a runtime that has one.
var factors map[string]int32

func init() { factors = map[string]int32{strconv.Itoa(7): 21} }

//go:wasmexport scaled
func scaled(n int32) int32 { return n * factors["7"] }

func main() {}
