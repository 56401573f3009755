package command

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/sightglass-go/sightglass/examples/sightglass/command/internal/flags"
	"github.com/sightglass-go/sightglass/examples/sightglass/command/internal/parquet"
	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/measure/words"
)

// outputFlags say what a recording is written to, beside the file that keeps it.
type outputFlags struct {
	raw    bool
	format string
	files  []string
	force  bool
	screen flags.Screen
	ticks  bool
}

func (f *outputFlags) register(cmd *cobra.Command) {
	cmd.Flags().BoolVarP(&f.raw, "raw", "r", false, "write the rows as CSV instead of a table")
	flags.Choose(cmd.Flags(), &f.format, "output-format", "f", "", "write the rows as "+strings.Replace(words.Or(record.WrittenFormats()...), "gobench", "gobench (for benchstat)", 1)+" instead of a table, or the table as markdown",
		flags.Names(append(record.WrittenFormats(), string(formTable), string(formMarkdown))...)...)
	f.registerFiles(cmd)
	f.screen.Register(cmd)
	flags.Unit(cmd.Flags(), &f.ticks)
}

func (f *outputFlags) registerFiles(cmd *cobra.Command) {
	cmd.Flags().StringArrayVarP(&f.files, "output-file", "o", nil, "write this, too, by its ending: "+endingsMean+"; may be repeated")
	cmd.Flags().BoolVar(&f.force, "force", false, "if --output-file holds a recording already, move that aside (to NAME.old.jsonl, say)")
}

// endingsMean is what the ending of an output's name says.
const endingsMean = ".jsonl, .csv or .json rows,\n.html the page of report, .md the answer"

// form is what an output holds, by the name that --output-format has for it: a
// format of rows, or one of these.
type form string

const (
	formText     form = "" // what people read in a terminal
	formTable    form = "table"
	formMarkdown form = "markdown"
	formPage     form = "page"
)

// rows is the format of an output of rows, Auto for any other.
func (f form) rows() record.Format {
	if f == formText || f == formTable || f == formMarkdown || f == formPage {
		return record.Auto
	}
	return record.Format(f)
}

// formOf is what the ending of a file's name says; known is false if it says nothing.
func formOf(name string) (f form, known bool) {
	switch ending := strings.ToLower(filepath.Ext(name)); ending {
	case ".html", ".htm":
		return formPage, true
	case ".md":
		return formMarkdown, true
	}
	format := record.FormatOf(name)
	return form(format), format != record.Auto
}

// A target is one file to write.
type target struct {
	name string
	form form
}

// targets are the files to write, and what goes to standard output. What
// --output-format or --raw ask for goes into a file whose ending says so or says
// nothing, as in the Rust original, else to standard output.
func (f *outputFlags) targets() (files []target, stdout form, err error) {
	asked := form(f.format)
	if f.raw {
		asked = cmp.Or(asked, form(record.CSV))
	}
	anyRows := f.raw && f.format == ""
	placed := asked == formText
	var names []string
	for _, name := range f.files {
		if slices.Contains([]string{"-", "/dev/stdout", "/dev/fd/1"}, name) {
			placed, stdout = true, asked
			continue
		}
		if err := record.CheckName(name); err != nil {
			return nil, "", err
		}
		if strings.EqualFold(filepath.Ext(name), parquet.Ending) {
			return nil, "", fmt.Errorf("--output-file %s: a recording is not written as Parquet while it is made: record to a .jsonl, and then: sightglass convert --output-format parquet rows.jsonl > rows.parquet", name)
		}
		if other := sameName(name, names); other != "" {
			return nil, "", fmt.Errorf("--output-file %s and %s are one file: leave one of them out", other, name)
		}
		names = append(names, name)
		of, known := formOf(name)
		if record.IsStream(name) && f.format != "" || !known {
			of = asked
			if asked == formText && !record.IsStream(name) {
				return nil, "", unknownEnding(name)
			}
		}
		placed = placed || of == asked || anyRows && of.rows() != record.Auto
		files = append(files, target{name, of})
	}
	if !placed {
		stdout = asked
	}
	return files, stdout, nil
}

// sameName is which of the names is that of the file with another, "" if none is.
func sameName(name string, names []string) string {
	if info, err := os.Stat(name); err == nil && info.Mode().IsRegular() {
		return sameFile(info, names)
	}
	for _, other := range names {
		if filepath.Clean(other) == filepath.Clean(name) {
			return other
		}
	}
	return ""
}

func unknownEnding(name string) error {
	return fmt.Errorf("--output-file %s: its ending does not say what to write: %s; or say it with --output-format", name, strings.ReplaceAll(endingsMean, "\n", " "))
}

// create opens a file of rows.
func (f *outputFlags) create(cmd *cobra.Command, name string) (*record.File, error) {
	done, err := untilRead(cmd, name)
	if err != nil {
		return nil, &outputError{fmt.Errorf("--output-file: %w", err)}
	}
	defer done()
	open := record.Create
	if f.force {
		open = record.CreateAnew
	}
	file, err := open(name)
	switch holds, _ := record.HoldsRows(name); {
	case err == nil:
		return file, nil
	case errors.Is(err, record.ErrKept) && holds && record.FormatOf(name) == record.JSONL:
		err = fmt.Errorf("%w; to complete it use --resume %s, to move it aside --force, or choose another name", err, quoted(name))
	case errors.Is(err, record.ErrKept):
		err = fmt.Errorf("%w; to move it aside use --force, or choose another name", err)
	case !errors.Is(err, record.ErrBusy):
		return nil, &outputError{fmt.Errorf("--output-file: %w", err)}
	}
	return nil, fmt.Errorf("--output-file: %w", err)
}

// mayReplace is for a file that is written as a whole, when all is recorded.
func (t target) mayReplace() error {
	what, is := "a table", tableBegins.Match
	if t.form == formPage {
		what, is = "a page", pageBegins.Match
	}
	if err := mayWrite(t.name, nil, what, is); err != nil {
		return fmt.Errorf("--output-file: %w", err)
	}
	return nil
}

// notInput refuses files to write to that are also read.
func (f *outputFlags) notInput(inputs []string) error {
	for _, name := range f.files {
		if info, err := os.Stat(name); err == nil && info.Mode().IsRegular() {
			if input := sameFile(info, inputs); input != "" {
				return fmt.Errorf("--output-file %s is an input, %s: choose another name", name, input)
			}
		}
	}
	return nil
}
