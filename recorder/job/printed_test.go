package job_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/recorder/job"
)

// speaker writes N bytes of "no model\x1b[1m\n" to a descriptor, then exits with code 3:
//
//	(module
//	  (import "wasi_snapshot_preview1" "fd_write" (func (param i32 i32 i32 i32) (result i32)))
//	  (import "wasi_snapshot_preview1" "proc_exit" (func (param i32)))
//	  (memory (export "memory") 1)
//	  (data (i32.const 0) "\10\00\00\00\0d\00\00\00")
//	  (data (i32.const 16) "no model\1b[1m\n")
//	  (func (export "_start")
//	    (drop (call 0 (i32.const FD) (i32.const 0) (i32.const 1) (i32.const 8)))
//	    (call 1 (i32.const 3))))
func speaker(fd string) string {
	return "\x00asm\x01\x00\x00\x00" +
		"\x01\x10\x03\x60\x04\x7f\x7f\x7f\x7f\x01\x7f\x60\x01\x7f\x00\x60\x00\x00" +
		"\x02\x46\x02\x16wasi_snapshot_preview1\x08fd_write\x00\x00" +
		"\x16wasi_snapshot_preview1\x09proc_exit\x00\x01" +
		"\x03\x02\x01\x02\x05\x03\x01\x00\x01" +
		"\x07\x13\x02\x06memory\x02\x00\x06_start\x00\x02" +
		"\x0a\x13\x01\x11\x00\x41" + fd + "\x41\x00\x41\x01\x41\x08\x10\x00\x1a\x41\x03\x10\x01\x0b" +
		"\x0b\x20\x02\x00\x41\x00\x0b\x08\x10\x00\x00\x00\x0d\x00\x00\x00" +
		"\x00\x41\x10\x0b\x0dno model\x1b[1m\n"
}

// TestPrintedOfFailure: what a guest that exits has printed is in the message,
// quoted, and in the failure as it was.
func TestPrintedOfFailure(t *testing.T) {
	for _, fd := range []string{"\x01", "\x02"} {
		path := filepath.Join(t.TempDir(), "x.wasm")
		if err := os.WriteFile(path, []byte(speaker(fd)), 0o644); err != nil {
			t.Fatal(err)
		}
		j := job.Job{Engine: job.Engine{Name: "w", Engine: "wazero"}, Benchmark: path, Measures: []string{"cycles"}, Iterations: 1, Guest: job.Guest{Call: record.Call{Whole: true}}}
		_, err := job.Run(t.Context(), j, "", func([]job.Sample) error { return nil })
		var failure *job.Failure
		if !errors.As(err, &failure) || failure.Output != "no model\x1b[1m" ||
			!strings.HasSuffix(failure.Error(), `Execution: guest exited with code 3; it printed: "no model\x1b[1m"`) {
			t.Errorf("descriptor %q: %v", fd, err)
		}
	}
	long := job.Failure{Benchmark: "x", Output: "first " + strings.Repeat("x", 3000) + " last", Err: errors.New("e")}
	if text := long.Error(); len(text) > 600 || !strings.Contains(text, "first") || !strings.Contains(text, ` last"`) {
		t.Errorf("%d bytes: %s", len(text), text)
	}
	died := job.Failure{Benchmark: "x", Output: "why", Err: errors.New("process died; it printed: why")}
	if text := died.Error(); strings.Count(text, "why") != 1 {
		t.Error(text)
	}
}
