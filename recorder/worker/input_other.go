//go:build !linux

package worker

import "os"

// ownInput is what the parent writes to.
func ownInput() *os.File { return os.Stdin }
