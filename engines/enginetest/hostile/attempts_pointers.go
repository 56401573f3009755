package hostile

// badPointers are attempts to make the host read or write outside of the
// guest's memory, or to take what it lacks. Lengths that an engine
// would set memory aside for before it looks are in the guests poll-many and
// random-much, which need a process of their own.
func badPointers() (list attempts) {
	const end = memoryIs
	for _, at := range []uint64{end - 4, end, 1 << 31, 1<<32 - 4, 1<<32 - 1} {
		in := at+4 <= end // four bytes lie there
		refuse := func(name string, try func(*caller) Errno) { list.refuse(name+" at "+num(at), try) }
		four := func(name string, try func(*caller) Errno) {
			list = append(list, attempt{name: name + " at " + num(at), try: try, harmless: in})
		}
		for _, f := range []struct {
			name string
			fd   uint64
		}{{"fd_write", stdout}, {"fd_read", stdin}} {
			refuse(f.name+", iovecs", calls(f.name, f.fd, at, 1, resultAt))
			refuse(f.name+", data", moves(f.name, f.fd, at, 64, resultAt))
			four(f.name+", result", moves(f.name, f.fd, bufferAt, 8, at))
		}
		refuse("random_get", calls("random_get", at, 64))
		refuse("poll_oneoff, subscriptions", calls("poll_oneoff", at, bufferAt, 1, resultAt))
		refuse("poll_oneoff, events", calls("poll_oneoff", subscriptionAt, at, 1, resultAt))
		refuse("clock_time_get", calls("clock_time_get", 0, 0, at))
		refuse("path_open, path", calls("path_open", folder, 0, at, 10, 0, rightRead, 0, 0, resultAt))
		four("path_open, result", pathed("path_open", []uint64{folder, 0}, "input.txt", 0, rightRead, 0, 0, at))
		refuse("path_filestat_get, result", pathed("path_filestat_get", []uint64{folder, 0}, "input.txt", at))
		refuse("path_readlink, buffer", pathed("path_readlink", []uint64{folder}, "out", at, 64, resultAt))
		refuse("fd_readdir, buffer", calls("fd_readdir", folder, at, 64, 0, resultAt))
		refuse("fd_filestat_get, result", calls("fd_filestat_get", folder, at))
		refuse("fd_fdstat_get, result", calls("fd_fdstat_get", folder, at))
		refuse("fd_prestat_get, result", calls("fd_prestat_get", folder, at))
		list.harmless("args_get of none at "+num(at), calls("args_get", at, at))
		four("args_sizes_get", calls("args_sizes_get", at, at))
		four("environ_sizes_get", calls("environ_sizes_get", at, at))

		// The same numbers as lengths, counts and places to go on from.
		list.refuse("fd_write of length "+num(at), moves("fd_write", stdout, bufferAt, at, resultAt))
		list.harmless("fd_read of length "+num(at), moves("fd_read", stdin, bufferAt, at, resultAt))
		// Eight times some of these counts is 0 in 32 bits.
		list.harmless("fd_write of that many iovecs: "+num(at), calls("fd_write", stdout, zeroAt, at, resultAt))
		list.harmless("fd_read of that many iovecs: "+num(at), calls("fd_read", stdin, zeroAt, at, resultAt))
		list.refuse("path_open of length "+num(at), calls("path_open", folder, 0, zeroAt, at, 0, rightRead, 0, 0, resultAt))
		list.harmless("fd_readdir of length "+num(at), calls("fd_readdir", folder, bufferAt, at, 0, resultAt))
		list.harmless("fd_readdir from cookie "+num(at), calls("fd_readdir", folder, bufferAt, 4096, at, resultAt))
		list.harmless("fd_prestat_dir_name of length "+num(at), calls("fd_prestat_dir_name", folder, bufferAt, at))
	}
	list.harmless("fd_write of 2^29+1 iovecs", calls("fd_write", stdout, zeroAt, 1<<29+1, resultAt))
	list.harmless("fd_readdir from the last cookie", calls("fd_readdir", folder, bufferAt, 4096, 1<<64-1, resultAt))
	list.harmless("random_get of all memory", calls("random_get", 0, end))
	list.refuse("random_get of one byte more", calls("random_get", 0, end+1))
	list.harmless("random_get of nothing", calls("random_get", 0, 0))
	return list
}
