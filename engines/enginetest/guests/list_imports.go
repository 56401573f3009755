package guests

// Guests whose imports or whose entry point are not what they should be.
var imports = []Guest{
	{
		Name:      "unknown-import",
		About:     "needs a function env.foo that no host has; does not call it.",
		Benchmark: true,
		Ends:      Unlinkable,
	},
	{
		Name:      "unknown-import-memory",
		About:     "needs a memory env.memory that no host has.",
		Benchmark: true,
		Ends:      Unlinkable,
	},
	{
		Name:  "unknown-imports",
		About: "needs a function, a table, a memory and a global that no host has, and a bench.end and a function of WASI of another type.",
		Ends:  Unlinkable,
	},
	{
		Name:      "unknown-import-tag",
		About:     "needs a tag env.failed that no host has.",
		Benchmark: true,
		Ends:      Unlinkable,
		Needs:     []string{"exceptions"},
	},
	{
		Name:      "unknown-wasi",
		About:     "needs a function of WASI that there is not.",
		Benchmark: true,
		Ends:      Unlinkable,
	},
	{
		Name:  "bench-start-typed",
		About: "imports bench.start with a parameter, which it has not.",
		Ends:  Unlinkable,
		Note:  "Both find it when they link it, not when they compile it.",
	},
	{
		Name:  "bench-start-missing",
		About: "imports and calls bench.end only.",
		Ends:  Returns,
		Calls: "end",
	},
	{
		Name:  "bench-none",
		About: "a command that imports neither bench.start nor bench.end, and works a little.",
		Ends:  Returns,
	},
	{
		Name:  "no-start",
		About: "a window, but in a function that is called run.",
		Ends:  Uncallable,
	},
	{
		Name:  "start-typed",
		About: "a _start that takes a parameter.",
		Ends:  Uncallable,
	},
	{
		Name:  "start-not-func",
		About: "a _start that is a memory.",
		Ends:  Uncallable,
	},
	{
		Name:  "reactor",
		About: "a library: _initialize has to be called before anything else, and only once; it has no _start.",
		Ends:  Uncallable,
	},
	{
		Name:      "reactor-command",
		About:     "_initialize and _start, which traps unless the other was called before, once.",
		Benchmark: true,
		Ends:      Returns,
		Calls:     "start end",
		Note:      "wasmtime's command line refuses a module that has both.",
	},
	{
		Name:      "reactor-traps",
		About:     "executes unreachable in _initialize.",
		Benchmark: true,
		Ends:      Unstartable,
	},
	{
		Name:  "reactor-typed",
		About: "an _initialize that takes a parameter, and so is not a reactor's.",
		Ends:  Uncallable,
	},
}
