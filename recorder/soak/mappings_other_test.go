//go:build !linux

package soak

import (
	"errors"
	"runtime"
	"strings"
	"testing"
)

func mapPages(*testing.T) {}

// TestMissing: what is not known is said, and what is known is judged.
func TestMissing(t *testing.T) {
	err := Missing()
	if !errors.Is(err, ErrMissing) || !strings.Contains(err.Error(), runtime.GOOS) {
		t.Error(err)
	}
	if s := take("", nil); s.Resident != Unknown || s.Heap <= 0 || s.Goroutines <= 0 {
		t.Errorf("%+v", s)
	}
}
