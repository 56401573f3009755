package engines

// Beside is implemented by an Engine that does not run a module, but a file beside it
// that was built from the same source. What is made on the way, such as an empty
// benchmark to calibrate with, it cannot run.
type Beside interface {
	Engine
	// Beside is the name of the file for the module with the name wasm.
	Beside(wasm string) string
}
