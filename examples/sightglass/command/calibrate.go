package command

import (
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"github.com/sightglass-go/sightglass/analysis/report"
	"github.com/sightglass-go/sightglass/examples/sightglass/command/internal/flags"
	"github.com/sightglass-go/sightglass/examples/sightglass/command/internal/help"
	"github.com/sightglass-go/sightglass/examples/sightglass/command/internal/live"
	"github.com/sightglass-go/sightglass/measure/quote"
	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/recorder"
	"github.com/sightglass-go/sightglass/recorder/calibrate"
	"github.com/sightglass-go/sightglass/recorder/worker"
)

type calibrateCommand struct {
	engines flags.Engines
	options calibrate.Options
	screen  flags.Screen
	write   overheadWriter
}

type overheadWriter = func(io.Writer, report.Screen, *record.Overhead, []calibrate.Share) error

func newCalibrate() *cobra.Command {
	c := new(calibrateCommand)
	cmd := &cobra.Command{
		Use:     "calibrate [flags] [RECORDING...]",
		GroupID: help.Check,
		Short:   "Measure the measurement overhead",
		Long: `Records a benchmark that does nothing, and prints the window: what the counters
see beside the guest's work, for every engine and event. Beside it stands the
floor, two stamps back to back. The first window of a process is cold and kept
apart. With --phase execution it compiles once per process, as benchmark does. Of each recording named it says what share of its medians the window is.`,
		RunE: func(cmd *cobra.Command, names []string) error { return c.run(cmd, names) },
	}
	c.engines.Register(cmd)
	c.screen.Register(cmd)
	fs := cmd.Flags()
	flags.Measures(fs, &c.options.Measures)
	flags.Processes(fs, &c.options.Processes, calibrate.DefaultProcesses)
	flags.Iterations(fs, &c.options.Iterations, calibrate.DefaultIterations)
	flags.Phase(fs, &c.options.Phase)
	fs.BoolVar(&c.options.Component, "component", false, "measure the window of components (WASI 0.2), which is another; with engines that run them")
	flags.Pin(fs, &c.options.Pin)
	flags.Number(fs, &c.options.Timeout, "timeout", "", time.Minute, "how long one process may take", time.Nanosecond, recorder.MaxTime)
	flags.Choose(fs, &c.write, "output-format", "f", "table", "",
		flags.Case[overheadWriter]{Name: "table", Is: overheadTable}, flags.Case[overheadWriter]{Name: "csv", Is: overheadCSV}, flags.Case[overheadWriter]{Name: "json", Is: overheadJSON})
	return cmd
}

func (c *calibrateCommand) run(cmd *cobra.Command, names []string) (err error) {
	c.engines.Time(cmd, &c.options.Measures)
	if err = errors.Join(flags.CheckMeasures(c.options.Measures, c.engines.Built()), c.engines.Check(cmd)); err != nil {
		return err
	}
	for _, name := range names {
		if err := refuseValue(cmd, name); err != nil {
			return err
		}
	}
	rows, err := c.readRows(cmd, names)
	if err != nil {
		return err
	}
	if c.options.Engines, err = c.engines.Plan(cmd); err != nil {
		return err
	}
	bar := live.NewProgress(cmd.ErrOrStderr())
	c.options.Recorder = worker.Recorder{Options: recorder.Options{Progress: bar.Update}}
	overhead, err := calibrate.Run(cmd.Context(), c.options)
	bar.Done()
	if err != nil && len(overhead.Windows) == 0 {
		return err
	}
	if err != nil {
		err = &failedError{err}
	}
	return errors.Join(err, c.write(cmd.OutOrStdout(), c.screen.On(cmd.OutOrStdout()), &overhead, calibrate.Shares(&overhead, rows)))
}

// readRows reads whole recordings; one that is not in order is refused.
// Rows of components have another window than those of core modules: only those are
// taken whose window is measured.
func (c *calibrateCommand) readRows(cmd *cobra.Command, names []string) (all []record.Row, err error) {
	if len(names) == 0 {
		return nil, nil // not standard input: recordings are optional here
	}
	readers, done, err := new(inputFlags).open(cmd, names)
	if err != nil {
		return nil, err
	}
	defer done()
	read := 0
	for _, r := range readers {
		rows, err := record.ReadAll(r)
		if err != nil {
			return nil, err
		}
		read += len(rows)
		headers := r.Headers()
		for _, row := range rows {
			component := slices.ContainsFunc(headers, func(h record.Header) bool { return h.Component(row.Wasm) })
			if component == c.options.Component {
				all = append(all, row)
			}
		}
	}
	switch {
	case read == 0:
		return nil, errNoRows
	case len(all) == 0 && c.options.Component:
		return nil, errors.New("no benchmark of these recordings is a component: leave --component out")
	case len(all) == 0:
		return nil, errors.New("all benchmarks of these recordings are components, whose window is another: give --component")
	}
	return all, nil
}

func overheadCSV(w io.Writer, _ report.Screen, o *record.Overhead, _ []calibrate.Share) error {
	table := calibrate.Table(o)
	for _, cells := range table {
		for i := range cells {
			cells[i] = quote.Cell(cells[i])
		}
	}
	out := csv.NewWriter(w)
	return errors.Join(out.WriteAll(table), out.Error())
}

func overheadJSON(w io.Writer, _ report.Screen, o *record.Overhead, shares []calibrate.Share) error {
	return writeJSON(w, struct {
		Overhead *record.Overhead  `json:"overhead"`
		Shares   []calibrate.Share `json:"shares,omitempty"`
	}{o, shares})
}
