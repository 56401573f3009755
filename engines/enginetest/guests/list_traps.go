package guests

// Guests that do not return.
var traps = []Guest{
	{
		Name:      "trap-inside",
		About:     "executes unreachable in the window.",
		Benchmark: true,
		Ends:      Traps,
		Calls:     "start",
	},
	{
		Name:      "trap-outside",
		About:     "executes unreachable after the window.",
		Benchmark: true,
		Ends:      Traps,
		Calls:     "start end",
	},
	{
		Name:      "trap-before",
		About:     "executes unreachable before the window.",
		Benchmark: true,
		Ends:      Traps,
	},
	{
		Name:      "divide-by-zero",
		About:     "divides by zero in the window.",
		Benchmark: true,
		Ends:      Traps,
		Calls:     "start",
	},
	{
		Name:      "out-of-bounds",
		About:     "reads beyond its memory in the window.",
		Benchmark: true,
		Ends:      Traps,
		Calls:     "start",
	},
	{
		Name:      "trap-in-start-section",
		About:     "executes unreachable at instantiation, in its start function.",
		Benchmark: true,
		Ends:      Unstartable,
	},
	{
		Name:      "loop-forever",
		About:     "loops without end in the window.",
		Benchmark: true,
		Ends:      Hangs,
		Calls:     "start",
		Heavy:     true,
	},
	{
		Name:      "loop-before",
		About:     "loops without end before the window.",
		Benchmark: true,
		Ends:      Hangs,
		Heavy:     true,
	},
	{
		Name:      "recurse-forever",
		About:     "recurses in the window till the stack overflows.",
		Benchmark: true,
		Ends:      Traps,
		Calls:     "start",
		Note: "wazero's compiler lets the stack grow to some hundred megabytes before " +
			"it says so.",
	},
	{
		Name:      "sleep-forever",
		About:     "sleeps in the window for 146 years.",
		Benchmark: true,
		Ends:      Hangs,
		Calls:     "start",
		Heavy:     true,
	},
}
