package job

import (
	"fmt"
	"io"
	"strings"

	"github.com/sightglass-go/sightglass/engines/inspect"
	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/record"
)

type entry struct {
	name    string
	of      inspect.FuncType
	args    []uint64
	results []uint64 // expected
	checked bool     // something is expected
	from    string   // the file that says what, if it is one
	got     string   // what the last call returned
}

// newEntry finds the function, and what it is expected to return: the plan has
// it, or a file beside the benchmark, NAME.FUNCTION.results.expected, in which
// white space separates the results.
func newEntry(job *Job, module *inspect.Module) (e entry, err error) {
	e.name = job.Call.Entry
	if phase := job.Phase; e.name == inspect.Initialize && (phase == measure.Compilation || phase == measure.Instantiation) {
		return e, inspect.CheckReactor(module) // it is not called as others are
	}
	if e.of, err = inspect.CheckEntry(module, e.name); err != nil {
		return e, err
	}
	for what, types := range map[string][]inspect.ValType{"parameter": e.of.Params, "result": e.of.Results} {
		for i, t := range types {
			if t.Bits() == 0 {
				return e, fmt.Errorf("%w: `%s` has type %s: %s %d is not a number, so it cannot be called from outside", inspect.ErrEntryType, e.name, e.of, what, i+1)
			}
		}
	}
	if e.args, err = inspect.ParseArgs(e.of, job.Call.Args); err != nil {
		return e, err
	}
	want := job.Results
	if len(want) == 0 {
		if job.Capture != "" {
			return e, nil
		}
		if e.from = job.FindExpected("results"); e.from == "" {
			return e, nil
		}
		var text []byte
		f, err := record.OpenFile(e.from)
		if err == nil {
			defer f.Close()
			text, err = io.ReadAll(io.LimitReader(f, 1<<20))
		}
		if err != nil {
			return e, fmt.Errorf("read the expected results: %w", err)
		}
		want = strings.Fields(string(text))
	}
	e.checked = true
	if e.results, err = inspect.ParseResults(e.of, want); err != nil && e.from != "" {
		err = fmt.Errorf("%s: %w", e.from, err)
	}
	return e, err
}

// check compares what the function returned with what is expected.
func (e *entry) check(got []uint64) error {
	if len(got) != len(e.of.Results) {
		return fmt.Errorf("%w: Call returned %d results of a function %s, and no error", ErrAdapter, len(got), e.of)
	}
	e.got = inspect.FormatResults(e.of, got)
	if !e.checked || inspect.SameResults(e.of, got, e.results) {
		return nil
	}
	err := fmt.Errorf("%w: %s returned %s, expected %s", ErrResult, e.name,
		inspect.FormatResults(e.of, got), inspect.FormatResults(e.of, e.results))
	if e.from != "" {
		err = fmt.Errorf("%w (%s)", err, e.from)
	}
	return err
}

// missing warns where a function returns what nobody checks.
func (e *entry) missing(benchmark string) []string {
	if e.checked || len(e.of.Results) == 0 {
		return nil
	}
	return []string{fmt.Sprintf("%s: what %s returns is not checked: no result is expected", benchmark, e.name)}
}
