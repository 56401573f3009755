package record

import (
	"bytes"
	"errors"
	"io"
	"os"
)

// content is what a file holds that a recording is to be written to.
type content uint8

const (
	nothing   content = iota
	beginning         // of a recording that has no rows
	rows
	other
)

func (c content) String() string {
	return [...]string{"nothing", "the beginning of a recording", "a recording", "something that is not a recording"}[c]
}

// headBegins is what the first line of JSON Lines begins with.
var headBegins = []byte(`{"format":"sightglass-recording/`)

// contentOf looks at what is in f, and leaves it at its beginning.
func contentOf(f *os.File) (content, error) {
	info, err := f.Stat()
	if err != nil || info.Size() == 0 {
		return nothing, err
	}
	what, err := look(io.NewSectionReader(f, 0, info.Size()))
	if err != nil {
		return other, err
	}
	_, err = f.Seek(0, io.SeekStart)
	return what, err
}

func look(r io.ReadSeeker) (content, error) {
	_, err := NewReader(r, "", Auto).Read()
	var syntax *SyntaxError
	switch {
	case err == nil:
		return rows, nil
	case err == io.EOF:
		return beginning, nil
	case errors.Is(err, ErrNotRecording):
		return other, nil
	case !errors.As(err, &syntax):
		return other, err
	}
	// The first line of a recording that was killed then may be half one.
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return other, err
	}
	text := make([]byte, maxLine+1)
	n, err := io.ReadFull(r, text)
	if err != nil && err != io.ErrUnexpectedEOF {
		return other, err
	}
	text = text[:n]
	if n <= maxLine && !bytes.Contains(text, newline) && (bytes.HasPrefix(text, headBegins) || bytes.HasPrefix(headBegins, text)) {
		return beginning, nil
	}
	return other, nil
}

// HoldsRows returns whether a file exists and holds a recording with rows. A
// pipe or a device holds none.
func HoldsRows(name string) (bool, error) {
	info, err := os.Stat(name)
	if errors.Is(err, os.ErrNotExist) || err == nil && !info.Mode().IsRegular() {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	f, err := os.Open(name)
	if err != nil {
		return false, err
	}
	defer f.Close()
	what, err := contentOf(f)
	return what == rows, err
}
