//go:build !unix && !windows

package scratch

import "os"

// locks: nothing tells a folder that is in use, so that none is swept away.
const locks = false

// Ours: what lies among a user's temporary files here is that user's.
func Ours(os.FileInfo) bool { return true }
