package parquet

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/sightglass-go/sightglass/measure/record"
)

const magic = "PAR1"

// Open returns the lines of JSON Lines that r holds if it is a Parquet file, which is
// if it begins like one; else lines is nil, and rest is all of r. The lines are to be
// closed. A Parquet file is read from its end: what is not a file with a size is first
// copied into one, in the folder for temporary files. name is what errors call it.
func Open(r io.Reader, name string) (lines io.ReadCloser, rest io.Reader, err error) {
	if f, ok := r.(*os.File); ok {
		if info, err := f.Stat(); err == nil && info.Mode().IsRegular() {
			begin, end := make([]byte, len(magic)), make([]byte, len(magic))
			n, _ := f.ReadAt(begin, 0)
			m, _ := f.ReadAt(end, max(0, info.Size()-int64(len(magic))))
			switch {
			case string(begin[:n]) == magic:
			case alike(begin[:n]) || string(end[:m]) == magic:
				return nil, nil, errBegin(name)
			default:
				return nil, r, nil
			}
			lines, err := open(f, info.Size(), name)
			if err != nil {
				return nil, nil, err
			}
			return lines, nil, nil
		}
	}
	in := bufio.NewReaderSize(r, 1<<16)
	switch begin, _ := in.Peek(len(magic)); {
	case string(begin) == magic:
		return spooled(in, name)
	case alike(begin):
		return nil, nil, errBegin(name)
	}
	return nil, in, nil
}

// alike is whether what a file begins with is magic with one byte damaged.
func alike(begin []byte) bool {
	same := 0
	for i, b := range begin {
		if b == magic[i] {
			same++
		}
	}
	return len(begin) == len(magic) && same == len(magic)-1
}

func errBegin(name string) error {
	return fmt.Errorf("%s: read Parquet: it does not begin with %s, as such files do: it is damaged; copy or convert it again", name, magic)
}

// spooled is Open of a stream.
func spooled(r io.Reader, name string) (io.ReadCloser, io.Reader, error) {
	f, err := os.CreateTemp("", "sightglass-*"+Ending)
	if err != nil {
		return nil, nil, fmt.Errorf("%s: keep a Parquet file that comes as a stream: %w", name, err)
	}
	gone := func() error { return errors.Join(f.Close(), os.Remove(f.Name())) }
	size, err := io.Copy(f, r)
	if err != nil {
		return nil, nil, errors.Join(fmt.Errorf("%s: %w", name, err), gone())
	}
	lines, err := open(f, size, name)
	if err != nil {
		return nil, nil, errors.Join(err, gone())
	}
	lines.close = gone
	return lines, nil, nil
}

// LinesName is the name of a file with the lines of the one that is called name.
func LinesName(name string) string {
	if ending := filepath.Ext(name); strings.EqualFold(ending, Ending) {
		name = name[:len(name)-len(ending)]
	}
	return name + ".jsonl"
}

// errNot is that of a Parquet file without the columns of a recording.
func errNot(name, why string) error {
	return fmt.Errorf("%s: %w: it is a Parquet file %s", name, record.ErrNotRecording, why)
}
