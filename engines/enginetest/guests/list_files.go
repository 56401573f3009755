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
		Name:      "preopens",
		About:     "prints the names of the folders that it is given, from descriptor 3 on, and the errno of opening input.txt in the first, by several names.",
		Benchmark: true,
		Ends:      Returns,
		Calls:     "start end",
		Files:     true,
		Stdout:    "/\n00\n00\n00\n00\n00\n00\n",
		Note:      "wazero can show a folder under no other name. Go finds nothing in one that is called `.`.",
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
