package command

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/recorder"
)

// output is where a recording goes: its rows while it runs, and at the end what is
// said of it.
type output struct {
	cmd      *cobra.Command
	stdout   form
	rows     []*rowsOutput
	whole    []target          // the files that are written at the end
	keep     *analysis.Builder // what was recorded, for text
	kept     string            // the file that holds all of the recording, "" if none does
	closed   bool
	rowsKept bool     // it holds rows: one without any is nothing to report on
	folders  []string // that were made for it, the deepest first
	text     bool     // was written to standard output, for people
	baseline string   // that was asked for
	unsure   bool     // more rounds are of use
	by       string   // the command that resumes it, if that is another
	again    string   // its arguments, beside the file
	notes    []string // to be printed last, on stderr
}

// open opens the outputs and, if none of them holds all of the recording, a file
// of its own for that: beside another, if that is named.
func (f *outputFlags) open(cmd *cobra.Command, beside string) (_ *output, err error) {
	files, stdout, err := f.targets()
	if err != nil {
		return nil, err
	}
	o := &output{cmd: cmd, stdout: stdout, keep: new(analysis.Builder)}
	defer func() {
		if err != nil {
			err = errors.Join(err, o.close(false, nil))
		}
	}()
	for _, t := range files {
		if t.form.rows() == record.Auto {
			if err := t.mayReplace(); err != nil {
				return nil, err
			}
			o.whole = append(o.whole, t)
			continue
		}
		file, err := f.create(cmd, t.name)
		if err != nil {
			return nil, err
		}
		o.add(file, t.form.rows(), !record.IsStream(t.name))
	}
	if format := stdout.rows(); format != record.Auto {
		o.rows = append(o.rows, &rowsOutput{sink: record.NewWriter(rowsTo(cmd), format)})
	}
	if o.kept != "" {
		return o, nil
	}
	var file *record.File
	if o.folders, err = makeDataDir(); err == nil {
		file, err = createKept(time.Now(), beside)
	}
	if err != nil && stdout.rows() != record.Auto && !slices.ContainsFunc(o.whole, func(t target) bool { return t.form == formPage }) { // the reader of the rows keeps them
		o.notes = append(o.notes, err.Error())
		return o, nil
	}
	if err != nil {
		return nil, err
	}
	o.kept = file.Name()
	o.rows = append(o.rows, &rowsOutput{file: file, sink: &keptWriter{Writer: record.NewWriter(file, record.JSONL), announce: o.announce}})
	return o, nil
}

// possible opens the outputs, and gives them up again: what cannot be written is known
// before something is built. Streams are left alone, as their readers would end.
func (f *outputFlags) possible(cmd *cobra.Command) error {
	if _, _, err := f.targets(); err != nil {
		return err
	}
	now := *f
	now.files = slices.DeleteFunc(slices.Clone(f.files), record.IsStream)
	out, err := now.open(cmd, "")
	if err != nil {
		return err
	}
	return out.close(false, nil)
}

// add adds a file of rows, and keeps the recording in the first that holds all of it.
func (o *output) add(file *record.File, format record.Format, stays bool) {
	w := record.NewWriter(file, format)
	if o.kept != "" || !stays || format != record.JSONL {
		o.rows = append(o.rows, &rowsOutput{file: file, sink: w})
		return
	}
	o.kept = file.Name()
	o.rows = append(o.rows, &rowsOutput{file: file, sink: &keptWriter{Writer: w, named: true, announce: o.announce}})
}

// announce makes the recording the latest, now that there are rows in it. One that is
// named elsewhere leaves nothing in this folder, unless there is a latest that would be
// taken for it.
func (o *output) announce() {
	o.rowsKept = true
	if _, err := os.Lstat(latestIn()); errors.Is(err, fs.ErrNotExist) && os.Getenv(dataDir) == "" && filepath.Dir(o.kept) != "." {
		return
	}
	_, err := makeDataDir() // one that is named elsewhere may be the first
	if err == nil {
		err = record.SetLatest(latestIn(), o.kept)
	}
	if err != nil {
		o.notes = append(o.notes, fmt.Sprintf("commands to which no recording is named will not find this one: %v", err))
	}
}

// resume continues a recording, and writes files at the end.
func (f *outputFlags) resume(cmd *cobra.Command, r *resumption) (*output, error) {
	files, stdout, err := f.targets()
	if err != nil {
		return nil, err
	}
	o := &output{cmd: cmd, stdout: stdout, whole: files, keep: new(analysis.Builder), kept: r.file, rowsKept: r.found.Rows > 0}
	for _, t := range files {
		if err := t.mayReplace(); err != nil {
			return nil, err
		}
	}
	to := &deferred{open: func() (*record.File, error) {
		file, err := record.Continue(r.found)
		if err == nil && o.rowsKept {
			o.announce()
		}
		if err == nil && file.Aside() != "" {
			o.notes = append(o.notes, fmt.Sprintf("%s was damaged, and is kept as %s", file.Name(), file.Aside()))
		}
		return file, err
	}}
	o.rows = []*rowsOutput{{sink: &resumedWriter{record.ResumeWriter(to, r.found), to, o}}}
	return o, nil
}

// terminal is where rows go if that may be a terminal, nil if they don't.
func (o *output) terminal() any {
	if o.stdout.rows() == record.Auto {
		return nil
	}
	return o.cmd.OutOrStdout()
}

// sink receives the recording, also for text if that is wanted.
func (o *output) sink(text record.Sink) record.Sink {
	var sinks []record.Sink
	for _, r := range o.rows {
		sinks = append(sinks, r.sink)
	}
	if text != nil {
		sinks = append(sinks, text)
	}
	return record.MultiSink(sinks...)
}

// close closes what rows went to; what a recording that has not begun would have
// gone to is removed. failed is why it ended, nil if it is complete.
func (o *output) close(begun bool, failed error) error {
	if o.closed {
		return nil
	}
	o.closed = true
	var errs []error
	for _, r := range o.rows {
		if err := r.close(begun, errors.Is(failed, recorder.ErrSink)); err != nil { // else it has been said
			errs = append(errs, err)
		}
		if note := moved(r.file); note != "" {
			o.notes = append(o.notes, note)
		}
	}
	for _, dir := range o.folders {
		_ = os.Remove(dir) // if nothing is in it
	}
	if err := errors.Join(errs...); err != nil {
		return fmt.Errorf("%w: %w", recorder.ErrSink, err)
	}
	return nil
}

// inFile is the file that holds all of the recording, "" if there is none.
func (o *output) inFile() string {
	if !regular(o.kept) {
		return ""
	}
	return o.kept
}
