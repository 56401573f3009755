package job

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/recorder/internal/scratch"
)

// expectation is what a guest should print to one stream.
type expectation struct {
	stream string
	actual *os.File
	path   string // of the expected text, "" if there is none
}

// expectedNames are the names, in the benchmark's folder, of the files that
// may say what it prints: its own first, then the folder's. The small workload
// prints something else, so it has names of its own, and so has a function that
// is called in place of _start.
func expectedNames(job *Job, stream string) []string {
	stem := strings.TrimSuffix(filepath.Base(job.Benchmark), filepath.Ext(job.Benchmark))
	if entry := job.Call.Entry; entry != "" { // of a function, which may be called anything
		if strings.ContainsAny(entry, `/\`+"\x00") {
			return nil
		}
		if job.SmallWorkload {
			entry += ".small"
		}
		return []string{stem + "." + entry + "." + stream + ".expected"}
	}
	if job.SmallWorkload {
		return []string{stem + ".small." + stream + ".expected", "small." + stream + ".expected"}
	}
	return []string{stem + "." + stream + ".expected", "default." + stream + ".expected"}
}

// FindExpected is the file that is compared with one of "stdout", "stderr" and "results":
// the benchmark's own, else its folder's; "" if there is none.
func (j *Job) FindExpected(stream string) string {
	for _, name := range expectedNames(j, stream) {
		path := filepath.Join(filepath.Dir(j.Benchmark), name)
		if _, err := os.Lstat(path); err == nil { // a link that leads nowhere is an error later
			return path
		}
	}
	return ""
}

// Expects is what is looked at of what a guest does: the results of a function that is
// called, else its standard output.
func (j *Job) Expects() (stream string) {
	if j.Call.Entry != "" {
		return "results"
	}
	return "stdout"
}

// ExpectedPath is the file that says, of this benchmark and no other, what one of
// "stdout", "stderr" and "results" should be; "" for a function whose name is no part of a
// file's.
func (j *Job) ExpectedPath(stream string) string {
	if names := expectedNames(j, stream); len(names) > 0 {
		return filepath.Join(filepath.Dir(j.Benchmark), names[0])
	}
	return ""
}

// ExpectedFiles are those that a process of the job compares with what its guest does.
func (j *Job) ExpectedFiles() (paths []string) {
	for _, stream := range []string{"stdout", "stderr", "results"} {
		if stream == "results" && j.Call.Entry == "" {
			continue
		}
		if path := j.FindExpected(stream); path != "" {
			paths = append(paths, path)
		}
	}
	return paths
}

// OutputError is the first difference between what a guest printed and what
// is expected. It wraps ErrOutput.
type OutputError struct {
	Stream string // "stdout" or "stderr"
	Line   int    // of the first difference, from 1
	// Want and Got are that line, shortened; a text that ends before it has
	// "(end of text)".
	Want, Got string
	// Expected is the file that says what is expected, Actual the temporary
	// file in which what the guest printed is kept. The first recording that
	// begins more than a day later, and has the same folder for temporary
	// files, removes it.
	Expected, Actual string
}

// Error names the stream, the line, both texts, and where they are.
func (e *OutputError) Error() string {
	return fmt.Sprintf("%v: %s line %d is %s, expected %s; compare %s (kept for %.0f hours) with %s",
		ErrOutput, e.Stream, e.Line, e.Got, e.Want, e.Actual, scratch.KeptFor.Hours(), e.Expected)
}

// Unwrap returns ErrOutput.
func (e *OutputError) Unwrap() error { return ErrOutput }

func (e *expectation) check(benchmark string) error {
	if e.path == "" {
		return nil
	}
	want, err := record.OpenFile(e.path)
	if err != nil {
		return fmt.Errorf("read the expected %s: %w", e.stream, err)
	}
	defer want.Close()
	d, err := firstDifference(want, e.actual)
	if err != nil {
		return fmt.Errorf("compare %s with %s: %w", e.stream, e.path, err)
	}
	if d == nil {
		return nil
	}
	mismatch := &OutputError{Stream: e.stream, Line: d.Line, Want: d.A, Got: d.B, Expected: e.path}
	if mismatch.Actual, err = keep(e.actual, benchmark, e.stream); err != nil {
		return errors.Join(mismatch, err)
	}
	return mismatch
}

// maxKept is how many bytes of what a guest printed are kept.
const maxKept = 16 << 20

// keep copies what the guest printed to where it outlives the recording.
func keep(actual *os.File, benchmark, stream string) (path string, err error) {
	stem := strings.TrimSuffix(filepath.Base(benchmark), filepath.Ext(benchmark))
	f, err := scratch.Keep(stem + "." + stream)
	if err != nil {
		return "(not kept)", fmt.Errorf("keep what the guest printed: %w", err)
	}
	_, err = io.Copy(f, io.NewSectionReader(actual, 0, maxKept))
	if info, statErr := actual.Stat(); err == nil && statErr == nil && info.Size() > maxKept {
		_, err = fmt.Fprintf(f, "\n[cut off here by the recorder: %d more bytes]\n", info.Size()-maxKept)
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return f.Name(), fmt.Errorf("keep what the guest printed: %w", err)
	}
	return f.Name(), nil
}

// differ returns the number of the first line, from 1, in which two texts
// differ, 0 if they do not. Line endings may be LF or CRLF, and the last line
// may or may not have one. It holds no line in memory, because a guest may
// print one of any length.
func differ(a, b io.Reader) (line int, err error) {
	la, lb := newLines(a), newLines(b)
	for line = 1; ; {
		ca, errA := la.next()
		cb, errB := lb.next()
		switch {
		case errA == io.EOF && errB == io.EOF:
			return 0, nil
		case errA != nil && errA != io.EOF:
			return 0, errA
		case errB != nil && errB != io.EOF:
			return 0, errB
		case errA != errB && (ca == '\n' || cb == '\n'):
			return line + 1, nil // this line is the same, and one text ends with it
		case ca != cb || errA != errB:
			return line, nil
		case ca == '\n':
			line++
		}
	}
}

// lines reads bytes with CRLF as LF and without the last line ending.
type lines struct{ r *bufio.Reader }

func newLines(r io.Reader) *lines { return &lines{bufio.NewReaderSize(r, 64<<10)} }

func (l *lines) next() (byte, error) {
	c, err := l.r.ReadByte()
	if err != nil {
		return 0, err
	}
	if c == '\r' {
		if next, err := l.r.Peek(1); err == nil && next[0] == '\n' {
			c, _ = l.r.ReadByte()
		}
	}
	if c == '\n' {
		if _, err := l.r.Peek(1); err != nil {
			return 0, err
		}
	}
	return c, nil
}

// quoteLine shows the given line of a file, or its beginning.
func quoteLine(f *os.File, line int) string {
	const most = 100
	l := newLines(io.NewSectionReader(f, 0, 1<<62))
	var text []byte
	for at := 1; at <= line; {
		c, err := l.next()
		switch {
		case err != nil && (at < line || line == 1 && len(text) == 0):
			return "(end of text)"
		case err != nil:
			return fmt.Sprintf("%q", text)
		case c == '\n':
			at++
		case at == line && len(text) == most:
			return fmt.Sprintf("%q...", text)
		case at == line:
			text = append(text, c)
		}
	}
	return fmt.Sprintf("%q", text)
}
