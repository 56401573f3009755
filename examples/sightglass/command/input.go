package command

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/examples/sightglass/command/internal/flags"
	"github.com/sightglass-go/sightglass/examples/sightglass/command/internal/live"
	"github.com/sightglass-go/sightglass/examples/sightglass/command/internal/parquet"
	"github.com/sightglass-go/sightglass/measure/quote"
	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/measure/words"
)

// inputFlags are the flags of commands that read recordings.
type inputFlags struct {
	files    []string
	format   record.Format
	subtract bool
	despite  []string // what may differ between recordings

	copy    func(name string) io.Writer // gets what is read of each file, if set
	readers []*record.Reader            // of the last read
}

func (f *inputFlags) register(cmd *cobra.Command) {
	f.registerFiles(cmd)
	f.registerSubtract(cmd)
	f.registerDespite(cmd)
}

// registerDespite adds the flag that allows what keeps recordings apart.
func (f *inputFlags) registerDespite(cmd *cobra.Command) {
	flags.ChooseSome(cmd.Flags(), &f.despite, "compare-despite", "take recordings for comparable although they differ in these", record.DifferenceNames()...)
}

// registerFiles adds the flags that name recordings, as the Rust original does.
func (f *inputFlags) registerFiles(cmd *cobra.Command) {
	cmd.Flags().StringArrayVarP(&f.files, "file", "f", nil, "a recording to read; may be repeated")
	f.registerFormat(cmd, "i")
}

func (f *inputFlags) registerFormat(cmd *cobra.Command, short string) {
	cases := append(flags.Formats(record.ReadFormats()...), flags.Case[record.Format]{Name: string(parquet.Format), Is: parquet.Format})
	usage := "format of the recordings: "
	for _, c := range cases {
		usage += c.Name + ", "
	}
	flags.Choose(cmd.Flags(), &f.format, "input-format", short, "auto", usage+"or auto (detect)", append(cases, flags.Formats("auto")...)...)
}

func (f *inputFlags) registerSubtract(cmd *cobra.Command) {
	cmd.Flags().BoolVar(&f.subtract, "subtract-overhead", false,
		"subtract the window, what measuring itself costs, which benchmark --calibrate keeps in a recording (.jsonl)")
}

// named returns the recordings to read: those that are named, else what unnamed
// says.
func (f *inputFlags) named(cmd *cobra.Command, args []string) ([]string, error) {
	names, err := f.given(args)
	if err != nil || len(names) > 0 {
		return names, err
	}
	name, err := unnamed(cmd)
	if err != nil {
		return nil, err
	}
	return []string{name}, nil
}

// several is named for a command that reads many recordings, each a point in time: where
// none is named, and nothing comes in, those that are kept.
func (f *inputFlags) several(cmd *cobra.Command, args []string) ([]string, error) {
	names, err := f.given(args)
	if err != nil || len(names) > 0 {
		return names, err
	}
	if piped(cmd) {
		return []string{"-"}, nil
	}
	if names, err = keptRecordings(); err == nil {
		fmt.Fprintf(cmd.ErrOrStderr(), "note: reading %s in %s\n", words.Count(len(names), "recording"), quote.Name(filepath.Dir(names[0])))
	}
	return names, err
}

// recordingEndings are those of the files that hold recordings.
func recordingEndings() []string { return append(record.Endings(), parquet.Ending) }

// given returns the recordings that are named, with -f and without.
func (f *inputFlags) given(args []string) (names []string, err error) {
	for _, name := range f.files {
		if _, err := os.Stat(name); err != nil && slices.Contains(outputFormats, name) {
			return nil, fmt.Errorf("-f %s: there is no file of that name: -f is a recording to read, the format is --output-format %s", name, name)
		}
	}
	for _, name := range slices.Concat(f.files, args) {
		if _, err := os.Stat(name); err != nil && isPattern(name) {
			list, err := matching(name)
			if err != nil {
				return nil, err
			}
			names = append(names, list...)
			continue
		}
		if name, err = recordingNamed(name); err != nil {
			return nil, err
		}
		names = append(names, name)
	}
	return names, nil
}

// outputFormats are what -f took before it was, as in the original, a file.
var outputFormats = append(record.WrittenFormats(), "table", "markdown", string(parquet.Format), "bmf", "customSmallerIsBetter", "customBiggerIsBetter")

// open opens the recordings with the given names, standard input for "-", and those that
// pages with these names carry. done closes them.
func (f *inputFlags) open(cmd *cobra.Command, names []string) (readers []*record.Reader, done func(), err error) {
	var files []io.Closer
	wait := live.AtOnce(cmd.Context())
	if err := context.Cause(cmd.Context()); err != nil { // a signal that came before
		wait()
		return nil, nil, err
	}
	done = func() {
		wait()
		for _, file := range files {
			file.Close()
		}
	}
	defer func() {
		if err != nil {
			done()
		}
	}()
	add := func(r io.Reader, name, file string, format record.Format) error {
		if f.copy != nil {
			r = io.TeeReader(r, f.copy(file))
		}
		readers = append(readers, record.NewReader(r, name, format))
		return readers[len(readers)-1].Identify()
	}
	for _, name := range names {
		var r io.Reader = cmd.InOrStdin()
		if name == "-" {
			name = "standard input"
			r = &neverEmpty{of: r}
		} else {
			var file io.ReadCloser
			if name, err = recordingNamed(name); err == nil {
				file, err = openRecording(cmd.Context(), name)
			}
			if err != nil {
				return nil, done, err
			}
			files = append(files, file)
			r = file
		}
		if f.format == record.Auto || f.format == parquet.Format {
			lines, rest, err := parquet.Open(r, name)
			if err == nil && lines == nil && f.format == parquet.Format {
				err = fmt.Errorf("%s: %w: it does not begin like a Parquet file", name, record.ErrNotRecording)
			}
			if lines != nil {
				files = append(files, lines)
				err = add(lines, name, parquet.LinesName(name), record.JSONL)
			}
			if err != nil {
				return nil, done, err
			}
			if lines != nil {
				continue
			}
			r = rest
		}
		carried, rest, err := record.OpenPage(r, name)
		if err == nil && len(carried) == 0 {
			err = add(rest, name, name, f.format)
		}
		for _, c := range carried {
			err = errors.Join(err, add(c.Reader(), fmt.Sprintf("%s (%s)", name, c.Name), c.Name, f.format))
		}
		if err != nil {
			return nil, done, err
		}
	}
	return readers, done, nil
}

// onlyOne refuses a page of several recordings where one is meant.
func onlyOne(readers []*record.Reader, name string) error {
	if len(readers) == 1 {
		return nil
	}
	return fmt.Errorf("%s carries %s, and one is needed: save them from the page, and name those", name, words.Count(len(readers), "recording"))
}

// openRecording opens a file or a stream, or says that it is a folder. A FIFO
// that nobody writes to is an error after some seconds.
func openRecording(ctx context.Context, name string) (io.ReadCloser, error) {
	if info, err := os.Stat(name); err == nil && info.IsDir() {
		return nil, fmt.Errorf("%s: %w: it is a folder; name the recordings in it", name, record.ErrNotRecording)
	}
	return record.OpenNamed(ctx, name)
}

// errNoRows is the error of what reads an input that holds none.
var errNoRows = errors.New("the input has no rows")

// neverEmpty is standard input of which something has to come: where nothing does, a
// pipeline has failed, or it is a CI that gives its commands an empty pipe.
type neverEmpty struct {
	of    io.Reader
	begun bool
}

// Read implements io.Reader.
func (r *neverEmpty) Read(b []byte) (int, error) {
	n, err := r.of.Read(b)
	if n == 0 && err == io.EOF && !r.begun {
		return 0, fmt.Errorf("standard input is empty: %w; if you meant the latest recording, name it: %s", errNoRows, latestWord)
	}
	r.begun = r.begun || n > 0
	return n, err
}

// budget is how many bytes of values are held in memory.
var budget = analysis.DefaultBudget

// read reads the recordings that open opens. Lines that are refused are named
// on standard error, and are the *failedError beside what could be read; any
// other error means that nothing was.
func (f *inputFlags) read(cmd *cobra.Command, names []string) (*analysis.Data, error) {
	readers, done, err := f.open(cmd, names)
	if err != nil {
		return nil, err
	}
	defer done()
	f.readers = readers
	recordings, err := analysis.ReadWithin(budget, readers...)
	recordings.Despite = f.despite
	return f.pooled(cmd, recordings, err)
}

// pooled is what was read of recordings as one. readErr is how that ended.
func (f *inputFlags) pooled(cmd *cobra.Command, recordings *analysis.Recordings, readErr error) (*analysis.Data, error) {
	data := recordings.Pool()
	if f.subtract && data.Rows > 0 {
		less, warnings, err := analysis.SubtractOverhead(data)
		if err != nil {
			return nil, err
		}
		less.Warnings = append(less.Warnings, warnings...)
		data = less
		subtracted(cmd)
	}
	return data, f.report(cmd, data, readErr)
}

// leftOut is the error of what was refused of recordings, damaged or no rows at
// all: beside what could be read it is a *failedError, and without a row it is
// that nothing was done.
func leftOut(rows uint64, refused int, damaged bool, err error) error {
	switch {
	case err != nil:
	case damaged:
		err = fmt.Errorf("%w; what is damaged was left out (sightglass check shows all of it)", record.ErrDamaged)
	case refused > 0:
		err = fmt.Errorf("%s refused", words.Count(refused, "line"))
	case rows == 0:
		return errNoRows
	default:
		return nil
	}
	if rows == 0 {
		return fmt.Errorf("%w that can be used: %w", errNoRows, err)
	}
	return &failedError{err}
}

// subtracted says that the overhead is subtracted.
func subtracted(cmd *cobra.Command) {
	fmt.Fprintln(cmd.ErrOrStderr(), "note: the median window of measuring is subtracted from every count")
}

// warnUnfinished has it said of each recording that stops before its end.
func warnUnfinished(cmd *cobra.Command, r *record.Reader) {
	r.OnEnding = func(e record.Ending) {
		if e.Interrupted || e.Err != nil {
			warn(cmd, &analysis.Unfinished{Name: r.Name(), Rows: e.Rows, Err: e.Err})
		}
	}
}

// warn prints warnings of the library.
func warn(cmd *cobra.Command, warnings ...error) {
	for _, w := range warnings {
		fmt.Fprintf(cmd.ErrOrStderr(), "warning: %s\n", quote.Error(w))
	}
}

// report says what was refused, and warns. It returns the error of read.
func (f *inputFlags) report(cmd *cobra.Command, data *analysis.Data, err error) error {
	for _, refused := range data.Refused {
		fmt.Fprintf(cmd.ErrOrStderr(), "error: %s\n", quote.Error(refused))
	}
	if more := data.RefusedLines - len(data.Refused); more > 0 {
		fmt.Fprintf(cmd.ErrOrStderr(), "error: and %s more\n", words.Count(more, "line"))
	}
	damaged := false
	for _, warning := range data.Warnings {
		if errors.Is(warning, record.ErrDamaged) { // printed as an error
			damaged = true
			continue
		}
		warn(cmd, warning)
	}
	return leftOut(uint64(data.Rows), data.RefusedLines, damaged, err)
}
