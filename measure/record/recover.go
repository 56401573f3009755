package record

import (
	"bufio"
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"time"
)

// Recovered is what can be resumed of a recording in JSON Lines whose
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
	// whole rows of the process that was running, in Bytes bytes, with the mark
	// that says that its time was over, if one does.
	Size  int64
	Rows  int
	Bytes int64
	// Torn names the line that was cut off, nil if none was.
	Torn *SyntaxError
	// Damage is what cannot be read before that, or is not as it was written.
	// Processes that are damaged are not among Ended, so that they run again,
	// and Continue moves the file aside and leaves them out of the new one.
	Damage []*SyntaxError
	// Finished is whether its last mark says that it is complete, and FinishedAt since
	// when.
	Finished   bool
	FinishedAt time.Time

	moved  *Machine // where it was resumed last, nil if that is where it began
	blocks uint64   // how many marks it will have
	taken  *os.File // by RecoverFile
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
		return nil, fmt.Errorf("resume %s: %w", name, err)
	}
	rec, err := Recover(f, name)
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	rec.taken = f
	return rec, nil
}

// Machine is where the last of its processes ran.
func (rec *Recovered) Machine() Machine {
	if rec.moved != nil {
		return *rec.moved
	}
	return rec.Header.Machine
}

// Release gives up a file that RecoverFile took, unless Continue has it.
func (rec *Recovered) Release() error {
	f := rec.taken
	if rec.taken = nil; f == nil {
		return nil
	}
	return f.Close()
}

// ErrNotResumable: the file does not hold what is needed to go on.
var ErrNotResumable = errors.New("recording cannot be resumed")

// Recover reads a recording in JSON Lines to its end, in little memory, and
// finds out where it can be resumed. The error wraps ErrNotResumable.
func Recover(r io.Reader, name string) (*Recovered, error) {
	refuse := func(format string, args ...any) (*Recovered, error) {
		return nil, fmt.Errorf("%s: %w: "+format, append([]any{name, ErrNotResumable}, args...)...)
	}
	in := bufio.NewReaderSize(r, 1<<16)
	if _, err := in.Peek(1); err == io.EOF {
		return refuse("the file is empty: its recorder was stopped before it wrote anything, and nothing is lost; record into it anew, with the benchmarks and engines that were meant")
	}
	reader := NewReader(in, name, Auto)
	rec := &Recovered{Name: name}
	var wrong []*SyntaxError // since the last mark
	rows, open := 0, uint64(0)
	where := func() int64 { return reader.dec.(*jsonlDecoder).at() }
	reader.OnMark = func(m Mark) {
		rec.Damage, wrong = append(rec.Damage, wrong...), nil
		if m.Ended != nil {
			rec.Ended = append(rec.Ended, *m.Ended)
		}
		if m.Resumed != nil {
			rec.Resumptions++
			rec.moved = cmp.Or(m.Resumed.Machine, rec.moved)
		}
		if m.Finished != nil && rows > 0 { // of a process that runs again
			open++
			return
		}
		if rec.Finished = m.Finished != nil; rec.Finished {
			rec.FinishedAt = m.Finished.At
		}
		rec.blocks += open + 1
		rec.Size, rows, open = where(), 0, 0
	}
	for {
		_, err := reader.Read()
		if rec.Size == 0 && len(reader.headers) > 0 && reader.Format() == JSONL {
			rec.Size = reader.headerEnd // counts even if no process has ended
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
		wrong = append(wrong, syntax)
	}
	switch {
	case reader.Format() != JSONL:
		return refuse("%v does not say what was to be recorded, nor which processes have ended: record to a .jsonl file to be able to", reader.Format())
	case len(reader.headers) == 0 && len(wrong)+len(rec.Damage) > 0, reader.headerEnd == where() && reader.dec.(*jsonlDecoder).lines.unterminated:
		first := &SyntaxError{File: name, Line: 1, Err: errShort}
		if all := append(rec.Damage, wrong...); len(all) > 0 {
			first = all[0]
		}
		if errors.Is(first, ErrDamaged) {
			return refuse("%w", first)
		}
		return refuse("its header was cut off, so nothing was recorded: %w", first)
	case len(reader.headers) == 0:
		return refuse("it has no header, so it does not say what was to be recorded")
	case len(reader.headers) > 1:
		return refuse("it holds %d recordings", len(reader.headers))
	}
	rec.Header = reader.headers[0]
	rec.Rows = rows
	rec.Bytes = where() - rec.Size
	// The end of a recording may have been cut off: that is its last line.
	for _, w := range wrong {
		if w.Line == reader.dec.(*jsonlDecoder).lines.line && !errors.Is(w, ErrDamaged) {
			rec.Torn = w
		} else {
			rec.Damage = append(rec.Damage, w)
		}
	}
	return rec, nil
}
