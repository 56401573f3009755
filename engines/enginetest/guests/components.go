package guests

import "slices"

// Components returns the guests that are components of WASI 0.2, for engines that run
// such: see engines.Components. Benchmark is set of those that import bench and export
// wasi:cli/run as they should, Calls are those of the imported functions, and Returns is
// to return ok from run, Exits with Exit set to 1 to return an error from it.
func Components() []Guest {
	list := slices.Clone(components)
	for _, name := range adapted {
		g, ok := Lookup(name)
		if !ok {
			panic("BUG: there is no guest " + name)
		}
		if g.Ends == Exits && g.Exit != 0 {
			g.Exit = 1 // WASI 0.2 knows of no other
		}
		list = append(list, g)
	}
	for i := range list {
		list[i].Name = "components/" + list[i].Name
	}
	return list
}

// adapted are guests of All that were made components of, by the adapter of WASI preview 1
// that README.md names; what they try, they try through WASI 0.2.
var adapted = []string{"hello", "echo-args", "echo-env", "echo-stdin", "read-file", "write-file",
	"escape-absolute", "escape-dotdot", "escape-symlink", "exit-zero", "exit-three", "big-output"}

var components = slices.Concat(benchmarks([]Guest{
	{Name: "noop", About: "an empty window, in a component."},
	{Name: "qualified", About: "noop, with bench as an interface of a package."},
	{Name: "work", About: "a window around a thousand additions."},
	{Name: "uses-random", About: "a window around a random number of WASI 0.2."},
	{Name: "end-first", About: "calls end, and not start.", Calls: "end"},
	{Name: "starts-twice", About: "calls start twice, then end.", Calls: "start start end"},
	{Name: "never-ends", About: "calls start and returns.", Calls: "start"},
	{Name: "start-after-end", About: "has two windows, one after the other.", Calls: "start end start end"},
	{Name: "early", About: "calls start and end while it is instantiated."},
	{Name: "trap-inside", About: "traps inside the window.", Calls: "start", Ends: Traps},
	{Name: "returns-error", About: "returns an error from run.", Ends: Exits, Exit: 1},
	{Name: "loop-forever", About: "never leaves the window.", Calls: "start", Ends: Hangs, Heavy: true},
	{Name: "grow-memory", About: "asks for memory, page by page and written to, until there is no more.", Heavy: true},
}), []Guest{
	{Name: "command", About: "returns, and does not import bench.", Ends: Returns},
	{Name: "never-starts", About: "returns without a call of start or end.", Benchmark: true, Ends: Returns},
	{Name: "trap-before", About: "traps before the window.", Benchmark: true, Ends: Traps},
	{Name: "trap-in-start-section", About: "traps while it is instantiated.", Benchmark: true, Ends: Unstartable},
	{Name: "bench-end-missing", About: "imports a bench without end, and so has no window.", Calls: "start", Ends: Returns},
	{Name: "bench-typed", About: "imports a start that has a parameter.", Ends: Unlinkable},
	{Name: "bench-func", About: "imports bench as a function.", Ends: Unlinkable},
	{Name: "run-missing", About: "noop, with another export in place of wasi:cli/run.", Ends: Uncallable},
	{Name: "run-empty", About: "noop, with a wasi:cli/run that has no function run.", Benchmark: true, Ends: Uncallable},
	{Name: "run-typed", About: "noop, with a run that returns a number.", Benchmark: true, Ends: Uncallable},
	{Name: "run-later", About: "noop, with a run of WASI 0.3.", Ends: Uncallable},
	{Name: "unknown-import", About: "imports an interface that no host has.", Benchmark: true, Ends: Unlinkable},
	{Name: "unknown-function", About: "imports a function that WASI does not have from an interface that it has.", Benchmark: true, Ends: Unlinkable},
	{Name: "truncated", About: "noop, cut off in its core module.", Ends: Unreadable},
	{Name: "core-inside", About: "the head of a component with the sections of a core module behind it.", Ends: Unreadable},
	{Name: "invalid-core", About: "a component whose core module is the text of noop.", Ends: Unreadable},
})
