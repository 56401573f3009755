//go:build !wasip1

package bench

// Start opens the measured window. Outside of WebAssembly it does nothing.
func Start() {}

// End closes the measured window. Outside of WebAssembly it does nothing.
func End() {}
