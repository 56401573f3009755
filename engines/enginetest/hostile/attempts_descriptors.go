package hostile

// functions are those of preview 1 that take a descriptor.
var functions = []struct {
	name string
	do   func(*caller, uint64) Errno
	// May be done to stdin, to stdout and stderr, to the folder: it shows or
	// changes nothing there but what is the guest's.
	in, out, folder bool
}{
	{"fd_write", (*caller).write, false, true, false},
	{"fd_pwrite", iovecs("fd_pwrite", 0, resultAt), false, true, false},
	{"fd_read", iovecs("fd_read", resultAt), true, true, false},
	{"fd_pread", iovecs("fd_pread", 0, resultAt), true, true, false},
	{"fd_seek, not moving,", on("fd_seek", 0, 1, resultAt), true, true, true},
	{"fd_seek to 5", on("fd_seek", 5, 0, resultAt), true, true, false},
	{"fd_seek to before the beginning", on("fd_seek", 1<<64-5, 0, resultAt), false, false, false},
	{"fd_tell", on("fd_tell", resultAt), true, true, true},
	{"fd_filestat_get", on("fd_filestat_get", resultAt), true, true, true},
	{"fd_fdstat_get", on("fd_fdstat_get", resultAt), true, true, true},
	{"fd_fdstat_set_flags", on("fd_fdstat_set_flags", 0), true, true, true},
	{"fd_fdstat_set_rights", on("fd_fdstat_set_rights", rightAll, rightAll), true, true, true},
	{"fd_filestat_set_size", on("fd_filestat_set_size", 1<<20), false, true, false},
	{"fd_filestat_set_times", on("fd_filestat_set_times", 1, 1, 5), false, true, false},
	{"fd_allocate", on("fd_allocate", 0, 1<<20), false, true, false},
	{"fd_advise", on("fd_advise", 0, 0, 0), true, true, true},
	{"fd_sync", on("fd_sync"), true, true, true},
	{"fd_datasync", on("fd_datasync"), true, true, true},
	{"fd_readdir", on("fd_readdir", bufferAt, 4096, 0, resultAt), false, false, true},
	{"fd_prestat_get", on("fd_prestat_get", resultAt), true, true, true},
	{"fd_prestat_dir_name", on("fd_prestat_dir_name", bufferAt, 1), true, true, true},
	{"fd_renumber to 700", on("fd_renumber", 700), true, true, true},
	{"fd_renumber over stdout", on("fd_renumber", stdout), true, true, true},
	{"fd_close", on("fd_close"), true, true, true},
	{"sock_accept", on("sock_accept", 0, resultAt), false, false, false},
	{"sock_recv", iovecs("sock_recv", 0, resultAt, resultAt+8), false, false, false},
	{"sock_send", iovecs("sock_send", 0, resultAt), false, false, false},
	{"sock_shutdown", on("sock_shutdown", 3), false, false, false},
}

// onDescriptors are attempts on descriptors that a guest has, and on some that
// it has not; the part "descriptors" tries all.
func onDescriptors() (list attempts) {
	for _, f := range functions {
		for fd, harmless := range []bool{f.in, f.out, f.out, f.folder} {
			list = append(list, attempt{
				name:     f.name + " " + num(uint64(fd)),
				try:      func(c *caller) Errno { return f.do(c, uint64(fd)) },
				harmless: harmless,
			})
		}
		for _, fd := range []uint64{4, 1<<31 - 1, 1 << 31, 1<<32 - 1} {
			list.refuse(f.name+" "+num(fd), func(c *caller) Errno { return f.do(c, fd) })
		}
	}
	list.refuse("fd_seek from nowhere in a file", func(c *caller) Errno {
		return on("fd_seek", 0, 77, resultAt)(c, c.input())
	})
	list.refuse("fd_seek to before the beginning of a file", func(c *caller) Errno {
		return on("fd_seek", 1<<64-5, 0, resultAt)(c, c.input())
	})
	list.refuse("fd_pread from before the beginning of a file", func(c *caller) Errno {
		return iovecs("fd_pread", 1<<64-5, resultAt)(c, c.input())
	})
	for _, from := range []uint64{stdin, stdout, stderr, folder} {
		for _, to := range []uint64{stdin, stdout, folder, 4, 1 << 20, 1<<31 - 1, 1 << 31} {
			list.harmless("fd_renumber "+num(from)+" to "+num(to), calls("fd_renumber", from, to))
		}
	}
	// What a descriptor becomes, it is: no more, and nothing of what it was.
	list.refuse("a file over stdout, then fd_write to the file's old descriptor", func(c *caller) Errno {
		fd := c.input()
		c.call("fd_renumber", fd, stdout)
		return c.write(fd)
	})
	list.harmless("a file over stdout, then fd_write to stdout", func(c *caller) Errno {
		c.call("fd_renumber", c.input(), stdout)
		return c.write(stdout)
	})
	list.harmless("stdout over a file, then fd_write to it", func(c *caller) Errno {
		fd := c.input()
		c.call("fd_renumber", stdout, fd)
		return c.write(fd)
	})
	for _, fd := range []uint64{stdin, stdout, stderr, folder} {
		name := "fd_close " + num(fd)
		list.refuse(name+", then fd_write to it", func(c *caller) Errno {
			c.call("fd_close", fd)
			return c.write(fd)
		})
		list.refuse(name+", then open a file and fd_write to it", func(c *caller) Errno {
			c.call("fd_close", fd)
			c.open(opening{dir: folder, path: "input.txt", rights: rightRead})
			return c.write(fd)
		})
		list.refuse(name+" twice", func(c *caller) Errno {
			c.call("fd_close", fd)
			return c.call("fd_close", fd)
		})
	}
	list.refuse("fd_close 3, then open input.txt", func(c *caller) Errno {
		c.call("fd_close", folder)
		return c.openAndRead(opening{dir: folder, path: "input.txt", rights: rightRead})
	})
	list.refuse("read from a closed file", func(c *caller) Errno {
		fd := c.input()
		c.call("fd_close", fd)
		return iovecs("fd_read", resultAt)(c, fd)
	})
	return list
}
