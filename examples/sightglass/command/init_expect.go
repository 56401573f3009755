package command

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/measure/quote"
	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/measure/words"
	"github.com/sightglass-go/sightglass/recorder"
	"github.com/sightglass-go/sightglass/recorder/job"
	"github.com/sightglass-go/sightglass/recorder/worker"
)

// timeoutOfInit is how long a benchmark may run to find out what is expected of it, unless
// the project says.
const timeoutOfInit = time.Minute

// expect runs the project's benchmarks once on each of its engines, and writes what all
// of them agree on into the files that recordings compare with.
func (i *initCommand) expect(cmd *cobra.Command, path string) error {
	plan, err := i.plan(cmd, path)
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "sightglass-expect-")
	if err != nil {
		return fmt.Errorf("make a folder for what benchmarks print: %w", err)
	}
	defer os.RemoveAll(dir)
	at := func(benchmark, engine int) string {
		return filepath.Join(dir, fmt.Sprintf("%d-%d", benchmark, engine))
	}
	var on []string
	for _, e := range plan.Engines {
		e.Name = cmp.Or(e.Name, e.Engine)
		on = append(on, e.String())
	}
	fmt.Fprintf(cmd.ErrOrStderr(), "note: running %s once on each of %s\n", words.Count(len(plan.Benchmarks), "benchmark"), quote.Line(strings.Join(on, ", ")))
	report, err := worker.Recorder{Options: recorder.Options{Capture: at}}.Record(cmd.Context(), plan, new(record.Collector))
	if err != nil {
		return err
	}
	var problems []error
	bad := 0
	for n, name := range plan.Benchmarks {
		var said []captured
		var failed []error
		for k, e := range plan.Engines {
			e.Name = cmp.Or(e.Name, e.Engine)
			said = append(said, captured{e.String(), at(n, k)})
			for _, f := range report.Failures {
				if f.Benchmark == name && f.Engine.String() == e.String() {
					failed = append(failed, f)
				}
			}
		}
		if len(failed) > 0 {
			problems = append(problems, failed...)
			bad++
			continue
		}
		if err := i.settle(cmd, job.Job{Benchmark: name, Guest: *plan.Of(name).Guest}, said); err != nil {
			problems = append(problems, err)
			bad++
		}
	}
	if bad > 0 {
		problems = append(problems, fmt.Errorf("what is expected could not be written for %d of %s", bad, words.Count(len(plan.Benchmarks), "benchmark")))
		return &failedError{errors.Join(problems...)}
	}
	if !i.wrote {
		fmt.Fprintln(cmd.ErrOrStderr(), "note: what is expected is there already, and they agree on it")
	}
	return nil
}

// plan is one round of one iteration of the project, judged by nothing.
func (i *initCommand) plan(cmd *cobra.Command, path string) (recorder.Plan, error) {
	b := new(benchmarkCommand)
	of := b.register() // whose flags the project's settings are
	of.SetContext(cmd.Context())
	of.SetErr(cmd.ErrOrStderr())
	b.project.name, b.project.expecting = path, true
	if err := b.useProject(of, nil); err != nil {
		return b.plan, err
	}
	if len(b.project.members) == 0 {
		return b.plan, fmt.Errorf("%s names no benchmark", quote.Name(path))
	}
	if len(b.project.file.Engines) < 2 {
		b.engines.Set(withLinked(b.engines.Named(), openable(cmd))...)
	}
	if err := errors.Join(b.limits.Complete(&b.plan), b.state(of, nil)); err != nil {
		return b.plan, err
	}
	if !slices.ContainsFunc(b.plan.Engines[1:], func(e job.Engine) bool { return !sameEngine(e, b.plan.Engines[0]) }) {
		return b.plan, fmt.Errorf("what is expected is what two engines agree on, and there is one here, %v: name another in %s, or use a sightglass that has wazero and wasmtime (built with cgo)", b.plan.Engines[0], quote.Name(path))
	}
	p := b.plan
	p.Measures, p.Phase, p.Processes, p.Iterations, p.Retries, p.Pin = []string{"noop"}, 0, 1, 1, 0, ""
	if b.project.setting("timeout") == nil {
		p.Timeout = timeoutOfInit
	}
	for name, own := range p.Settings {
		if own.Iterations = 0; own == (recorder.Settings{}) {
			delete(p.Settings, name)
			continue
		}
		p.Settings[name] = own
	}
	return p, nil
}

func sameEngine(a, b job.Engine) bool {
	return a.Engine == b.Engine && a.Flags == b.Flags && slices.Equal(a.Programs, b.Programs)
}

// withLinked adds the engines that are linked in to those that the project names.
func withLinked(named, linked []string) []string {
	list := slices.Clone(named)
	for _, name := range linked {
		if !slices.Contains(list, name) {
			list = append(list, name)
		}
	}
	return list
}

// openable are the names of the engines that are linked in and can be opened.
func openable(cmd *cobra.Command) (names []string) {
	for _, name := range engines.Default.Defaults() {
		if e, err := engines.Open(cmd.Context(), name, ""); err == nil {
			_ = e.Close(cmd.Context()) // it did nothing
			names = append(names, name)
		}
	}
	return names
}

// captured is what an engine's guest did, in files that begin with a path.
type captured struct{ engine, path string }

func (c captured) file(stream string) string { return c.path + "." + stream }

// settle writes the files of one benchmark, none unless the engines agree on all. A file
// that is there is left alone, and is an error if it says something else.
func (i *initCommand) settle(cmd *cobra.Command, j job.Job, said []captured) error {
	if len(j.Results) > 0 {
		return nil // expect-result says it, and was compared
	}
	streams := job.Streams()
	if j.Call.Entry != "" {
		streams = []string{"results"}
	}
	var to []string // for each stream, "" where nothing is to be written
	for _, stream := range streams {
		for _, other := range said[1:] {
			d, err := job.FirstDifference(said[0].file(stream), other.file(stream))
			if errors.Is(err, os.ErrNotExist) {
				err = fmt.Errorf("its program keeps nothing of what guests do: build it with this version: %w", err)
			}
			if err != nil {
				return fmt.Errorf("%s: compare %s of %s and %s: %w", j.Benchmark, stream, said[0].engine, other.engine, err)
			}
			if d != nil {
				return fmt.Errorf("%s: engines disagree: %s line %d is %s on %s, and %s on %s; nothing was written for it", j.Benchmark, stream, d.Line, d.A, said[0].engine, d.B, other.engine)
			}
		}
		path, err := i.target(&j, stream, said[0].file(stream))
		if err != nil {
			return err
		}
		to = append(to, path)
	}
	for n, path := range to {
		if path == "" {
			continue
		}
		if err := writeExpected(cmd, path, said[0].file(streams[n])); err != nil {
			return &outputError{fmt.Errorf("%s: write what is expected: %w", j.Benchmark, err)}
		}
		i.wrote = true
		if _, err := fmt.Fprintf(cmd.OutOrStdout(), "%s: what %s agree on\n", quote.Name(path), enginesOf(said)); err != nil {
			return err
		}
	}
	return nil
}

// target is the file for what a benchmark did, "" if one that is there says the same.
func (i *initCommand) target(j *job.Job, stream, actual string) (string, error) {
	path, found := j.ExpectedPath(stream), j.FindExpected(stream)
	switch {
	case path == "":
		return "", fmt.Errorf("%s: no file can have a name with %q in it: use expect-result", j.Benchmark, j.Call.Entry)
	case found == "":
		return path, nil
	}
	d, err := job.FirstDifference(found, actual)
	switch {
	case err == nil && d == nil:
		return "", nil
	case i.force:
		return path, nil
	case err != nil:
		return "", fmt.Errorf("%s: read what is expected: %w", j.Benchmark, err)
	}
	return "", fmt.Errorf("%s: %s line %d is %s, and in %s %s: to replace what is expected use --force", j.Benchmark, stream, d.Line, d.B, quote.Name(found), d.A)
}

func writeExpected(cmd *cobra.Command, path, from string) error {
	f, err := os.Open(from)
	if err != nil {
		return err
	}
	defer f.Close()
	return replace(cmd, path, func(w io.Writer) error {
		_, err := io.Copy(w, f)
		return err
	})
}

func enginesOf(said []captured) string {
	var names []string
	for _, c := range said {
		names = append(names, c.engine)
	}
	return strings.Join(names, ", ")
}
