package command

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/sightglass-go/sightglass/analysis/report"
	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/examples/sightglass/command/internal/flags"
	"github.com/sightglass-go/sightglass/examples/sightglass/command/internal/help"
	"github.com/sightglass-go/sightglass/measure/cycles"
	"github.com/sightglass-go/sightglass/measure/quote"
	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/recorder"
	"github.com/sightglass-go/sightglass/recorder/job"
	"github.com/sightglass-go/sightglass/recorder/soak"
)

type soakCommand struct {
	engines                                 flags.Engines
	instantiations, compilations, processes int
	timeout                                 time.Duration
	inProcess                               bool
	format                                  string
	screen                                  flags.Screen
}

// errGrows ends a soak that found something.
var errGrows = errors.New("growing")

func newSoak() *cobra.Command {
	s := new(soakCommand)
	cmd := &cobra.Command{
		Use:     "soak [flags] [BENCHMARK.wasm]",
		GroupID: help.Check,
		Short:   "Check for resource leaks over thousands of runs",
		Long: `Instantiates and runs a benchmark many times, compiles it many times, and records
it in many worker processes, on each engine; and tells whether what the process
holds (memory, descriptors, goroutines, threads, mappings, children, temporary
files) keeps growing. What is judged is the second half: growing is memory by
1 MB or more, or one thing more of any other kind (3 threads, 25 mappings).

Without a benchmark it is one that does nothing. Each engine and each of the three
has a process of its own. The long run, some minutes for each engine:

  sightglass soak -e wazero -e wasmtime --instantiations 100000 --processes 5000

Exit codes: 0 all is flat; 1 something is growing, or failed on the way; 2 nothing
was done.`,
		Args: takes(0, 1, "one benchmark"),
		RunE: func(cmd *cobra.Command, args []string) error { return s.run(cmd, args) },
	}
	s.engines.Register(cmd)
	s.screen.Register(cmd)
	fs := cmd.Flags()
	flags.Number(fs, &s.instantiations, "instantiations", "", soak.DefaultSteps, "how often it is instantiated and run, on each engine; 0 for not at all", 0, soak.MaxSteps)
	flags.Number(fs, &s.compilations, "compilations", "", -1, "how often an engine is opened and compiles it; -1 for a hundredth of the instantiations", -1, soak.MaxSteps)
	flags.Number(fs, &s.processes, "processes", "p", 500, "how many worker processes record it; 0 for none", 0, recorder.MaxProcesses)
	flags.Number(fs, &s.timeout, "timeout", "", time.Hour, "how long each of the three may take on one engine", time.Nanosecond, recorder.MaxTime)
	fs.BoolVar(&s.inProcess, "in-process", false, "run in this process, for profilers; a guest that crashes or hangs takes sightglass down")
	flags.Choose(fs, &s.format, "output-format", "f", "table", "", flags.Names("table", "json")...)
	return cmd
}

func (s *soakCommand) run(cmd *cobra.Command, args []string) error {
	plan, err := s.engines.Plan(cmd)
	if err != nil {
		return err
	}
	if err := flags.RefuseBuilds(plan, "soak runs engines that are linked in; build sightglass with the other version, and soak that"); err != nil {
		return err
	}
	if s.compilations < 0 {
		s.compilations = s.instantiations / 100
		if s.compilations == 1 {
			s.compilations = 2
		}
	}
	for _, part := range s.parts() {
		if part.steps == 1 {
			return fmt.Errorf("--%s 1: use 2 or more, because growing is seen from one to another, or 0 for none", part.name)
		}
	}
	benchmark := ""
	if len(args) > 0 {
		benchmark = args[0]
		f, err := record.OpenFile(benchmark)
		if err == nil {
			f.Close()
			err = record.CheckName(benchmark)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", quote.Name(benchmark), err)
		}
	}
	for _, e := range plan { // before anything is done
		engine, err := engines.Open(cmd.Context(), e.Engine, e.Flags)
		if err == nil {
			err = errors.Join(soak.Watchable(engine), engine.Close(cmd.Context()))
		}
		if err != nil {
			return err
		}
	}
	var results []soak.Result
	var failures []error
	for _, e := range plan {
		for _, part := range s.parts() {
			if part.steps == 0 {
				continue
			}
			result, err := s.part(cmd, part, e, benchmark)
			if len(result.Samples) > 0 {
				results = append(results, result)
				if s.format == "table" {
					s.print(cmd, &result)
				}
			}
			if err != nil {
				failures = append(failures, fmt.Errorf("%s on %s: %w", part.name, e.Engine, err))
			}
		}
	}
	if s.format == "json" {
		failures = append(failures, writeJSON(cmd.OutOrStdout(), results))
	}
	return s.conclude(cmd, results, errors.Join(failures...))
}

// conclude says the last word.
func (s *soakCommand) conclude(cmd *cobra.Command, results []soak.Result, err error) error {
	var growing []string
	for i := range results {
		for _, g := range results[i].Growing() {
			growing = append(growing, fmt.Sprintf("%s on %s: %v", results[i].What, results[i].Engine, g))
		}
	}
	switch {
	case len(growing) > 0:
		err = errors.Join(err, fmt.Errorf("%w: %s", errGrows, strings.Join(growing, "; ")))
	case err == nil && len(results) == 0:
		return errors.New("nothing to do: all of --instantiations, --compilations and --processes are 0")
	case err == nil && s.format == "table":
		_, err = fmt.Fprintln(cmd.OutOrStdout(), "flat")
	}
	if err == nil {
		return nil
	}
	return &failedError{err}
}

func (s *soakCommand) print(cmd *cobra.Command, r *soak.Result) {
	cells := r.Table()
	screen := s.screen.On(cmd.OutOrStdout())
	if r.Missing != "" {
		fmt.Fprintf(cmd.ErrOrStderr(), "warning: %s\n", r.Missing)
	}
	fmt.Fprintf(cmd.OutOrStdout(), "%s on %s\n%s%s\n\n", r.What, screen.Text(quote.Name(r.Engine)), report.Grid(screen, 1, report.Cells(cells[0]), cells[1:]), r.Verdict())
}

type soakPart struct {
	name  string // the flag's, too
	steps int
}

func (s *soakCommand) parts() []soakPart {
	return []soakPart{{"compilations", s.compilations}, {"instantiations", s.instantiations}, {"processes", s.processes}}
}

// part does one of the three with one engine, in a process of its own unless
// this is to be it.
func (s *soakCommand) part(cmd *cobra.Command, part soakPart, e job.Engine, benchmark string) (result soak.Result, err error) {
	ctx, cancel := context.WithTimeoutCause(orphaned(cmd), s.timeout, fmt.Errorf("it takes longer than %v; use --timeout to allow more", s.timeout))
	defer cancel()
	folder, remove, err := soak.Folder()
	if err != nil {
		return result, err
	}
	defer func() { err = errors.Join(err, remove()) }()
	if !s.inProcess {
		if benchmark != "" {
			if benchmark, err = filepath.Abs(benchmark); err != nil {
				return result, err
			}
		}
		return s.child(ctx, folder, part, e, benchmark)
	}
	o := soak.Options{Steps: part.steps, TempDir: os.Getenv(soakFolder)}
	if part.name == "processes" {
		if benchmark == "" {
			benchmark = filepath.Join(folder, "noop.wasm")
			if err := os.WriteFile(benchmark, soak.Noop(), 0o644); err != nil {
				return result, err
			}
		}
		return soak.Processes(ctx, recorder.Plan{Engines: []job.Engine{e}, Benchmarks: []string{benchmark}, Iterations: 1}, o)
	}
	guest := soak.Guest{}
	if benchmark != "" {
		if guest.Wasm, err = os.ReadFile(benchmark); err != nil {
			return result, err
		}
	}
	counter, err := cycles.Open()
	if err != nil {
		return result, err
	}
	defer counter.Close()
	guest.Measure = counter
	if part.name == "compilations" {
		return soak.Compilations(ctx, e.Engine, e.Flags, guest, o)
	}
	return soak.Instantiations(ctx, e.Engine, e.Flags, guest, o)
}
