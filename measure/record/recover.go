package record

import (
	"errors"
	"fmt"
	"io"
	"os"
)

// Recovered is what can be gone on with of a recording in JSON Lines whose
// recorder may have been stopped at any point.
type Recovered struct {
	// Name is the file's.
	Name string
	// Header is that of the recording.
	Header Header
	// Ended are the processes that ended, in their order; Resumptions how
	// often the recording was resumed before.
	Ended       []Ended
	Resumptions int
	// Size is the length in bytes of what counts: up to the last process that
	// ended. What is behind it is dropped when the recording goes on: Rows
	// whole rows of the process that was running, in Bytes bytes.
	Size  int64
	Rows  int
	Bytes int64
	// Torn names the line that was cut off, nil if none was.
	Torn *SyntaxError

	taken *os.File // by RecoverFile
}

// RecoverFile is Recover for a file, which it takes for this process until
// Release, or until what Continue returns is closed. The error wraps ErrBusy if
// another process has taken it.
func RecoverFile(name string) (*Recovered, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s: %w: it is not a file", name, ErrNotResumable)
	}
	f, _, err := take(name)
	if err != nil {
		return nil, fmt.Errorf("open %s to go on with it: %w", name, err)
	}
	rec, err := Recover(f, name)
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	rec.taken = f
	return rec, nil
}

// Release gives up a file that RecoverFile took, unless Continue has it.
func (rec *Recovered) Release() error {
	f := rec.taken
	if rec.taken = nil; f == nil {
		return nil
	}
	return f.Close()
}

var (
	// ErrNotResumable: the file does not hold what is needed to go on.
	ErrNotResumable = errors.New("recording cannot be resumed")
	// ErrDamaged: something in it is no row, and not at its end.
	ErrDamaged = errors.New("recording is damaged")
)

// Recover reads a recording in JSON Lines to its end, in little memory, and
// finds out where it can be gone on with. The error wraps ErrNotResumable.
//
// Only the end of a recording can have been cut off: whatever stands before
// the last process that ended and cannot be read is damage, which is an error
// that wraps ErrDamaged and names the line.
func Recover(r io.Reader, name string) (*Recovered, error) {
	refuse := func(format string, args ...any) (*Recovered, error) {
		return nil, fmt.Errorf("%s: %w: "+format, append([]any{name, ErrNotResumable}, args...)...)
	}
	reader := NewReader(r, name, Auto)
	rec := &Recovered{Name: name}
	var wrong *SyntaxError // the first since the last mark
	var damage *SyntaxError
	rows := 0
	where := func() int64 { return reader.dec.(*jsonlDecoder).lines.at + reader.skipped }
	reader.OnMark = func(m Mark) {
		if damage == nil {
			damage = wrong
		}
		if m.Ended != nil {
			rec.Ended = append(rec.Ended, *m.Ended)
		}
		if m.Resumed != nil {
			rec.Resumptions++
		}
		rec.Size, rows = where(), 0
	}
	for {
		_, err := reader.Read()
		if rec.Size == 0 && len(reader.headers) > 0 && reader.Format() == JSONL {
			// The header counts even if no process has ended; the row behind
			// it that was just read does not.
			rec.Size = reader.headerEnd
		}
		if err == nil {
			rows++
			continue
		}
		if err == io.EOF {
			break
		}
		var syntax *SyntaxError
		if errors.Is(err, ErrNotRecording) {
			return nil, fmt.Errorf("%w: %w", ErrNotResumable, err)
		}
		if !errors.As(err, &syntax) {
			return refuse("%w", err)
		}
		if wrong == nil {
			wrong = syntax
		}
	}
	switch {
	case reader.Format() != JSONL:
		return refuse("%v does not say what was to be recorded, nor which processes have ended: record to a .jsonl file to be able to", reader.Format())
	case damage != nil:
		return refuse("%w: %w", ErrDamaged, damage)
	case len(reader.headers) == 0 && wrong != nil, reader.headerEnd == where() && reader.dec.(*jsonlDecoder).lines.unterminated:
		if wrong == nil {
			wrong = &SyntaxError{File: name, Line: 1, Err: errShort}
		}
		return refuse("its header was cut off, so nothing was recorded: %w", wrong)
	case len(reader.headers) == 0:
		return refuse("it has no header, so it does not say what was to be recorded")
	case len(reader.headers) > 1:
		return refuse("it holds %d recordings", len(reader.headers))
	}
	rec.Header = reader.headers[0]
	rec.Rows, rec.Torn = rows, wrong
	rec.Bytes = where() - rec.Size
	return rec, nil
}
