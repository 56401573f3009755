package command

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"github.com/sightglass-go/sightglass/analysis/report"
	"github.com/sightglass-go/sightglass/examples/sightglass/command/internal/stream"
	"github.com/sightglass-go/sightglass/measure/quote"
	"github.com/sightglass-go/sightglass/measure/record"
)

// rowsOutput is one place that rows go to while they are recorded.
type rowsOutput struct {
	sink interface {
		record.Sink
		io.Closer
	}
	file *record.File // nil for standard output, and before a recording is resumed
}

// close ends a recording there, if it has begun. failed is whether writing is known
// to have gone wrong, and that was said.
func (o *rowsOutput) close(begun, failed bool) (err error) {
	if begun {
		err = o.sink.Close()
	}
	if failed {
		err = nil
	}
	if o.file != nil {
		err = errors.Join(err, o.file.Close())
	}
	return err
}

// rowsTo is where rows for programs go. In a file or a pipe they stay exact; on
// a terminal names must not move the cursor.
func rowsTo(cmd *cobra.Command) io.Writer {
	if out := cmd.OutOrStdout(); stream.IsTerminal(out) {
		return quote.NewDocument(out)
	}
	return cmd.OutOrStdout()
}

// keptWriter writes the recording that other commands find as the latest, from the
// first row on: of one without any they could say nothing. One that no flag names begins with that, too: without a
// process there is nothing to keep, and no file is left behind.
type keptWriter struct {
	*record.Writer
	named    bool // by the user, who gets a file in any case
	announce func()

	header record.Header
	begun  bool
}

// Begin implements record.Sink.
func (k *keptWriter) Begin(h record.Header) error {
	k.header = h
	if k.named {
		return k.begin()
	}
	return nil
}

func (k *keptWriter) begin() error {
	if k.begun {
		return nil
	}
	k.begun = true
	return k.Writer.Begin(k.header)
}

// Write implements record.Sink.
func (k *keptWriter) Write(row record.Row) error {
	if err := k.begin(); err != nil {
		return err
	}
	return k.Writer.Write(row)
}

// Mark implements record.Marker. Where nothing is counted, that a process ended
// is nothing to keep.
func (k *keptWriter) Mark(m record.Mark) error {
	if !k.begun && (m.Ended == nil || len(k.header.Events) == 0) {
		return nil
	}
	if err := k.begin(); err != nil {
		return err
	}
	return k.Writer.Mark(m)
}

// Flush implements record.Sink.
func (k *keptWriter) Flush() error {
	if !k.begun {
		return nil
	}
	err := k.Writer.Flush()
	if err == nil && k.announce != nil && k.Rows() > 0 {
		k.announce()
		k.announce = nil
	}
	return err
}

// Sync implements record.Syncer.
func (k *keptWriter) Sync() error {
	if !k.begun {
		return nil
	}
	return errors.Join(k.Flush(), k.Writer.Sync())
}

// Close implements io.Closer.
func (k *keptWriter) Close() error {
	if !k.begun {
		return nil
	}
	return k.Writer.Close()
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

// resumedWriter continues a recording.
type resumedWriter struct {
	*record.Writer
	to *deferred
	of *output
}

// Flush implements record.Sink.
func (r *resumedWriter) Flush() error {
	err := r.Writer.Flush()
	if err == nil && !r.of.rowsKept && r.Rows() > 0 {
		r.of.announce()
	}
	return err
}

// Close implements io.Closer.
func (r *resumedWriter) Close() error {
	err := r.Writer.Close()
	if r.to.file != nil {
		err = errors.Join(err, r.to.file.Close())
	}
	return err
}

// regular is whether there is a regular file with something in it that is not also
// standard output, which is then free for text.
func regular(name string) bool {
	info, err := os.Stat(name)
	if err != nil || !info.Mode().IsRegular() || info.Size() == 0 {
		return false
	}
	to, err := os.Stdout.Stat()
	return err != nil || !os.SameFile(info, to)
}

// moved says where what was in a file is now, "" if it was not moved.
func moved(f *record.File) string {
	if f == nil || f.Aside() == "" {
		return ""
	}
	return fmt.Sprintf("what was in %s is in %s now", f.Name(), f.Aside())
}

func writeJSON(w io.Writer, found any) error {
	out := json.NewEncoder(quote.NewDocument(w))
	out.SetIndent("", "  ")
	return out.Encode(found)
}

// asJSON writes what a command found for those that have tables, too.
func asJSON[T any](w io.Writer, _ report.Screen, found T) error { return writeJSON(w, found) }
