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
			refuse(f.name+", iovecs", func(c *caller) Errno { return c.call(f.name, f.fd, at, 1, resultAt) })
			refuse(f.name+", data", func(c *caller) Errno {
				iovs, n := c.iovec(at, 64)
				return c.call(f.name, f.fd, iovs, n, resultAt)
			})
			four(f.name+", result", func(c *caller) Errno {
				iovs, n := c.iovec(bufferAt, 8)
				return c.call(f.name, f.fd, iovs, n, at)
			})
		}
		refuse("random_get", func(c *caller) Errno { return c.call("random_get", at, 64) })
		refuse("poll_oneoff, subscriptions", func(c *caller) Errno { return c.call("poll_oneoff", at, bufferAt, 1, resultAt) })
		refuse("poll_oneoff, events", func(c *caller) Errno { return c.call("poll_oneoff", subscriptionAt, at, 1, resultAt) })
		refuse("clock_time_get", func(c *caller) Errno { return c.call("clock_time_get", 0, 0, at) })
		refuse("path_open, path", func(c *caller) Errno {
			return c.call("path_open", folder, 0, at, 10, 0, rightRead, 0, 0, resultAt)
		})
		four("path_open, result", func(c *caller) Errno {
			path, n := c.path("input.txt")
			return c.call("path_open", folder, 0, path, n, 0, rightRead, 0, 0, at)
		})
		refuse("path_filestat_get, result", func(c *caller) Errno {
			path, n := c.path("input.txt")
			return c.call("path_filestat_get", folder, 0, path, n, at)
		})
		refuse("path_readlink, buffer", func(c *caller) Errno {
			path, n := c.path("out")
			return c.call("path_readlink", folder, path, n, at, 64, resultAt)
		})
		refuse("fd_readdir, buffer", func(c *caller) Errno { return c.call("fd_readdir", folder, at, 64, 0, resultAt) })
		refuse("fd_filestat_get, result", func(c *caller) Errno { return c.call("fd_filestat_get", folder, at) })
		refuse("fd_fdstat_get, result", func(c *caller) Errno { return c.call("fd_fdstat_get", folder, at) })
		refuse("fd_prestat_get, result", func(c *caller) Errno { return c.call("fd_prestat_get", folder, at) })
		list.harmless("args_get of none at "+num(at), func(c *caller) Errno { return c.call("args_get", at, at) })
		four("args_sizes_get", func(c *caller) Errno { return c.call("args_sizes_get", at, at) })
		four("environ_sizes_get", func(c *caller) Errno { return c.call("environ_sizes_get", at, at) })

		// The same numbers as lengths, counts and places to go on from.
		list.refuse("fd_write of length "+num(at), func(c *caller) Errno {
			iovs, n := c.iovec(bufferAt, at)
			return c.call("fd_write", stdout, iovs, n, resultAt)
		})
		list.harmless("fd_read of length "+num(at), func(c *caller) Errno {
			iovs, n := c.iovec(bufferAt, at)
			return c.call("fd_read", stdin, iovs, n, resultAt)
		})
		// Eight times some of these counts is 0 in 32 bits.
		list.harmless("fd_write of that many iovecs: "+num(at), func(c *caller) Errno { return c.call("fd_write", stdout, zeroAt, at, resultAt) })
		list.harmless("fd_read of that many iovecs: "+num(at), func(c *caller) Errno { return c.call("fd_read", stdin, zeroAt, at, resultAt) })
		list.refuse("path_open of length "+num(at), func(c *caller) Errno {
			return c.call("path_open", folder, 0, zeroAt, at, 0, rightRead, 0, 0, resultAt)
		})
		list.harmless("fd_readdir of length "+num(at), func(c *caller) Errno { return c.call("fd_readdir", folder, bufferAt, at, 0, resultAt) })
		list.harmless("fd_readdir from cookie "+num(at), func(c *caller) Errno {
			return c.call("fd_readdir", folder, bufferAt, 4096, at, resultAt)
		})
		list.harmless("fd_prestat_dir_name of length "+num(at), func(c *caller) Errno {
			return c.call("fd_prestat_dir_name", folder, bufferAt, at)
		})
	}
	list.harmless("fd_write of 2^29+1 iovecs", func(c *caller) Errno { return c.call("fd_write", stdout, zeroAt, 1<<29+1, resultAt) })
	list.harmless("fd_readdir from the last cookie", func(c *caller) Errno {
		return c.call("fd_readdir", folder, bufferAt, 4096, 1<<64-1, resultAt)
	})
	list.harmless("random_get of all memory", func(c *caller) Errno { return c.call("random_get", 0, end) })
	list.refuse("random_get of one byte more", func(c *caller) Errno { return c.call("random_get", 0, end+1) })
	list.harmless("random_get of nothing", func(c *caller) Errno { return c.call("random_get", 0, 0) })
	return list
}
