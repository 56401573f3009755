package guests

// Guests that call bench.start and bench.end otherwise than once each, in that
// order, or that leave early.
var protocol = []Guest{
	{
		Name:      "never-starts",
		About:     "calls neither bench.start nor bench.end.",
		Benchmark: true,
		Ends:      Returns,
	},
	{
		Name:      "starts-twice",
		About:     "opens the window twice and closes it once.",
		Benchmark: true,
		Ends:      Returns,
		Calls:     "start start end",
	},
	{
		Name:      "nested",
		About:     "opens the window twice and closes it twice.",
		Benchmark: true,
		Ends:      Returns,
		Calls:     "start start end end",
	},
	{
		Name:      "end-first",
		About:     "closes a window that is not open, and never opens one.",
		Benchmark: true,
		Ends:      Returns,
		Calls:     "end",
	},
	{
		Name:      "start-after-end",
		About:     "has two windows, one after the other.",
		Benchmark: true,
		Ends:      Returns,
		Calls:     "start end start end",
	},
	{
		Name:      "never-ends",
		About:     "opens the window and returns.",
		Benchmark: true,
		Ends:      Returns,
		Calls:     "start",
	},
	{
		Name:      "end-twice",
		About:     "closes the window twice.",
		Benchmark: true,
		Ends:      Returns,
		Calls:     "start end end",
	},
	{
		Name:      "exit-inside",
		About:     "exits with status 0 while the window is open.",
		Benchmark: true,
		Ends:      Exits,
		Calls:     "start",
	},
	{
		Name:      "exit-zero",
		About:     "exits with status 0 after the window.",
		Benchmark: true,
		Ends:      Exits,
		Calls:     "start end",
	},
	{
		Name:      "exit-three",
		About:     "exits with status 3 after the window.",
		Benchmark: true,
		Ends:      Exits,
		Exit:      3,
		Calls:     "start end",
	},
	{
		Name:      "exit-zero-first",
		About:     "exits with status 0 before the window.",
		Benchmark: true,
		Ends:      Exits,
	},
}
