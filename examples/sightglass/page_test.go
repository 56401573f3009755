package main

import (
	"errors"
	"io"
	"os"
	"testing"

	"github.com/spf13/cobra"
)

// TestWriteFile: a file is there whole, or as it was.
func TestWriteFile(t *testing.T) {
	t.Chdir(t.TempDir())
	cmd := new(cobra.Command)
	cmd.SetErr(io.Discard)
	write := func(text string, err error) error {
		return writeFile(cmd, "page.html", func(w io.Writer) error {
			_, writeErr := io.WriteString(w, text)
			return errors.Join(writeErr, err)
		})
	}
	full := errors.New("full")
	if err := write("half", full); !errors.Is(err, full) {
		t.Error(err)
	}
	if list, err := os.ReadDir("."); err != nil || len(list) > 0 {
		t.Errorf("left %v, %v", list, err)
	}
	for _, step := range []struct {
		text string
		err  error
		want string
	}{{"first", nil, "first"}, {"second", nil, "second"}, {"half", full, "second"}} {
		if err := write(step.text, step.err); !errors.Is(err, step.err) {
			t.Error(err)
		}
		if got, err := os.ReadFile("page.html"); string(got) != step.want || err != nil {
			t.Errorf("%q, %v; want %q", got, err, step.want)
		}
		if list, err := os.ReadDir("."); err != nil || len(list) != 1 {
			t.Errorf("left %v, %v", list, err)
		}
	}
}
