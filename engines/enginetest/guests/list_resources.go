package guests

import "strings"

// line is what the guests that write much write again and again: 64 bytes.
const line = "the quick brown fox jumps over the lazy dog, again, and again..\n"

// Guests that take much, or hand the host what it must not use.
var resources = []Guest{
	{
		Name:      "grow-memory",
		About:     "grows its memory by 16 MiB at a time in the window, for as long as it is let; prints the pages reached.",
		Benchmark: true,
		Ends:      Returns,
		Calls:     "start end",
		Heavy:     true,
		Note: "wasmtime v39 reserves the addresses and prints 65281 at once; wazero " +
			"v1.12 moves what there is to a larger place again and again, and so " +
			"needs the memory.",
	},
	{
		Name:      "big-output",
		About:     "512 MiB of lines to stdout, 64 KiB at a time.",
		Benchmark: true,
		Ends:      Returns,
		Calls:     "start end",
		Heavy:     true,
	},
	{
		Name:      "output-1mib",
		About:     "1 MiB of lines to stdout, 64 KiB at a time.",
		Benchmark: true,
		Ends:      Returns,
		Calls:     "start end",
		Stdout:    strings.Repeat(line, 1<<20/len(line)),
	},
	{
		Name:      "stderr-1mib",
		About:     "1 MiB of lines to stderr, 64 KiB at a time.",
		Benchmark: true,
		Ends:      Returns,
		Calls:     "start end",
		Stderr:    strings.Repeat(line, 1<<20/len(line)),
	},
	{
		Name:      "bad-iovec",
		About:     "writes to stdout from a place outside its memory; prints the errno.",
		Benchmark: true,
		Ends:      Returns,
		Calls:     "start end",
		Denied:    true,
		Note: "wazero v1.12 says 21 (EFAULT); wasmtime v39 ends the guest with an " +
			"error that is neither a trap nor an exit, and nothing is printed.",
	},
	{
		Name:      "poll-many",
		About:     "polls four thousand million subscriptions, which its memory does not hold.",
		Benchmark: true,
		Ends:      Traps,
		Calls:     "start end",
		Heavy:     true,
		Note: "wasmtime v39 allocates 48 GiB for the answer before it looks, and ends the " +
			"process if they are not to be had. To wazero v1.12 it is 48 bytes less " +
			"than nothing in 32 bits, which it says is outside (21, EFAULT).",
	},
	{
		Name:      "random-much",
		About:     "asks for four thousand million random bytes, which its memory does not hold.",
		Benchmark: true,
		Ends:      Traps,
		Calls:     "start end",
		Heavy:     true,
		Note: "wasmtime v39 makes all of them, which takes 4 GiB and more than a minute, before " +
			"it sees that there is no place for them; wazero v1.12 looks first.",
	},
}
