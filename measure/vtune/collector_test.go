//go:build linux && amd64 && !sightglass_static

package vtune

import (
	"cmp"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/measure"
)

// standIn compiles testdata/collector.c, and returns the library and its log.
func standIn(t *testing.T, args ...string) (library, log string) {
	t.Helper()
	compiler := cmp.Or(os.Getenv("CC"), "cc")
	if _, err := exec.LookPath(compiler); err != nil {
		t.Skip("needs a C compiler: install gcc or clang, or set CC")
	}
	dir := t.TempDir()
	library, log = filepath.Join(dir, "libcollector.so"), filepath.Join(dir, "log")
	cmd := exec.Command(compiler, append([]string{"-std=gnu11", "-Wall", "-Werror", "-Wno-unused-function", "-shared", "-fPIC", "-o", library, "testdata/collector.c", `-DLOG="` + log + `"`}, args...)...)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %v\n%s", cmd.Args, err, out)
	}
	return library, log
}

// TestCollector: the collector is told of each window, with the name of its phase. The
// oracle is a library in C, whose structures the C compiler lays out.
func TestCollector(t *testing.T) {
	const created = "domain sightglass\nname no phase\nname Compilation\nname Instantiation\nname Execution\n"
	const initial = "init an ITT program, version 3.0.20180723, groups -1, state 0, library 1\n"
	const tasks = "begin sightglass Compilation\nend sightglass\nbegin sightglass Execution\nend sightglass\nbegin sightglass Execution\nend sightglass\n"
	for _, tt := range []struct {
		name string
		args []string
		want string
	}{
		{"the program creates", nil, initial + tasks},
		{"the collector creates", []string{"-DCREATES"}, initial + created + tasks},
		{"an old one", []string{"-DOLD"}, created + tasks},
		{"switched off", []string{"-DOLD", "-DOFF"}, created},
	} {
		t.Run(tt.name, func(t *testing.T) {
			library, log := standIn(t, tt.args...)
			t.Setenv(Variable, library)
			m, err := measure.Open(Name)
			if err != nil {
				t.Fatal(err)
			}
			again, err := measure.Open(Name) // a process opens a measure for each of its jobs
			if err != nil || again.Close() != nil {
				t.Fatal(err)
			}
			for _, p := range []measure.Phase{measure.Compilation, measure.Execution, measure.Execution} {
				measure.Enter(m, p)
				m.Start()
				m.Stop()
				if readings, err := m.Readings(nil); len(readings) != 0 || err != nil {
					t.Errorf("%v, %v", readings, err)
				}
			}
			if err := m.Close(); err != nil {
				t.Error(err)
			}
			got, err := os.ReadFile(log)
			if err != nil || string(got) != tt.want {
				t.Errorf("%v, told:\n%s\nwant:\n%s", err, got, tt.want)
			}
		})
	}
}

// TestUnpaired: a window that was not closed is an error, and its task does not go on
// around the next one.
func TestUnpaired(t *testing.T) {
	library, log := standIn(t, "-DOLD")
	t.Setenv(Variable, library)
	m, err := measure.Open(Name)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := m.Readings(nil); !errors.Is(err, measure.ErrUnpaired) {
		t.Errorf("before a window: %v", err)
	}
	m.Start()
	if _, err := m.Readings(nil); !errors.Is(err, measure.ErrUnpaired) {
		t.Errorf("without a stop: %v", err)
	}
	m.Stop()
	if _, err := m.Readings(nil); !errors.Is(err, measure.ErrUnpaired) {
		t.Errorf("without a start: %v", err)
	}
	m.Start()
	if err := m.Close(); err != nil {
		t.Error(err)
	}
	m.Start()
	m.Stop()
	if _, err := m.Readings(nil); !errors.Is(err, os.ErrClosed) {
		t.Errorf("closed: %v", err)
	}
	got, err := os.ReadFile(log)
	if err != nil || !strings.HasSuffix(string(got), "Execution\n"+strings.Repeat("begin sightglass no phase\nend sightglass\n", 2)) {
		t.Errorf("%v, told: %s", err, got)
	}
}

// TestNoCollector: what is not a collector is refused, with what to do.
func TestNoCollector(t *testing.T) {
	library, _ := standIn(t, "-DOLD", "-D__itt_task_end=something_else")
	for path, want := range map[string]string{
		filepath.Join(t.TempDir(), "nosuch.so"): "nosuch.so",
		os.Args[0]:                              "load $" + Variable,
		library:                                 "does not take tasks",
	} {
		t.Setenv(Variable, path)
		m, err := measure.Open(Name)
		if m != nil || !errors.Is(err, measure.ErrUnavailable) || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "libittnotify_collector.so") {
			t.Errorf("%s: %v, want %q", path, err, want)
		}
	}
}
