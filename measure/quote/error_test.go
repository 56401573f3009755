package quote_test

import (
	"errors"
	"fmt"
	"io/fs"
	"testing"

	"github.com/sightglass-go/sightglass/measure/quote"
)

// Line ends stay between errors that are joined, and nowhere else.
func TestError(t *testing.T) {
	path := &fs.PathError{Op: "open", Path: "a\nsightglass: all is well", Err: fs.ErrNotExist}
	const one = `open a\nsightglass: all is well: file does not exist`
	for _, tt := range []struct {
		err  error
		want string
	}{
		{path, one},
		{fmt.Errorf("b\n: %w", path), `b\n: ` + one},
		{errors.Join(path, errors.New("x\ny")), one + "\n" + `x\ny`},
		{fmt.Errorf("in\n%w, %w", errors.Join(path, fs.ErrExist), path), `in\n` + one + "\nfile already exists, " + one},
		{errors.Join(errors.Join(path)), one},
		{errors.New("plain"), "plain"},
	} {
		if got := quote.Error(tt.err); got != tt.want {
			t.Errorf("%q is %q, want %q", tt.err, got, tt.want)
		}
	}
}
