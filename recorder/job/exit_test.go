package job_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/engines/enginetest/guests"
	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/recorder/job"
)

// exitingFunction, called f, exits with code 0:
//
//	(module
//	  (import "wasi_snapshot_preview1" "proc_exit" (func (param i32)))
//	  (memory (export "memory") 1)
//	  (func (export "f") i32.const 0 call 0))
const exitingFunction = "\x00asm\x01\x00\x00\x00" +
	"\x01\x08\x02\x60\x01\x7f\x00\x60\x00\x00" +
	"\x02\x24\x01\x16wasi_snapshot_preview1\x09proc_exit\x00\x00" +
	"\x03\x02\x01\x01\x05\x03\x01\x00\x01" +
	"\x07\x0e\x02\x06memory\x02\x00\x01f\x00\x01" +
	"\x0a\x08\x01\x06\x00\x41\x00\x10\x00\x0b"

// TestEntryThatExits: a function that exits, with whichever code, did not
// return, and there are no rows; a command may exit with code 0.
func TestEntryThatExits(t *testing.T) {
	for _, tt := range []struct {
		guest, entry, want string
	}{
		{exitingFunction, "f", "guest exited with code 0 instead of returning"},
		{string(guests.Wasm("exit-three")), "_start", "guest exited with code 3"},
		{string(guests.Wasm("exit-zero")), "_start", ""},
	} {
		path := filepath.Join(t.TempDir(), "x.wasm")
		if err := os.WriteFile(path, []byte(tt.guest), 0o644); err != nil {
			t.Fatal(err)
		}
		j := job.Job{Engine: job.Engine{Name: "w", Engine: "wazero"}, Benchmark: path, Measures: []string{"cycles"},
			Iterations: 2, Guest: job.Guest{Call: record.Call{Entry: tt.entry}}}
		rows := 0
		_, err := job.Run(t.Context(), j, "", func(r []job.Sample) error { rows += len(r); return nil })
		if tt.want == "" {
			if err != nil || rows != 6 {
				t.Errorf("%s: %d rows, %v", tt.entry, rows, err)
			}
			continue
		}
		var failure *job.Failure
		var exit *engines.ExitError
		if rows != 0 || !errors.As(err, &failure) || !errors.As(err, &exit) || failure.Err.Error() != tt.want {
			t.Errorf("%s: %d rows, %v; want %s", tt.entry, rows, err, tt.want)
		}
	}
}
