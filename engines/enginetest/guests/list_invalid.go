package guests

// Files that no engine should take.
var invalid = []Guest{
	{
		Name:  "not-wasm",
		About: "a line of English.",
		Ends:  Unreadable,
	},
	{
		Name:  "empty",
		About: "no bytes at all.",
		Ends:  Unreadable,
	},
	{
		Name:  "truncated",
		About: "noop, cut off in its code section.",
		Ends:  Unreadable,
	},
	{
		Name:  "component",
		About: "the eight bytes that a component begins with.",
		Ends:  Unreadable,
	},
	{
		Name:  "wat-text",
		About: "the text of noop, not translated.",
		Ends:  Unreadable,
	},
	{
		Name:  "absurd-count",
		About: "a type section that claims four thousand million types.",
		Ends:  Unreadable,
	},
	{
		Name:      "invalid-body",
		About:     "a window around the sum of an integer and a float, which validation refuses.",
		Benchmark: true,
		Ends:      Invalid,
	},
	{
		Name:      "huge-locals",
		About:     "noop, with four thousand million local variables in its function.",
		Benchmark: true,
		Ends:      Invalid,
		Heavy:     true,
		Note: "Decoding it, wazero v1.12 allocates 32 GiB at once, which ends the " +
			"process if they are not to be had; wasmtime v39 refuses it.",
	},
}
