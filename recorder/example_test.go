package recorder_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"

	_ "github.com/sightglass-go/sightglass/engines/wazero"
	"github.com/sightglass-go/sightglass/measure"
	_ "github.com/sightglass-go/sightglass/measure/cycles"
	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/recorder"
	"github.com/sightglass-go/sightglass/recorder/job"
)

// Record in this process: the only process there is, for profilers and
// debuggers. Package worker records in many.
func ExampleInProcess() {
	var rows record.Collector
	report, err := recorder.InProcess{}.Record(context.Background(), recorder.Plan{
		Engines:    []job.Engine{{Engine: "wazero"}, {Engine: "wazero", Flags: "interpreter", Name: "interpreter"}},
		Benchmarks: []string{"../examples/benchmarks/noop/noop.wasm"},
		Iterations: 2,
	}, &rows)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, failure := range report.Failures {
		fmt.Println(failure)
	}
	windows := map[measure.Phase]int{}
	for _, row := range rows.Rows {
		windows[row.Phase]++
	}
	fmt.Println(windows[measure.Compilation], windows[measure.Instantiation], windows[measure.Execution])
	// Output: 4 4 4
}

// A suite lists benchmarks, relative to its own folder.
func ExampleExpand() {
	dir, err := os.MkdirTemp("", "suite")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	suite := filepath.Join(dir, "mine.suite")
	if err := os.WriteFile(suite, []byte("# what matters to us\nparse/parse.wasm\nrender/render.wasm\n"), 0o644); err != nil {
		fmt.Println(err)
		return
	}
	paths, err := recorder.Expand([]string{suite, "noop.wasm"})
	for _, path := range paths {
		if rel, relErr := filepath.Rel(dir, path); relErr == nil {
			path = rel
		}
		fmt.Println(filepath.ToSlash(path))
	}
	fmt.Println(err)
	// Output:
	// parse/parse.wasm
	// render/render.wasm
	// noop.wasm
	// <nil>
}

// A recording whose recorder was killed goes on where it stopped.
func ExampleOptions_resume() {
	dir, err := os.MkdirTemp("", "resume")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	name := filepath.Join(dir, "rows.jsonl")
	plan := recorder.Plan{
		Engines:    []job.Engine{{Engine: "wazero", Flags: "interpreter"}},
		Benchmarks: []string{"../examples/benchmarks/noop/noop.wasm"},
		Iterations: 2,
	}
	file, err := record.Create(name)
	if err != nil {
		fmt.Println(err)
		return
	}
	_, err = recorder.InProcess{}.Record(context.Background(), plan, record.NewWriter(file, record.JSONL))
	fmt.Println("recorded:", err, file.Close())

	// The power fails: the last line but one, which says that the process
	// ended, is only half there.
	text, err := os.ReadFile(name)
	if err != nil {
		fmt.Println(err)
		return
	}
	_ = os.Truncate(name, int64(bytes.Index(text, []byte(`{"ended"`))+10))

	f, err := os.Open(name)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer f.Close()
	was, err := record.Recover(f, name)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("ended: %d; %d rows are of the process that was running\n", len(was.Ended), was.Rows)
	if file, err = record.Continue(was); err != nil {
		fmt.Println(err)
		return
	}
	r := recorder.InProcess{Options: recorder.Options{Resume: was}}
	report, err := r.Record(context.Background(), plan, record.ResumeWriter(file, was))
	fmt.Println("went on:", report.Rows, "rows,", err, file.Close())
	// Output:
	// recorded: <nil> <nil>
	// ended: 0; 6 rows are of the process that was running
	// went on: 6 rows, <nil> <nil>
}
