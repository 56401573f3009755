package hostile

// changes are attempts to write: the folder is read-only.
func changes() (list attempts) {
	// Opened for writing, one way or another, and then written to: an engine
	// may refuse the one or the other, but must not do what the flags say.
	for _, o := range []struct {
		name string
		opening
	}{
		{"to create", opening{oflags: oCreat, path: "new", rights: rightRead | rightWrite}},
		{"to create, for reading", opening{oflags: oCreat, path: "new", rights: rightRead}},
		{"to create, for nothing", opening{oflags: oCreat, path: "new"}},
		{"to create what is there, for reading", opening{oflags: oCreat, path: "input.txt", rights: rightRead}},
		{"to create exclusively", opening{oflags: oCreat | oExcl, path: "new", rights: rightWrite}},
		{"to create exclusively what is there", opening{oflags: oCreat | oExcl, path: "input.txt", rights: rightRead}},
		{"exclusively", opening{oflags: oExcl, path: "input.txt", rights: rightRead | rightWrite}},
		{"to create outside", opening{oflags: oCreat, path: "../new", rights: rightRead | rightWrite}},
		{"to create through a link", opening{oflags: oCreat, path: "dangling", lookup: follow, rights: rightRead | rightWrite}},
		{"to create a folder", opening{oflags: oCreat | oDirectory, path: "new", rights: rightRead}},
		{"to truncate", opening{oflags: oTrunc, path: "input.txt", rights: rightRead | rightWrite}},
		{"to truncate, for reading", opening{oflags: oTrunc, path: "input.txt", rights: rightRead}},
		{"to truncate, for nothing", opening{oflags: oTrunc, path: "input.txt"}},
		{"to truncate through a link", opening{oflags: oTrunc, path: "in", lookup: follow, rights: rightRead | rightWrite}},
		{"to truncate a folder", opening{oflags: oTrunc | oDirectory, path: "sub", rights: rightRead}},
		{"with all flags", opening{oflags: 15, path: "input.txt", rights: rightAll, fdflags: 31}},
		{"with flags that there are not", opening{oflags: 1<<16 - 1, path: "input.txt", rights: rightRead}},
		{"for writing", opening{path: "input.txt", rights: rightWrite}},
		{"for reading and writing", opening{path: "input.txt", rights: rightRead | rightWrite}},
		{"with all rights", opening{path: "input.txt", rights: rightAll}},
		{"for appending, for reading", opening{path: "input.txt", rights: rightRead, fdflags: fdAppend}},
		{"for appending", opening{path: "input.txt", rights: rightRead | rightWrite, fdflags: fdAppend}},
		{"for synchronous writing", opening{path: "input.txt", rights: rightRead | rightWrite, fdflags: fdSync | fdDsync | fdRsync}},
		{"not to block, for writing", opening{path: "input.txt", rights: rightRead | rightWrite, fdflags: fdNonblock}},
		{"a hard link, for writing", opening{path: "hard.txt", rights: rightRead | rightWrite}},
		{"a folder for writing", opening{path: "sub", oflags: oDirectory, rights: rightRead | rightWrite}},
		{"the folder for writing", opening{path: ".", oflags: oDirectory, rights: rightRead | rightWrite}},
	} {
		list.refuse("open "+o.name, func(c *caller) Errno {
			o.dir = folder
			fd, e := c.open(o.opening)
			if e != success {
				return e
			}
			return c.write(fd)
		})
	}
	list = append(list, changesOfPaths()...)
	return append(list, changesOfDescriptors()...)
}

func changesOfPaths() (list attempts) {
	for _, path := range []string{"new", "sub", "empty", "input.txt", "out", "out-dir/new", "../new", "../secret.txt", "/new", ".", "..", ""} {
		for _, f := range []string{"path_create_directory", "path_remove_directory", "path_unlink_file"} {
			list.refuse(f+" "+quoted(path), pathed(f, []uint64{folder}, path))
		}
		for _, lookup := range []uint64{0, follow} {
			list.refuse("path_filestat_set_times "+quoted(path)+", lookup "+num(lookup), pathed("path_filestat_set_times", []uint64{folder, lookup}, path, 1, 1, 5))
		}
	}
	for _, p := range [][2]string{
		{"rename.txt", "new"}, {"rename.txt", "delete.txt"}, {"rename.txt", "../new"}, {"../secret.txt", "new"}, {"out", "new"},
		{"sub", "new"}, {"rename.txt", "out-dir/new"}, {"out-dir/secret.txt", "new"}, {"/etc/passwd", "new"}, {"", ""},
	} {
		two := func(name string, do func(c *caller, at, n, at2, n2 uint64) Errno) {
			list.refuse(name+" "+quoted(p[0])+" as "+quoted(p[1]), func(c *caller) Errno {
				at, n := c.path(p[0])
				at2, n2 := c.path2(p[1])
				return do(c, at, n, at2, n2)
			})
		}
		two("path_rename", func(c *caller, at, n, at2, n2 uint64) Errno {
			return c.call("path_rename", folder, at, n, folder, at2, n2)
		})
		two("path_link", func(c *caller, at, n, at2, n2 uint64) Errno {
			return c.call("path_link", folder, 0, at, n, folder, at2, n2)
		})
		two("path_link, following,", func(c *caller, at, n, at2, n2 uint64) Errno {
			return c.call("path_link", folder, follow, at, n, folder, at2, n2)
		})
		two("path_symlink", func(c *caller, at, n, at2, n2 uint64) Errno {
			return c.call("path_symlink", at, n, folder, at2, n2)
		})
	}
	return list
}

func changesOfDescriptors() (list attempts) {
	for _, d := range []struct {
		name string
		fd   func(*caller) uint64
	}{
		{"a file opened for reading", func(c *caller) uint64 { return c.input() }},
		{"an opened folder", func(c *caller) uint64 { return c.sub() }},
		{"the folder", func(*caller) uint64 { return folder }},
		{"stdin", func(*caller) uint64 { return stdin }},
	} {
		for _, f := range []struct {
			name string
			do   func(*caller, uint64) Errno
		}{
			{"fd_write to", (*caller).write},
			{"fd_pwrite to", iovecs("fd_pwrite", 0, resultAt)},
			{"fd_filestat_set_size 0 of", on("fd_filestat_set_size", 0)},
			{"fd_filestat_set_size 1 EiB of", on("fd_filestat_set_size", 1<<60)},
			{"fd_filestat_set_times of", on("fd_filestat_set_times", 1, 1, 5)},
			{"fd_allocate 1 TiB of", on("fd_allocate", 0, 1<<40)},
			{"fd_fdstat_set_flags append, then fd_write to", func(c *caller, fd uint64) Errno {
				c.call("fd_fdstat_set_flags", fd, fdAppend)
				return c.write(fd)
			}},
			{"fd_fdstat_set_rights, then fd_write to", func(c *caller, fd uint64) Errno {
				c.call("fd_fdstat_set_rights", fd, rightAll, rightAll)
				return c.write(fd)
			}},
		} {
			list.refuse(f.name+" "+d.name, func(c *caller) Errno { return f.do(c, d.fd(c)) })
		}
	}
	return list
}
