package guests

// Guests that do what they should, and the functions to be called by name.
var plain = []Guest{
	{
		Name:      "noop",
		About:     "an empty window.",
		Benchmark: true,
		Ends:      Returns,
		Calls:     "start end",
	},
	{
		Name:      "work",
		About:     "a million steps of a generator of random numbers in the window.",
		Benchmark: true,
		Ends:      Returns,
		Calls:     "start end",
	},
	{
		Name:      "copysign-last",
		About:     "signs of floats in the last bytes of its memory, in the window; traps if they are wrong.",
		Benchmark: true,
		Ends:      Returns,
		Calls:     "start end",
		Note:      "wasmtime 29 to 39, on amd64 and not optimising, lets it trap: RUSTSEC-2026-0006.",
	},
	{
		Name:      "hello",
		About:     "a line to stdout before the window and one to stderr after it.",
		Benchmark: true,
		Ends:      Returns,
		Calls:     "start end",
		Stdout:    "hello\n",
		Stderr:    "warn\n",
	},
	{
		Name:      "echo-args",
		About:     "its arguments, the program's name first, one a line.",
		Benchmark: true,
		Ends:      Returns,
		Calls:     "start end",
		Args:      []string{"echo-args", "one", "two words", "", "ünï"},
		Stdout:    "echo-args\none\ntwo words\n\nünï\n",
	},
	{
		Name:      "echo-env",
		About:     "its environment, one variable a line.",
		Benchmark: true,
		Ends:      Returns,
		Calls:     "start end",
		Env:       []string{"ONE=1", "TWO=two words", "EMPTY="},
		Stdout:    "ONE=1\nTWO=two words\nEMPTY=\n",
	},
	{
		Name:      "echo-stdin",
		About:     "its standard input, copied to stdout.",
		Benchmark: true,
		Ends:      Returns,
		Calls:     "start end",
		Stdin:     "one\ntwo\nno newline at the end",
		Stdout:    "one\ntwo\nno newline at the end",
	},
	{
		Name:  "funcs",
		About: "no benchmark: functions of several types to be called by name.",
		Ends:  Uncallable,
	},
}
