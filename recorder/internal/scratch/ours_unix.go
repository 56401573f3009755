//go:build unix

package scratch

import (
	"os"
	"syscall"
)

// locks is whether a lock tells a folder that is in use.
const locks = true

// Ours is whether a file belongs to this user.
func Ours(info os.FileInfo) bool {
	stat, ok := info.Sys().(*syscall.Stat_t)
	return ok && int(stat.Uid) == os.Getuid()
}
