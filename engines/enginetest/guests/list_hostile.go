package guests

// Guests that try to reach what is not theirs, other than by paths.
var hostile = []Guest{
	{
		Name:      "wasi",
		About:     "no work; exports the functions of WASI preview 1 and its memory's cells, to be called by name.",
		Benchmark: true,
		Ends:      Returns,
		Calls:     "start end",
	},
	{
		Name:      "forge-results",
		About:     "writes a line like those that a worker process sends to its parent to the descriptors from 3 to 1023; prints the errno of each.",
		Benchmark: true,
		Ends:      Returns,
		Calls:     "start end",
		Files:     true,
		Denied:    true,
	},
	{
		Name:      "close-streams",
		About:     "a line to stdout; then closes its streams and its directory and writes to all of them.",
		Benchmark: true,
		Ends:      Returns,
		Calls:     "start end",
		Files:     true,
		Stdout:    "before\n",
	},
	{
		Name:      "raise-signal",
		About:     "asks for every signal to be sent to it; prints the errno of each.",
		Benchmark: true,
		Ends:      Returns,
		Calls:     "start end",
		Denied:    true,
	},
}
