package hostile

import (
	"path/filepath"
	"strings"
)

// waysOut are attempts to open what lies outside of the folder, or what is no
// path at all.
func waysOut() (list attempts) {
	const mib = 1 << 20
	reads := func(path string, lookup uint64) func(*caller) Errno {
		return func(c *caller) Errno {
			return c.openAndRead(opening{dir: folder, lookup: lookup, path: path, rights: rightRead})
		}
	}
	stats := func(path string, lookup uint64) func(*caller) Errno {
		return pathed("path_filestat_get", []uint64{folder, lookup}, path, resultAt)
	}
	for _, path := range []string{
		"..", "../", "../secret.txt", "./../secret.txt", "sub/../../secret.txt", "nothing/../../secret.txt",
		"input.txt/../../secret.txt", "../root/input.txt", strings.Repeat("../", 20) + "etc/passwd",
		"/", "/etc/passwd", "//etc/passwd", "/proc/self/environ", "/proc/self/fd/3", "/dev/..", "/dev/null", "proc/self/environ",
		"", "\x00", "input.txt\x00", "\x00/../../secret.txt", "input.txt\x00/../../secret.txt", "\xff\xfe/../../secret.txt",
		`..\secret.txt`, `sub\..\..\secret.txt`, `C:\Windows\win.ini`, `\\.\pipe\x`, "CON", "NUL",
	} {
		list.refuse("open "+quoted(path), reads(path, follow))
		list.refuse("open as a folder "+quoted(path), func(c *caller) Errno {
			return c.openAndRead(opening{dir: folder, lookup: follow, oflags: oDirectory, path: path, rights: rightRead})
		})
	}
	// An engine may leave out name/.. and what follows a name without another
	// before it looks.
	for _, path := range []string{"input.txt/", "input.txt/.", "input.txt/.."} {
		list.harmless("open "+quoted(path), reads(path, follow))
	}
	list.refuse("open 1 MiB of a", reads(strings.Repeat("a", mib), follow))
	list.refuse("open 1 MiB of ../", reads(strings.Repeat("../", mib/3), follow))
	list.refuse("open 1 MiB of a/", reads(strings.Repeat("a/", mib/2), follow))

	for _, link := range []string{
		"out", "out-dir", "out-dir/secret.txt", "out-chain", "sub/out", "out-parent", "out-parent/secret.txt",
		"out-back", "absolute", "absolute-in", "slash", "slash/etc/passwd", "dangling", "loop", "self", "self/x",
		"out-dir/../secret.txt", "in-sub/../../../secret.txt",
	} {
		list.refuse("open through "+link, reads(link, follow))
		list.refuse("open, not following, "+link, reads(link, 0))
		list.refuse("filestat through "+link, stats(link, follow))
	}
	// A slash behind a link's name has it followed, whatever was asked for.
	for _, link := range []string{"out/", "out-dir/", "out-dir//", "out-dir/.", "out-chain/", "sub/out/", "out-parent/", "absolute/", "slash/"} {
		for _, lookup := range []uint64{follow, 0} {
			how := map[uint64]string{follow: "through ", 0: "not following, "}[lookup]
			list.refuse("open "+how+link, reads(link, lookup))
			list.refuse("open as a folder, "+how+link, func(c *caller) Errno {
				return c.openAndRead(opening{dir: folder, lookup: lookup, oflags: oDirectory, path: link, rights: rightRead})
			})
			if lookup == follow {
				list.refuse("filestat "+how+link, stats(link, lookup))
				continue
			}
			// An engine may leave the slash out, and tell of the link itself.
			list.harmless("filestat "+how+link, func(c *caller) Errno {
				const symbolicLink = 7
				e := stats(link, lookup)(c)
				if e == success && c.get(resultAt+16, 1)[0] != symbolicLink {
					c.Errorf("filestat not following %s tells of what the link leads to", link)
				}
				return e
			})
		}
	}
	for _, path := range []string{"../secret.txt", "..", "/", "/etc/passwd", "\x00", "input.txt\x00"} {
		list.refuse("filestat "+quoted(path), stats(path, follow))
		list.refuse("filestat, not following, "+quoted(path), stats(path, 0))
	}
	list.harmless("filestat the empty path", stats("", follow))
	list.harmless("filestat, not following, input.txt/", stats("input.txt/", 0))

	for _, path := range []string{"..", "../secret.txt", "../../secret.txt", "../..", "../out", "/etc/passwd", "deeper/../../../secret.txt"} {
		list.refuse("from the opened folder sub, open "+quoted(path), func(c *caller) Errno {
			return c.openAndRead(opening{dir: c.sub(), lookup: follow, path: path, rights: rightRead})
		})
		list.refuse("from the opened folder sub, filestat "+quoted(path), func(c *caller) Errno {
			fd := c.sub()
			at, n := c.path(path)
			return c.call("path_filestat_get", fd, follow, at, n, resultAt)
		})
	}
	list.refuse("from an opened file, open ../secret.txt", func(c *caller) Errno {
		return c.openAndRead(opening{dir: c.input(), lookup: follow, path: "../secret.txt", rights: rightRead})
	})
	for _, fd := range []uint64{stdin, stdout, stderr, 4, 1 << 31, 1<<32 - 1} {
		list.refuse("from descriptor "+num(fd)+", open input.txt", func(c *caller) Errno {
			return c.openAndRead(opening{dir: fd, lookup: follow, path: "input.txt", rights: rightRead})
		})
	}
	list.refuse("open by its name on the host", func(c *caller) Errno {
		return reads(filepath.ToSlash(filepath.Join(c.tree.root, "input.txt")), follow)(c)
	})
	list = append(list, attempt{name: "open a FIFO", waits: true, try: func(c *caller) Errno {
		if c.tree.fifo == "" {
			return notsup // there are none here
		}
		return reads("fifo", 0)(c)
	}})
	// What a link in the folder says belongs to the folder, unless it is a path
	// on the host.
	for _, link := range []struct {
		path     string
		harmless bool
	}{
		{"out", true}, {"in", true}, {"absolute", false}, {"absolute-in", false}, {"slash", false},
	} {
		list = append(list, attempt{name: "readlink " + link.path, harmless: link.harmless, try: readlink(link.path)})
	}
	for _, path := range []string{"../root/link.txt", "out-parent/root/link.txt", "/proc/self/exe", "input.txt", "nothing", ""} {
		list.refuse("readlink "+quoted(path), readlink(path))
	}
	return list
}

func readlink(path string) func(*caller) Errno {
	return func(c *caller) Errno {
		at, n := c.path(path)
		e := c.call("path_readlink", folder, at, n, bufferAt, 4096, resultAt)
		if e == success {
			c.told = "it says " + string(c.get(bufferAt, c.u32(resultAt)))
		}
		return e
	}
}
