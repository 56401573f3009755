package job_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/sightglass-go/sightglass/engines/enginetest/guests"
	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/recorder/job"
)

// TestCapture: what a guest does is captured whole, and is not compared with what would be
// expected of it.
func TestCapture(t *testing.T) {
	for _, tt := range []struct {
		guest string
		of    job.Guest
		want  map[string]string // by hand: what the guest prints, or returns
	}{
		{"echo-args", job.Guest{Args: []string{"a", "b c"}}, map[string]string{"stdout": "x.wasm\na\nb c\n", "stderr": ""}},
		{"funcs", job.Guest{Call: record.Call{Entry: "fib", Args: []string{"10"}}}, map[string]string{"stdout": "", "stderr": "", "results": "55\n"}},
	} {
		dir := t.TempDir()
		path := filepath.Join(dir, "x.wasm")
		for name, text := range map[string]string{"x.wasm": string(guests.Wasm(tt.guest)), "x.stdout.expected": "wrong\n", "x.fib.results.expected": "1\n"} {
			if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		j := job.Job{Engine: job.Engine{Name: "w", Engine: "wazero"}, Benchmark: path, Measures: []string{"cycles"}, Iterations: 2, Guest: tt.of, Capture: filepath.Join(dir, "got")}
		if _, err := job.Run(t.Context(), j, "", func([]job.Sample) error { return nil }); err != nil {
			t.Fatal(err)
		}
		for stream, want := range tt.want {
			if got, err := os.ReadFile(j.Capture + "." + stream); err != nil || string(got) != want {
				t.Errorf("%s: %s %q, %v; want %q", tt.guest, stream, got, err, want)
			}
		}
		j.Capture = ""
		if _, err := job.Run(t.Context(), j, "", func([]job.Sample) error { return nil }); err == nil {
			t.Errorf("%s: without, it is not compared", tt.guest)
		}
		j.Capture = filepath.Join(dir, "nosuch", "got")
		if _, err := job.Run(t.Context(), j, "", func([]job.Sample) error { return nil }); err == nil {
			t.Errorf("%s: what cannot be written is not said", tt.guest)
		}
	}
}
