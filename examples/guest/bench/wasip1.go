//go:build wasip1

package bench

// Start opens the measured window. It is the import itself, with no code around
// it but what Go puts around every call of a host.
//
//go:wasmimport bench start
func Start()

// End closes the measured window.
//
//go:wasmimport bench end
func End()
