package guests

import "strings"

// benchmarks fills in what most guests are: benchmarks that have one window and return.
func benchmarks(list []Guest) []Guest {
	for i := range list {
		g := &list[i]
		g.Benchmark = true
		if g.Calls == "" {
			g.Calls = "start end"
		}
		if g.Ends == Unreadable {
			g.Ends = Returns
		}
	}
	return list
}

// Guests that do what they should, and the functions to be called by name.
var plain = append(benchmarks([]Guest{
	{Name: "noop", About: "an empty window."},
	{Name: "work", About: "a million steps of a generator of random numbers in the window."},
	{Name: "functions", About: "three functions with names, called in the window."},
	{Name: "functions-slow", About: "functions with one of the three taking 5000 steps in place of 2000."},
	{Name: "copysign-last",
		About: "signs of floats in the last bytes of its memory, in the window; traps if they are wrong.",
		Note:  "wasmtime 29 to 39, on amd64 and not optimising, lets it trap: RUSTSEC-2026-0006."},
	{Name: "hello", About: "a line to stdout before the window and one to stderr after it.", Stdout: "hello\n",
		Stderr: "warn\n"},
	{Name: "echo-args", About: "its arguments, the program's name first, one a line.",
		Args: []string{"echo-args", "one", "two words", "", "ünï"}, Stdout: "echo-args\none\ntwo words\n\nünï\n"},
	{Name: "echo-env", About: "its environment, one variable a line.",
		Env: []string{"ONE=1", "TWO=two words", "EMPTY="}, Stdout: "ONE=1\nTWO=two words\nEMPTY=\n"},
	{Name: "echo-stdin", About: "its standard input, copied to stdout.",
		Stdin: "one\ntwo\nno newline at the end", Stdout: "one\ntwo\nno newline at the end"},
}), Guest{Name: "funcs", About: "no benchmark: functions of several types to be called by name.", Ends: Uncallable})

// Guests that use the directory that WriteTree makes, or try to leave it.
var fileAccess = benchmarks([]Guest{
	{Name: "read-file",
		About: "input.txt of its directory, copied to stdout; the errno if it cannot be opened.", Files: true,
		Stdout: "what the guest may read\n"},
	{Name: "preopens",
		About: "prints the names of the folders that it is given, from descriptor 3 on, and the errno of opening " +
			"input.txt in the first, by several names.", Files: true, Stdout: "/\n00\n00\n00\n00\n00\n00\n",
		Note: "wazero can show a folder under no other name. Go finds nothing in one that is called `.`."},
	{Name: "escape-dotdot",
		About: "opens ../secret.txt, outside its directory; prints the errno, and the file if there was none.",
		Files: true, Denied: true},
	{Name: "escape-absolute", About: "opens /etc/passwd; prints the errno, and the file if there was none.",
		Files: true, Denied: true},
	{Name: "escape-symlink",
		About: "opens link.txt, a symbolic link out of its directory; prints the errno, and the file if there was none.",
		Files: true, Denied: true,
		Note: "wazero's directory mounts follow the link and hand over the file; an os.Root's FS, mounted in " +
			"their place, does not."},
	{Name: "write-file",
		About: "creates a file, creates a directory, deletes a file and renames one; prints the errno of each.",
		Files: true, Denied: true,
		Note: "A read-only mount of wazero v1.12 says 52 (ENOSYS) and three times 69 (EROFS), one of an os.Root's " +
			"FS 44 and three times 52, and wasmtime v39 four times 63 (EPERM). Mounted for writing, both say 0 four times."},
})

// Guests that try to reach what is not theirs, other than by paths.
var hostile = benchmarks([]Guest{
	{Name: "wasi",
		About: "no work; exports the functions of WASI preview 1 and its memory's cells, to be called by name."},
	{Name: "forge-results",
		About: "writes a line like those that a worker process sends to its parent to the descriptors from 3 to " +
			"1023; prints the errno of each.", Files: true, Denied: true},
	{Name: "close-streams",
		About: "a line to stdout; then closes its streams and its directory and writes to all of them.", Files: true,
		Stdout: "before\n"},
	{Name: "raise-signal", About: "asks for every signal to be sent to it; prints the errno of each.",
		Denied: true},
})

// Guests whose imports or whose entry point are not what they should be.
var imports = []Guest{
	{Name: "unknown-import", About: "needs a function env.foo that no host has; does not call it.", Benchmark: true,
		Ends: Unlinkable},
	{Name: "unknown-import-memory", About: "needs a memory env.memory that no host has.", Benchmark: true,
		Ends: Unlinkable},
	{Name: "unknown-imports",
		About: "needs a function, a table, a memory and a global that no host has, and a bench.end and a function " +
			"of WASI of another type.", Ends: Unlinkable},
	{Name: "unknown-import-tag", About: "needs a tag env.failed that no host has.", Benchmark: true,
		Ends: Unlinkable, Needs: []string{"exceptions"}},
	{Name: "unknown-wasi", About: "needs a function of WASI that there is not.", Benchmark: true, Ends: Unlinkable},
	{Name: "bench-start-typed", About: "imports bench.start with a parameter, which it has not.", Ends: Unlinkable,
		Note: "Both find it when they link it, not when they compile it."},
	{Name: "bench-start-missing", About: "imports and calls bench.end only.", Ends: Returns, Calls: "end"},
	{Name: "bench-none", About: "a command that imports neither bench.start nor bench.end, and works a little.",
		Ends: Returns},
	{Name: "no-start", About: "a window, but in a function that is called run.", Ends: Uncallable},
	{Name: "start-typed", About: "a _start that takes a parameter.", Ends: Uncallable},
	{Name: "start-not-func", About: "a _start that is a memory.", Ends: Uncallable},
	{Name: "reactor",
		About: "a library: _initialize has to be called before anything else, and only once; it has no _start.",
		Ends:  Uncallable},
	{Name: "reactor-command", About: "_initialize and _start, which traps unless the other was called before, once.",
		Benchmark: true, Ends: Returns, Calls: "start end",
		Note: "wasmtime's command line refuses a module that has both."},
	{Name: "reactor-traps", About: "executes unreachable in _initialize.", Benchmark: true, Ends: Unstartable},
	{Name: "reactor-typed", About: "an _initialize that takes a parameter, and so is not a reactor's.",
		Ends: Uncallable},
}

// Guests that call bench.start and bench.end otherwise than once each, in that
// order, or that leave early.
var protocol = []Guest{
	{Name: "never-starts", About: "calls neither bench.start nor bench.end.", Benchmark: true, Ends: Returns},
	{Name: "starts-twice", About: "opens the window twice and closes it once.", Benchmark: true, Ends: Returns,
		Calls: "start start end"},
	{Name: "nested", About: "opens the window twice and closes it twice.", Benchmark: true, Ends: Returns,
		Calls: "start start end end"},
	{Name: "end-first", About: "closes a window that is not open, and never opens one.", Benchmark: true,
		Ends: Returns, Calls: "end"},
	{Name: "start-after-end", About: "has two windows, one after the other.", Benchmark: true, Ends: Returns,
		Calls: "start end start end"},
	{Name: "never-ends", About: "opens the window and returns.", Benchmark: true, Ends: Returns, Calls: "start"},
	{Name: "end-twice", About: "closes the window twice.", Benchmark: true, Ends: Returns, Calls: "start end end"},
	{Name: "exit-inside", About: "exits with status 0 while the window is open.", Benchmark: true, Ends: Exits,
		Calls: "start"},
	{Name: "exit-zero", About: "exits with status 0 after the window.", Benchmark: true, Ends: Exits,
		Calls: "start end"},
	{Name: "exit-three", About: "exits with status 3 after the window.", Benchmark: true, Ends: Exits, Exit: 3,
		Calls: "start end"},
	{Name: "exit-zero-first", About: "exits with status 0 before the window.", Benchmark: true, Ends: Exits},
}

// Guests that do not return.
var traps = []Guest{
	{Name: "trap-inside", About: "executes unreachable in the window.", Benchmark: true, Ends: Traps, Calls: "start"},
	{Name: "trap-outside", About: "executes unreachable after the window.", Benchmark: true, Ends: Traps,
		Calls: "start end"},
	{Name: "trap-before", About: "executes unreachable before the window.", Benchmark: true, Ends: Traps},
	{Name: "divide-by-zero", About: "divides by zero in the window.", Benchmark: true, Ends: Traps, Calls: "start"},
	{Name: "out-of-bounds", About: "reads beyond its memory in the window.", Benchmark: true, Ends: Traps,
		Calls: "start"},
	{Name: "trap-in-start-section", About: "executes unreachable at instantiation, in its start function.",
		Benchmark: true, Ends: Unstartable},
	{Name: "loop-forever", About: "loops without end in the window.", Benchmark: true, Ends: Hangs, Calls: "start",
		Heavy: true},
	{Name: "loop-before", About: "loops without end before the window.", Benchmark: true, Ends: Hangs, Heavy: true},
	{Name: "recurse-forever", About: "recurses in the window till the stack overflows.", Benchmark: true,
		Ends: Traps, Calls: "start",
		Note: "wazero's compiler lets the stack grow to some hundred megabytes before it says so."},
	{Name: "sleep-forever", About: "sleeps in the window for 146 years.", Benchmark: true, Ends: Hangs,
		Calls: "start", Heavy: true},
}

// line is what the guests that write much write again and again: 64 bytes.
const line = "the quick brown fox jumps over the lazy dog, again, and again..\n"

// Guests that take much, or hand the host what it must not use.
var resources = benchmarks([]Guest{
	{Name: "grow-memory",
		About: "grows its memory by 16 MiB at a time in the window, for as long as it is let; prints the pages reached.",
		Heavy: true,
		Note: "wasmtime v39 reserves the addresses and prints 65281 at once; wazero v1.12 moves what there is to " +
			"a larger place again and again, and so needs the memory."},
	{Name: "grow-pages", About: "has 3 pages of memory when it is instantiated, 8 at the end of the window, 15 at its own."},
	{Name: "touch-memory", About: "grows its memory by 64 MiB in the window, and writes to each page of the machine's of it."},
	{Name: "big-output", About: "512 MiB of lines to stdout, 64 KiB at a time.", Heavy: true},
	{Name: "output-1mib", About: "1 MiB of lines to stdout, 64 KiB at a time.",
		Stdout: strings.Repeat(line, 1<<20/len(line))},
	{Name: "stderr-1mib", About: "1 MiB of lines to stderr, 64 KiB at a time.",
		Stderr: strings.Repeat(line, 1<<20/len(line))},
	{Name: "bad-iovec", About: "writes to stdout from a place outside its memory; prints the errno.",
		Denied: true,
		Note: "wazero v1.12 says 21 (EFAULT); wasmtime v39 ends the guest with an error that is neither a trap " +
			"nor an exit, and nothing is printed."},
	{Name: "poll-many", About: "polls four thousand million subscriptions, which its memory does not hold.",
		Ends: Traps, Heavy: true,
		Note: "wasmtime v39 allocates 48 GiB for the answer before it looks, and ends the process if they are not " +
			"to be had. To wazero v1.12 it is 48 bytes less than nothing in 32 bits, which it says is outside (21, EFAULT)."},
	{Name: "random-much", About: "asks for four thousand million random bytes, which its memory does not hold.",
		Ends: Traps, Heavy: true,
		Note: "wasmtime v39 makes all of them, which takes 4 GiB and more than a minute, before it sees that " +
			"there is no place for them; wazero v1.12 looks first."},
})

// Guests that need one proposal each. They trap if what they compute is wrong.
var features = benchmarks([]Guest{
	{Name: "simd", About: "adds and multiplies vectors.", Needs: []string{"simd"}},
	{Name: "bulk-memory", About: "fills, copies and initialises memory in bulk.",
		Needs: []string{"bulk-memory"}},
	{Name: "multi-value", About: "calls a function of two results, and has a block with parameters.",
		Needs: []string{"multi-value"}},
	{Name: "sign-extension", About: "extends a byte's sign.", Needs: []string{"sign-extension"}},
	{Name: "saturating-float", About: "converts a float that is too large to an integer.",
		Needs: []string{"saturating-float"}},
	{Name: "reference-types", About: "puts functions into a table it grows, and calls one.",
		Needs: []string{"reference-types"}},
	{Name: "tail-call", About: "makes a million tail calls, which no stack would hold as calls.",
		Needs: []string{"tail-call"}, Note: "On by default in wasmtime v39, off in wazero v1.12, which has it."},
	{Name: "extended-const", About: "has a global whose first value is a sum.",
		Needs: []string{"extended-const"}, Note: "On by default in wasmtime v39, off in wazero v1.12, which has it."},
	{Name: "threads", About: "uses atomic operations on a shared memory, from one thread.",
		Needs: []string{"threads"}, Note: "On by default in wasmtime v39, off in wazero v1.12, which has it."},
	{Name: "multi-memory", About: "copies from one memory to another.", Needs: []string{"multi-memory"},
		Note: "On by default in wasmtime v39; wazero v1.12 lacks it."},
	{Name: "memory64", About: "has a memory of 64-bit addresses.", Needs: []string{"memory64"},
		Note: "On by default in wasmtime v39; wazero v1.12 lacks it."},
	{Name: "relaxed-simd", About: "uses relaxed vector operations where all engines agree on the result.",
		Needs: []string{"relaxed-simd"},
		Note:  "On by default in wasmtime v39; wazero v1.12 lacks it, and reads the first instruction as a type."},
	{Name: "function-references", About: "calls a function through a typed reference.",
		Needs: []string{"function-references"},
		Note:  "Off by default in wasmtime v39 and in wazero v1.12, which both have it."},
	{Name: "typed-export", About: "exports a function that takes a typed reference, besides _start.",
		Needs: []string{"function-references"},
		Note:  "Asked for the type of that parameter, the C API of wasmtime v39 ends the process."},
	{Name: "gc", About: "makes a struct, an array and a small integer, and casts.", Needs: []string{"gc"},
		Note: "Off by default in wasmtime v39, which has it with function-references; wazero v1.12 lacks it."},
	{Name: "exceptions", About: "throws an exception through a call and catches it.",
		Needs: []string{"exceptions"},
		Note:  "Off by default in wazero v1.12, which has it, and in wasmtime v39, whose Go package has no switch for it."},
	{Name: "exceptions-legacy",
		About: "throws and catches an exception with the instructions that came before the standard.",
		Needs: []string{"exceptions-legacy"},
		Note:  "Neither wazero v1.12 nor wasmtime v39 takes it; wazero says how to convert it."},
})

// Files that no engine should take.
var invalid = []Guest{
	{Name: "not-wasm", About: "a line of English.", Ends: Unreadable},
	{Name: "empty", About: "no bytes at all.", Ends: Unreadable},
	{Name: "truncated", About: "noop, cut off in its code section.", Ends: Unreadable},
	{Name: "component", About: "a component that is cut off in the head of its first section.", Ends: Unreadable},
	{Name: "wat-text", About: "the text of noop, not translated.", Ends: Unreadable},
	{Name: "absurd-count", About: "a type section that claims four thousand million types.", Ends: Unreadable},
	{Name: "invalid-body", About: "a window around the sum of an integer and a float, which validation refuses.",
		Benchmark: true, Ends: Invalid},
	{Name: "huge-locals", About: "noop, with four thousand million local variables in its function.",
		Benchmark: true, Ends: Invalid, Heavy: true,
		Note: "Decoding it, wazero v1.12 allocates 32 GiB at once, which ends the process if they are not to be " +
			"had; wasmtime v39 refuses it."},
}
