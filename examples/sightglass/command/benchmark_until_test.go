package command

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/record"
)

// TestReplayMarks: a process that failed before a recording was interrupted is
// left out of comparisons after it was resumed, as it would have been.
func TestReplayMarks(t *testing.T) {
	name := filepath.Join(t.TempDir(), "r.jsonl")
	f, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	w := record.NewWriter(f, record.JSONL)
	header := record.Header{Format: record.JSONL.String(), FirstProcess: 100}
	if err := w.Begin(header); err != nil {
		t.Fatal(err)
	}
	for round := range 3 {
		process := uint64(100 + round)
		_ = w.Write(record.Row{Arch: "x86_64", Engine: "e", Wasm: "w", Process: process, Phase: measure.Execution, Event: "cycles", Count: 7})
		ended := &record.Ended{Engine: "e", Wasm: "w", Process: process, Round: round, Rows: 1}
		if round == 1 {
			ended.Failure = &record.EndedBadly{Cause: "guest", Text: "trap", Attempt: 1}
		}
		_ = w.Mark(record.Mark{Ended: ended})
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	r := resumption{file: name}
	if err := r.find(); err != nil {
		t.Fatal(err)
	}
	defer r.release()
	rows := new(analysis.Builder)
	if err := (&replay{rows, &r}).Begin(header); err != nil {
		t.Fatal(err)
	}
	data := rows.Snapshot()
	if len(data.Series) != 1 || len(data.Series[0].Processes()) != 3 {
		t.Fatalf("%+v", data.Series)
	}
	for i, p := range data.Series[0].Processes() {
		if p.Failed != (i == 1) {
			t.Errorf("process %d failed: %v", i, p.Failed)
		}
	}
}

// TestUntilNothing: where no benchmark could be recorded, that is what is said, and what
// records it.
func TestUntilNothing(t *testing.T) {
	folder(t, "bench-none", "trap-inside")
	for args, want := range map[string]string{
		"bench-none.wasm":  "sightglass: all 2 combinations of benchmark and engine failed; without bench.start and bench.end, --whole measures all of _start, and --entry a function\n",
		"trap-inside.wasm": "sightglass: all 2 combinations of benchmark and engine failed\n",
	} {
		r := sightglass(t, "", "benchmark", "-e", "wazero,wazero:interpreter", args)
		if r.code != exitFailed || !strings.HasSuffix(r.stderr, want) {
			t.Errorf("%s: %+v, want %q", args, r, want)
		}
	}
}

// TestWarnedOfTotals: a comparison has no totals of suites, and no warnings of them.
func TestWarnedOfTotals(t *testing.T) {
	a := &answer{result: new(analysis.Result)}
	a.options.Warnings = []error{&analysis.MissingBenchmark{Dropped: 1, Samples: 2}, os.ErrInvalid}
	if got := a.warned().Warnings; len(got) != 1 || got[0] != os.ErrInvalid {
		t.Errorf("%v", got)
	}
}
