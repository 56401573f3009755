package command

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/analysis/report"
	"github.com/sightglass-go/sightglass/examples/sightglass/command/internal/flags"
	"github.com/sightglass-go/sightglass/examples/sightglass/command/internal/stream"
	"github.com/sightglass-go/sightglass/measure/quote"
	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/measure/words"
	"github.com/sightglass-go/sightglass/recorder"
)

// dataFile keeps the rows of a run that prints a table.
const dataFile = "sightglass-data.csv"

type outputFlags struct {
	raw    bool
	format string
	file   string
	force  bool
	screen flags.Screen
	ticks  bool
}

func (f *outputFlags) register(cmd *cobra.Command) {
	cmd.Flags().BoolVarP(&f.raw, "raw", "r", false, "write the rows as CSV instead of a table")
	flags.Choose(cmd.Flags(), &f.format, "output-format", "f", "", "write the rows as "+strings.Replace(words.Or(record.WrittenFormats()...), "gobench", "gobench (for benchstat)", 1)+" instead of a table, or the table as markdown",
		flags.Names(outputFormats...)...)
	cmd.Flags().StringVarP(&f.file, "output-file", "o", "", "write to this file instead of standard output")
	cmd.Flags().BoolVar(&f.force, "force", false, "if --output-file holds a recording already, move that aside (to NAME.old.jsonl, say)")
	f.screen.Register(cmd)
	flags.Unit(cmd.Flags(), &f.ticks)
}

// rows tells whether rows are wanted, and in which format, or a table.
func (f *outputFlags) rows() (record.Format, bool, error) {
	switch {
	case f.format == "table" || f.markdown():
		return record.Auto, false, nil
	case f.format != "":
		format, err := record.ParseFormat(f.format)
		if err != nil || format == record.Auto {
			return record.Auto, false, fmt.Errorf("--output-format %s: use %s", f.format, words.Or(outputFormats...))
		}
		return format, true, nil
	}
	if format := record.FormatOf(f.file); format != record.Auto {
		return format, true, nil
	}
	return record.CSV, f.raw, nil
}

// markdown tells whether tables are to be in Markdown.
func (f *outputFlags) markdown() bool {
	return f.format == "markdown" || f.format == "" && !f.raw && filepath.Ext(f.file) == ".md"
}

// output is where a run's rows and table go.
type output struct {
	to       io.Writer
	stderr   io.Writer
	cmd      *cobra.Command
	screen   report.Screen
	file     *record.File  // of --output-file, if rows go there
	page     *bytes.Buffer // what is to be written to it as a whole, if tables do
	name     string        // the file's of page
	data     *deferred     // the rows behind a table, or the recording that is resumed
	rows     *record.Writer
	keep     *analysis.Builder // what was recorded, for tables
	ticks    bool              // are shown as such
	table    bool              // a table is wanted and not rows
	markdown bool              // the table is in Markdown
	details  *details          // to be written last
	resumed  string            // the file's of data, if a recording is resumed
	baseline string            // of several engines
	unsure   bool              // more rounds are of use
	again    string            // the arguments of a command that resumes it, beside the file
	brief    bool              // the table is left out where there is a comparison
	notes    []string          // to be printed last, on stderr
}

func (f *outputFlags) open(cmd *cobra.Command) (*output, error) {
	format, rows, err := f.rows()
	if err == nil {
		err = record.CheckName(f.file)
	}
	if err != nil {
		return nil, err
	}
	o := &output{cmd: cmd, to: cmd.OutOrStdout(), stderr: cmd.ErrOrStderr(), screen: f.screen.On(cmd.OutOrStdout()), keep: new(analysis.Builder), markdown: f.markdown(), ticks: f.ticks}
	switch {
	case f.file == "" || f.file == "-":
	case rows:
		if o.file, err = f.create(cmd); err != nil {
			return nil, err
		}
		o.to, o.screen = o.file, f.screen.On(o.file)
	default:
		if err := f.mayReplace(); err != nil {
			return nil, err
		}
		o.name, o.page = f.file, new(bytes.Buffer)
		o.to, o.screen = o.page, f.screen.On(o.page)
	}
	if rows {
		if o.file == nil {
			o.rows = record.NewWriter(rowsTo(cmd), format)
		} else {
			o.rows = record.NewWriter(o.file, format)
		}
		return o, nil
	}
	o.data = &deferred{open: o.keepData}
	o.rows = writeLater(o.data, record.CSV) // without rows, the file of the run before stays
	o.table = true
	return o, nil
}

// rowsTo is where rows for programs go. In a file or a pipe they stay exact; on
// a terminal names must not move the cursor.
func rowsTo(cmd *cobra.Command) io.Writer {
	if out := cmd.OutOrStdout(); stream.IsTerminal(out) {
		return quote.NewDocument(out)
	}
	return cmd.OutOrStdout()
}

func (f *outputFlags) create(cmd *cobra.Command) (*record.File, error) {
	done, err := untilRead(cmd, f.file)
	if err != nil {
		return nil, &outputError{fmt.Errorf("--output-file: %w", err)}
	}
	defer done()
	open := record.Create
	if f.force {
		open = record.CreateAnew
	}
	file, err := open(f.file)
	switch holds, _ := record.HoldsRows(f.file); {
	case err == nil:
		return file, nil
	case errors.Is(err, record.ErrKept) && holds && record.FormatOf(f.file) == record.JSONL:
		err = fmt.Errorf("%w; to complete it use --resume %s, to move it aside --force, or choose another name", err, f.file)
	case errors.Is(err, record.ErrKept):
		err = fmt.Errorf("%w; to move it aside use --force, or choose another name", err)
	case !errors.Is(err, record.ErrBusy):
		return nil, &outputError{fmt.Errorf("--output-file: %w", err)}
	}
	return nil, fmt.Errorf("--output-file: %w", err)
}

func (f *outputFlags) resume(cmd *cobra.Command, r *resumption) *output {
	o := &output{cmd: cmd, to: cmd.OutOrStdout(), stderr: cmd.ErrOrStderr(), screen: f.screen.On(cmd.OutOrStdout()), keep: new(analysis.Builder), ticks: f.ticks, resumed: r.file}
	o.data = &deferred{open: func() (*record.File, error) {
		file, err := record.Continue(r.found)
		if err == nil && file.Aside() != "" {
			o.notes = append(o.notes, fmt.Sprintf("%s was damaged, and is kept as %s", file.Name(), file.Aside()))
		}
		return file, err
	}}
	o.rows = record.ResumeWriter(o.data, r.found)
	return o
}

// terminal is where rows go if that may be a terminal, nil if they don't.
func (o *output) terminal() any {
	if o.table {
		return nil
	}
	return o.to
}

// dataDir is the environment variable of the folder that dataFile is in, as the
// Rust original has it.
const dataDir = "SIGHTGLASS_DATA_DIR"

// keepData moves the rows of the run before out of the way, unless that is not
// over yet.
func (o *output) keepData() (*record.File, error) {
	name := filepath.Join(os.Getenv(dataDir), dataFile)
	file, err := record.Rotate(name)
	if err != nil {
		return nil, fmt.Errorf("%w; use --raw or --output-file where this folder cannot be written to", err)
	}
	if aside := file.Aside(); aside != "" {
		o.notes = append(o.notes, fmt.Sprintf("the rows of the run before are in %s now", aside))
	}
	if file.Name() != name {
		o.notes = append(o.notes, fmt.Sprintf("the rows are in %s, because another recording is being written to %s", file.Name(), name))
	}
	return file, nil
}

// sink receives the recording. kept tells whether somebody wants to look at
// what was recorded; a table always does.
func (o *output) sink(kept bool) record.Sink {
	if o.table || kept {
		return record.MultiSink(o.rows, o.keep)
	}
	return o.rows
}

// finish writes what can be written only at the end. failed is why the
// recording ended, nil if it is complete.
func (o *output) finish(happened *recorder.Report, failed error) error {
	switch {
	case happened.Header.Format == "":
		return nil // recording has not begun
	case happened.Rows == 0 && o.table:
		if happened.Processes == 0 {
			return nil // why is said
		}
		_, err := fmt.Fprintf(o.to, "no events recorded; %s completed\n", words.Count(happened.Processes, "process"))
		return err
	}
	var err error
	if closeErr := o.rows.Close(); closeErr != nil && !errors.Is(failed, recorder.ErrSink) { // else it has been said
		err = fmt.Errorf("%w: %w", recorder.ErrSink, closeErr)
	}
	if !o.table {
		return err
	}
	data := o.keep.Snapshot()
	if o.ticks {
		data.InTicks()
	}
	options := report.NewOptions(data)
	options.Screen = o.screen
	options.Engines = nil // as they were named, not as they happened to run
	for _, e := range happened.Header.Engines {
		options.Engines = append(options.Engines, analysis.Config{Engine: e.Name, Flags: e.Flags})
	}
	summaries := analysis.Summarize(data)
	if benchmarks(data) > 1 {
		totals := analysis.SuiteTotals(data, "")
		summaries = append(summaries, analysis.Summarize(totals)...)
		options.Warnings = append(options.Warnings, totals.Warnings...)
	}
	o.details = &details{summaries: summaries, options: options}
	if o.markdown || o.brief {
		return err
	}
	return errors.Join(err, o.writeTable())
}

func (o *output) writeTable() error {
	return report.Table(o.to, o.details.summaries, o.details.options)
}

// addWarnings adds those of the data to a comparison that has no table above.
func (o *output) addWarnings(r *analysis.Result) {
	for _, w := range o.details.options.Warnings {
		if !slices.ContainsFunc(r.Warnings, func(other error) bool { return other.Error() == w.Error() }) {
			r.Warnings = append(r.Warnings, w)
		}
	}
}

func benchmarks(d *analysis.Data) int {
	names := map[string]bool{}
	for i := range d.Series {
		names[d.Series[i].Wasm] = true
	}
	return len(names)
}

// close closes the files, and writes those that are written as a whole. begun
// tells whether a recording has begun; if not, there is nothing to write.
func (o *output) close(begun bool) error {
	var errs []error
	if o.file != nil {
		if aside := o.file.Aside(); aside != "" {
			o.notes = append(o.notes, fmt.Sprintf("what was in %s is in %s now", o.file.Name(), aside))
		}
		errs = append(errs, o.file.Close())
	}
	if o.data != nil {
		errs = append(errs, o.data.Close())
	}
	if o.page != nil && begun && o.page.Len() > 0 {
		errs = append(errs, replace(o.cmd, o.name, func(w io.Writer) error {
			_, err := w.Write(o.page.Bytes())
			return err
		}))
	}
	for _, note := range o.notes {
		fmt.Fprintf(o.stderr, "note: %s\n", note)
	}
	if err := errors.Join(errs...); err != nil {
		return &outputError{err}
	}
	if file := o.inFile(); begun && file != "" {
		return o.farewell(file)
	}
	return nil
}

// deferred is a file that is opened when something is written to it, so that a
// run that is refused leaves what was there alone.
type deferred struct {
	open func() (*record.File, error)
	file *record.File // nil before
	err  error        // of open
}

func (d *deferred) Write(b []byte) (int, error) {
	if d.file == nil && d.err == nil {
		d.file, d.err = d.open()
	}
	if d.err != nil {
		return 0, d.err
	}
	return d.file.Write(b)
}

func (d *deferred) Sync() error {
	if d.file == nil {
		return nil
	}
	return d.file.Sync()
}

func (d *deferred) Close() error {
	if d.file == nil {
		return nil
	}
	return d.file.Close()
}

// details are the numbers behind a comparison, which Markdown shows below it:
// who reads a pull request wants to know what changed, and only then the rest.
type details struct {
	summaries []analysis.Summary
	options   report.Options
	compared  bool // a comparison stands above
}

func (o *output) writeDetails() error {
	if o.details == nil || !o.markdown {
		return nil
	}
	if !o.details.compared {
		return report.Markdown(o.to, o.details.summaries, o.details.options)
	}
	if _, err := fmt.Fprint(o.to, "\n<details><summary>All numbers</summary>\n\n"); err != nil {
		return err
	}
	if err := report.Markdown(o.to, o.details.summaries, o.details.options); err != nil {
		return err
	}
	_, err := fmt.Fprint(o.to, "\n</details>\n")
	return err
}
