package job

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"github.com/sightglass-go/sightglass/engines/enginetest/guests"
)

// TestReplacedWithinProcess changes what a guest reads behind the second
// iteration of a process: the rows of two iterations are there, and the process
// fails. A file that only looks different is no other input.
func TestReplacedWithinProcess(t *testing.T) {
	dir := t.TempDir()
	beside, stdin := filepath.Join(dir, "input.txt"), filepath.Join(dir, "other", "in.txt")
	rewrite := func(path, text string) error { return os.WriteFile(path, []byte(text), 0o644) }
	for _, tt := range []struct {
		name   string
		guest  string
		change func() error
		want   error
	}{
		{"moved over", "read-file", func() error {
			return errors.Join(rewrite(beside+".new", "two"), os.Rename(beside+".new", beside))
		}, ErrReplaced},
		{"written over", "read-file", func() error { return rewrite(beside, "two") }, ErrReplaced},
		{"longer", "read-file", func() error { return rewrite(beside, "one more") }, ErrReplaced},
		{"gone", "read-file", func() error { return os.Remove(beside) }, ErrReplaced},
		{"touched", "read-file", func() error { return os.Chtimes(beside, time.Time{}, time.Unix(1, 0)) }, nil},
		{"the same again", "read-file", func() error { return errors.Join(os.Remove(beside), rewrite(beside, "one")) }, nil},
		{"stdin", "echo-stdin", func() error { return rewrite(stdin, "two") }, ErrReplaced},
		{"stdin is this very file", "echo-stdin", func() error { return errors.Join(os.Remove(stdin), rewrite(stdin, "two")) }, nil},
		{"never opened", "echo-stdin", func() error { return rewrite(beside, "two") }, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if runtime.GOOS == "windows" && tt.name == "stdin is this very file" {
				t.Skip("Windows removes no file that is open")
			}
			put(t, dir, "x.wasm", string(guests.Wasm(tt.guest)))
			put(t, dir, "input.txt", "one")
			put(t, dir, "other/in.txt", "one")
			put(t, dir, "x.stderr.expected", "")
			job := Job{Engine: Engine{Name: "wazero", Engine: "wazero"}, Benchmark: filepath.Join(dir, "x.wasm"), Measures: []string{"noop"}, Iterations: 5, Guest: Guest{Stdin: stdin}}
			job.Inputs = FindInputs(job)
			emitted := 0
			_, err := Run(t.Context(), job, "", func([]Sample) error {
				if emitted++; emitted == 2 {
					nextTick(t, stdin)
					return tt.change()
				}
				return nil
			})
			if want := map[bool]int{true: 2, false: 5}[tt.want != nil]; !errors.Is(err, tt.want) || emitted != want {
				t.Errorf("%d iterations, %v; want %d, %v", emitted, err, want, tt.want)
			}
			var failure *Failure
			if errors.As(err, &failure) && failure.Iteration != 2 {
				t.Errorf("iteration %d, want 2", failure.Iteration)
			}
		})
	}
}

// TestReplacedWithinSession: a testing.B's loop notices it, too, and says it
// before what the guest made of it.
func TestReplacedWithinSession(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, "x.wasm", string(guests.Wasm("read-file")))
	put(t, dir, "input.txt", "one")
	put(t, dir, "x.stdout.expected", "one")
	job := Job{Engine: Engine{Engine: "wazero"}, Benchmark: filepath.Join(dir, "x.wasm"), Measures: []string{"noop"}}
	job.Inputs = FindInputs(job)
	s, err := OpenSession(t.Context(), job, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if _, err := s.Next(context.Background()); err != nil {
		t.Fatal(err)
	}
	put(t, dir, "input.txt", "other")
	if rows, err := s.Next(context.Background()); !errors.Is(err, ErrReplaced) || !errors.Is(err, ErrOutput) || rows != nil {
		t.Errorf("%v, %v", rows, err)
	}
}

// BenchmarkSteady is what it costs an iteration to look at one file.
func BenchmarkSteady(b *testing.B) {
	dir := b.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "input.txt"), []byte("one"), 0o644); err != nil {
		b.Fatal(err)
	}
	p := process{files: new(guestFiles)}
	var err error
	if p.files.steady, err = steadyInputs(&Inputs{Files: listFolder(dir).Files}, dir, nil); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if err := p.unchanged(nil); err != nil {
			b.Fatal(err)
		}
	}
}

// nextTick waits until the file system's clock, which moves by the kernel's ticks, has
// gone on since a file was written.
func nextTick(t *testing.T, path string) {
	t.Helper()
	was, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	probe := filepath.Join(t.TempDir(), "probe")
	for now := was; !now.ModTime().After(was.ModTime()); time.Sleep(time.Millisecond) {
		if err := os.WriteFile(probe, nil, 0o644); err != nil {
			t.Fatal(err)
		}
		if now, err = os.Stat(probe); err != nil {
			t.Fatal(err)
		}
	}
}
