package job

import (
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/sightglass-go/sightglass/measure/record"
)

// capture writes what the iteration did to where the job wants it.
func (p *process) capture() error {
	to := p.job.Capture
	if to == "" {
		return nil
	}
	for stream, f := range map[string]*os.File{"stdout": p.files.stdout, "stderr": p.files.stderr} {
		if err := copyTo(to+"."+stream, io.NewSectionReader(f, 0, 1<<62)); err != nil {
			return fmt.Errorf("capture the guest's %s: %w", stream, err)
		}
	}
	if p.job.Call.Entry == "" {
		return nil
	}
	if err := os.WriteFile(to+".results", []byte(p.entry.got+"\n"), 0o600); err != nil {
		return fmt.Errorf("capture what the function returned: %w", err)
	}
	return nil
}

func copyTo(path string, from io.Reader) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(f, from)
	return errors.Join(err, f.Close())
}

// A Difference is the first line in which two texts differ.
type Difference struct {
	Line int // from 1
	// A and B are that line, quoted and shortened; "(end of text)" of a text that
	// ends before it.
	A, B string
}

// FirstDifference compares two files, by lines, as what a guest prints is compared with
// what is expected; nil if they are the same.
func FirstDifference(a, b string) (*Difference, error) {
	fa, err := record.OpenFile(a)
	if err != nil {
		return nil, err
	}
	defer fa.Close()
	fb, err := record.OpenFile(b)
	if err != nil {
		return nil, err
	}
	defer fb.Close()
	return firstDifference(fa, fb)
}

func firstDifference(a, b *os.File) (*Difference, error) {
	line, err := differ(io.NewSectionReader(a, 0, 1<<62), io.NewSectionReader(b, 0, 1<<62))
	if err != nil || line == 0 {
		return nil, err
	}
	return &Difference{Line: line, A: quoteLine(a, line), B: quoteLine(b, line)}, nil
}
