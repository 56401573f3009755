package command

import (
	"errors"
	"fmt"
	"io"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/analysis/report/html"
	"github.com/sightglass-go/sightglass/examples/sightglass/command/internal/flags"
	"github.com/sightglass-go/sightglass/examples/sightglass/command/internal/help"
	"github.com/sightglass-go/sightglass/examples/sightglass/command/internal/live"
	"github.com/sightglass-go/sightglass/measure/words"
)

type reportCommand struct {
	input      sidesFlags
	options    analysis.Options
	title      string
	file       string
	plots      string
	ticks      bool
	plotFormat html.PlotFormat
}

func newReport() *cobra.Command {
	r := new(reportCommand)
	cmd := &cobra.Command{
		Use:     "report [flags] [RECORDING...]",
		GroupID: help.Read,
		Short:   "Write what recordings say as one HTML page, and plots",
		Long: `Writes one HTML file that needs nothing else, no network and no server: verdicts
in words, ratios with their intervals, tables to sort and to filter, every value of
every benchmark as a plot, what made the recording, and the recording itself, which
other commands read: sightglass compare old.html new.html. Another baseline can be chosen
on the page where there is room for what each comes to.

The numbers are those of "sightglass compare --output-format json". With --plots, the
plots are written as files, too.

` + unnamedMeans,
		RunE: func(cmd *cobra.Command, args []string) error { return r.run(cmd, args) },
	}
	r.input.register(cmd)
	registerOptions(cmd, &r.options)
	fs := cmd.Flags()
	fs.StringVarP(&r.file, "output-file", "o", "report.html", `the page; "-" is standard output, "" none: --plots alone`)
	flags.Phase(fs, &r.options.Phase)
	fs.StringSliceVar(&r.options.Events, "event", nil, "only this event; may be repeated")
	flags.Unit(fs, &r.ticks)
	fs.StringVar(&r.title, "title", "", "page title")
	fs.StringVar(&r.plots, "plots", "", "also write each plot as a file into this folder (created if missing)")
	flags.Choose(fs, &r.plotFormat, "plot-format", "", "svg", "", flags.Names(html.SVG, html.PNG)...)
	return cmd
}

func (r *reportCommand) run(cmd *cobra.Command, args []string) error {
	defer live.AtOnce(cmd.Context())()
	names, err := r.input.named(cmd, args)
	if err != nil {
		return err
	}
	if r.file == "" && r.plots == "" {
		return errors.New("--output-file is empty, and without --plots nothing would be written: is a shell variable not set? Leave the flag out, or name the page")
	}
	if err := mayWritePage(r.file, names); err != nil {
		return err
	}
	var rows []*html.Attachment
	room := mostAttachments * html.AttachmentBytes
	r.input.copy = func(name string) io.Writer {
		if len(rows) > 0 {
			room -= rows[len(rows)-1].Close()
		}
		a := html.NewAttachment(filepath.Base(name), min(room, html.AttachmentBytes))
		rows = append(rows, a)
		return a
	}
	r.options = completed(r.options)
	r.options.Despite = r.input.despite
	compared, readErr := r.input.read(cmd, names, r.options.Baseline)
	if compared == nil {
		return readErr
	}
	result, err := compared.compare(r.options)
	if err != nil {
		return err
	}
	data, err := compared.data.Select(r.options.Phase, r.options.Events...)
	if err != nil {
		return err
	}
	if n := len(data.Series); n > mostSeries {
		return fmt.Errorf("a page of %s is more than a browser shows: choose some with --phase or --event, or use compare --output-format csv", words.Count(n, "series"))
	}
	if r.ticks {
		data.InTicks()
		result.InTicks()
	}
	page := html.Report{Title: r.title, Data: data, Result: result}
	page.Others = r.others(compared, result)
	for i, reader := range r.input.readers {
		page.Files = append(page.Files, html.File{Name: filepath.Base(reader.Name()), Headers: reader.Headers(), Rows: rows[i]})
	}
	if r.plots != "" {
		n, err := html.WritePlots(r.plots, r.plotFormat, page)
		if err != nil {
			return &outputError{fmt.Errorf("--plots: %w", err)}
		}
		fmt.Fprintf(cmd.ErrOrStderr(), "%s in %s\n", words.Count(n, "plot"), r.plots)
	}
	if r.file == "" {
		return readErr
	}
	if err := writePage(cmd, r.file, names, func(w io.Writer) error { return html.WriteReport(w, page) }); err != nil {
		return err
	}
	left := 0
	for _, a := range rows {
		if a.Left() {
			left++
		}
	}
	if left > 0 {
		fmt.Fprintf(cmd.ErrOrStderr(), "note: the page has no room for %d of %s, and shows what they say without them\n", left, words.Count(len(rows), "recording"))
	}
	return readErr
}

// Bounds of a page: the files that are kept until it is known which fit are so many times
// what all of it may take, and more series than that no browser shows.
const (
	mostAttachments = 4
	mostSeries      = 50_000
)

// Bounds for the choice of a baseline on a page: each costs what a comparison does.
const (
	mostBaselines = 6
	mostRows      = 250_000 // of a recording that is compared again
)

// others compares with each other baseline, as compare --baseline would; those with which
// nothing can be compared, or whose names mean several engines, cannot be chosen.
func (r *reportCommand) others(of *sides, result *analysis.Result) (list []*analysis.Result) {
	engines := of.data.Configs
	if of.two != nil || len(result.Comparisons) == 0 || len(engines) > mostBaselines || of.data.Rows > mostRows {
		return nil
	}
	first := result.Comparisons[0].Baseline.String()
	for _, engine := range engines {
		if engine.String() == first {
			continue
		}
		o := r.options
		o.Baseline = engine.String()
		other, err := of.compare(o)
		if err != nil || len(other.Comparisons) == 0 {
			continue
		}
		if r.ticks {
			other.InTicks()
		}
		list = append(list, other)
	}
	return list
}
