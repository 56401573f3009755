package command

import (
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/analysis/report"
	"github.com/sightglass-go/sightglass/measure/quote"
	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/measure/words"
	"github.com/sightglass-go/sightglass/recorder"
)

// answer is what a recording says, for every output that is not of rows.
type answer struct {
	processes int // ended
	summaries []analysis.Summary
	options   report.Options
	result    *analysis.Result // nil if there is nothing to compare
}

// answer makes it of what was kept. Without an error of comparing there may still be
// tables.
func (b *benchmarkCommand) answer(out *output, options analysis.Options, happened *recorder.Report) (*answer, error) {
	a := &answer{processes: happened.Processes}
	if out.keep.Len() == 0 {
		return a, nil
	}
	data := out.keep.Snapshot()
	if b.output.ticks {
		data.InTicks()
	}
	if b.share.found != nil { // who records one knows that it is not all
		data.Warnings = slices.DeleteFunc(slices.Clone(data.Warnings), func(w error) bool { return errors.As(w, new(*analysis.MissingShares)) })
	}
	a.options = report.NewOptions(data)
	a.options.Engines = nil // as they were named, not as they happened to run
	for _, e := range happened.Header.Engines {
		a.options.Engines = append(a.options.Engines, analysis.Config{Engine: e.Name, Flags: e.Flags})
	}
	a.summaries = analysis.Summarize(data)
	if benchmarks(data) > 1 {
		totals := analysis.SuiteTotals(data, "")
		a.summaries = append(a.summaries, analysis.Summarize(totals)...)
		a.options.Warnings = append(a.options.Warnings, totals.Warnings...)
	}
	if len(b.plan.Engines) < 2 {
		return a, nil
	}
	result, err := lastLook(b.looks, out.keep, options)
	if err != nil {
		return a, b.compare.undecided(err)
	}
	if b.output.ticks {
		result.InTicks()
	}
	a.result = result
	return a, nil
}

// lastLook is what came of looking at the rows or, if nobody did before it ended, of
// doing that now.
func lastLook(looks *analysis.Decider, rows *analysis.Builder, options analysis.Options) (*analysis.Result, error) {
	if looks != nil {
		if r := looks.Result(); len(r.Comparisons) > 0 {
			return r, nil
		}
		options.Anytime = true
	}
	return analysis.Compare(rows.Snapshot(), options)
}

func benchmarks(d *analysis.Data) int {
	names := map[string]bool{}
	for i := range d.Series {
		names[d.Series[i].Wasm] = true
	}
	return len(names)
}

// conclude says what was recorded, in every output, and judges it.
func (b *benchmarkCommand) conclude(out *output, options analysis.Options, happened *recorder.Report) error {
	if out.keep.Len() == 0 && b.compare.failOn != "" {
		return b.compare.undecided(errors.New("no rows were recorded"))
	}
	a, err := b.answer(out, options, happened)
	errs := []error{err}
	cmd := out.cmd
	switch out.text = out.stdout.rows() == record.Auto; {
	case out.text:
		if err := b.write(cmd.OutOrStdout(), b.output.screen.On(cmd.OutOrStdout()), out.stdout, a); err != nil {
			out.text = false // where it is kept is said elsewhere
			errs = append(errs, err)
		}
	case a.result != nil && (b.looks != nil || b.compare.failOn != "" || b.bar.Watch != nil): // somebody asked for a decision
		to := quote.Raw(cmd.ErrOrStderr())
		errs = append(errs, report.Compare(to, a.result, b.compare.in(report.CompareCompact), b.compare.shown(b.output.screen.On(to))))
	}
	out.text = out.text && out.stdout != formMarkdown
	for _, t := range out.whole {
		errs = append(errs, b.writeWhole(out, t, a))
	}
	if a.result == nil {
		return errors.Join(errs...)
	}
	out.unsure = b.share.found == nil && unsure(a.result, b.looks != nil)
	if cmd.Context().Err() == nil {
		errs = append(errs, b.compared(a.result, happened))
	}
	_, err = b.compare.judge(cmd.ErrOrStderr(), a.result)
	return errors.Join(append(errs, err)...)
}

// unsure is whether more rounds are of use; of what was looked at while it was recorded,
// not to where there is no ratio.
func unsure(r *analysis.Result, looked bool) bool {
	return slices.ContainsFunc(r.Comparisons, func(c analysis.Comparison) bool {
		return c.Verdict == analysis.Unsure && (c.Ratio != nil || !looked)
	})
}

// compared is an error if a decision was asked for, and there are rows and nothing to
// compare them with, for no reason that is said elsewhere.
func (b *benchmarkCommand) compared(r *analysis.Result, happened *recorder.Report) error {
	if b.until == "" || b.compare.failOn != "" || len(r.Comparisons) > 0 || happened.Rows == 0 || len(happened.Failures) > 0 {
		return nil
	}
	return &failedError{errors.New("nothing was compared: the recording ended before two engines had run the same benchmark; give it more time (--max-time)")}
}

// writeWhole writes a file that is written at the end.
func (b *benchmarkCommand) writeWhole(out *output, t target, a *answer) error {
	switch {
	case len(a.summaries) == 0 && (t.form == formPage || a.processes == 0):
		return fmt.Errorf("%s is not written: no rows were recorded", t.name)
	case t.form == formPage:
		return writeReport(out, t.name, b.compare.options, b.output.ticks)
	}
	return writeAnswer(out.cmd, t, func(w io.Writer) error { return b.write(w, b.output.screen.On(w), t.form, a) })
}

// writeReport writes the page that sightglass report makes of what was recorded.
func writeReport(out *output, name string, options analysis.Options, ticks bool) error {
	file := out.inFile()
	again := fmt.Sprintf("sightglass report -o %s %s", quoted(name), quoted(file))
	switch {
	case file == "":
		return &outputError{fmt.Errorf("%s is not written: there is no file of the recording to make it of", name)}
	case out.cmd.Context().Err() != nil: // what was asked for is to stop
		out.notes = append(out.notes, fmt.Sprintf("%s is not written; to write it: %s", name, again))
		return nil
	}
	r := &reportCommand{file: name, options: options, ticks: ticks}
	if err := r.run(out.cmd, []string{file}); err != nil {
		return &outputError{fmt.Errorf("%s: %w; to try again: %s", name, err, again)}
	}
	return nil
}

// write writes an answer in one of the forms.
func (b *benchmarkCommand) write(w io.Writer, screen report.Screen, f form, a *answer) error {
	if len(a.summaries) == 0 {
		if a.processes == 0 {
			return nil // why is said
		}
		_, err := fmt.Fprintf(w, "no events recorded; %s completed\n", words.Count(a.processes, "process"))
		return err
	}
	a.options.Screen = screen
	compare := func(format report.CompareFormat) error {
		return report.Compare(w, a.result, format, b.compare.withGate(a.result, screen))
	}
	switch {
	case f == formMarkdown && a.result == nil:
		return report.Markdown(w, a.summaries, a.options)
	case f == formMarkdown: // who reads a pull request wants to know what changed, and only then the rest
		if err := compare(report.CompareMarkdown); err != nil {
			return err
		}
		if _, err := fmt.Fprint(w, "\n<details><summary>All numbers</summary>\n\n"); err != nil {
			return err
		}
		if err := report.Markdown(w, a.summaries, a.options); err != nil {
			return err
		}
		_, err := fmt.Fprint(w, "\n</details>\n")
		return err
	case f == formText && a.result != nil && len(a.result.Comparisons) > 0 && !b.compare.verbose:
		return report.Compare(w, a.warned(), report.CompareCompact, b.compare.shown(screen))
	}
	if err := report.Table(w, a.summaries, a.options); err != nil || a.result == nil {
		return err
	}
	if f == formText && !b.compare.verbose {
		return compare(report.CompareCompact)
	}
	if _, err := fmt.Fprintln(w); err != nil {
		return err
	}
	return compare(report.CompareTable)
}

// warned is the comparison with the warnings of the table that is not above it.
func (a *answer) warned() *analysis.Result {
	r := *a.result
	r.Warnings = slices.Clone(r.Warnings)
	for _, w := range a.options.Warnings {
		if _, ofTotals := w.(*analysis.MissingBenchmark); ofTotals {
			continue // which are in the table alone
		}
		if !slices.ContainsFunc(r.Warnings, func(other error) bool { return other.Error() == w.Error() }) {
			r.Warnings = append(r.Warnings, w)
		}
	}
	return &r
}
