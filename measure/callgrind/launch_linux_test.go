//go:build amd64 || arm64

package callgrind

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/measure"
)

// TestLookFor: what is missing, or too old, is found out before anything runs.
func TestLookFor(t *testing.T) {
	for _, tt := range []struct {
		name, script, err string
	}{
		{"new enough", "echo valgrind-3.15.0", ""},
		{"next", "echo valgrind-4.0.GIT", ""},
		{"old", "echo valgrind-3.14.1", "3.15 or newer is needed"},
		{"older", "echo valgrind-2.99.0", "3.15 or newer is needed"},
		{"something else", "echo hello", `says that it is "hello"`},
		{"broken", "exit 3", "exit status 3"},
		{"missing", "", "install it"},
	} {
		dir := t.TempDir()
		if tt.script != "" {
			if err := os.WriteFile(filepath.Join(dir, "valgrind"), []byte("#!/bin/sh\n"+tt.script+"\n"), 0o755); err != nil {
				t.Fatal(err)
			}
		}
		command, err := lookFor(func(name string) (string, error) {
			path := filepath.Join(dir, name)
			_, err := os.Stat(path)
			return path, err
		})
		switch {
		case tt.err == "" && (err != nil || !slices.Equal(command, []string{filepath.Join(dir, "valgrind")})):
			t.Errorf("%s: %q, %v", tt.name, command, err)
		case tt.err != "" && (!errors.Is(err, measure.ErrUnavailable) || !strings.Contains(err.Error(), tt.err)):
			t.Errorf("%s: error %v, want %q", tt.name, err, tt.err)
		case tt.name == "missing" && !errors.Is(err, fs.ErrNotExist):
			t.Errorf("%s: %v", tt.name, err)
		}
	}
}

// TestOutside: outside Valgrind the stamps do nothing but count, and opening says
// what to do.
func TestOutside(t *testing.T) {
	if ask(&request{runningOnValgrind}) != 0 {
		t.Skip("the tests run under Valgrind")
	}
	s := new(state)
	for range 3 {
		start(s)
		stop(s)
	}
	if s.starts != 3 || s.stops != 3 || s.calls != 0 {
		t.Errorf("%d starts, %d stops, calls %b", s.starts, s.stops, s.calls)
	}
	for _, name := range []string{Name, NameSimulation} {
		if _, err := measure.Open(name); !errors.Is(err, measure.ErrUnavailable) || !strings.Contains(err.Error(), "worker processes") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := measure.Default.Launcher("cycles", Name); err == nil || !strings.Contains(err.Error(), `"callgrind" can only be used alone, and not with cycles:`) {
		t.Errorf("beside another measure: %v", err)
	}
	if l, err := measure.Default.Launcher("cycles", "noop"); l != nil || err != nil {
		t.Errorf("others: %v", err)
	}
}

// TestChatter: what Valgrind 3.19 prints on every start is none of a failure's words; its
// other messages are.
func TestChatter(t *testing.T) {
	for line, want := range map[string]bool{
		"--19456-- warning: L3 cache found, using its data for the LL simulation.":       true,
		"--19456-- WARNING: unhandled amd64-linux syscall: 999":                          false,
		"==19456== Process terminating with default action of signal 11 (SIGSEGV)":       false,
		"a guest's --1-- warning: L3 cache found, using its data for the LL simulation.": false,
		"": false,
	} {
		if got := ofCaches.MatchString(line); got != want {
			t.Errorf("%q: %v", line, got)
		}
	}
}
