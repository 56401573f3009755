//go:build !linux

package native

import "testing"

func resident(t testing.TB) int { t.Skip("only on Linux"); return 0 }
