package guests

// Guests that use the directory that WriteTree makes, or try to leave it.
var fileAccess = []Guest{
	{
		Name:      "read-file",
		About:     "input.txt of its directory, copied to stdout; the errno if it cannot be opened.",
		Benchmark: true,
		Ends:      Returns,
		Calls:     "start end",
		Files:     true,
		Stdout:    "what the guest may read\n",
	},
	{
		Name:      "escape-dotdot",
		About:     "opens ../secret.txt, outside its directory; prints the errno, and the file if there was none.",
		Benchmark: true,
		Ends:      Returns,
		Calls:     "start end",
		Files:     true,
		Denied:    true,
	},
	{
		Name:      "escape-absolute",
		About:     "opens /etc/passwd; prints the errno, and the file if there was none.",
		Benchmark: true,
		Ends:      Returns,
		Calls:     "start end",
		Files:     true,
		Denied:    true,
	},
	{
		Name:      "escape-symlink",
		About:     "opens link.txt, a symbolic link out of its directory; prints the errno, and the file if there was none.",
		Benchmark: true,
		Ends:      Returns,
		Calls:     "start end",
		Files:     true,
		Denied:    true,
		Note: "wazero's directory mounts follow the link and hand over the file; an " +
			"os.Root's FS, mounted in their place, does not.",
	},
	{
		Name:      "write-file",
		About:     "creates a file, creates a directory, deletes a file and renames one; prints the errno of each.",
		Benchmark: true,
		Ends:      Returns,
		Calls:     "start end",
		Files:     true,
		Denied:    true,
		Note: "A read-only mount of wazero v1.12 says 52 (ENOSYS) and three times 69 " +
			"(EROFS), one of an os.Root's FS 44 and three times 52, and wasmtime " +
			"v39 four times 63 (EPERM). Mounted for writing, both say 0 four times.",
	},
}
