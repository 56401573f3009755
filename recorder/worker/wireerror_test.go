package worker

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/sightglass-go/sightglass/engines"
)

// TestErrorsOfFiles: that a file is not there is known at the other end of the pipe, too.
func TestErrorsOfFiles(t *testing.T) {
	_, missing := os.Open(filepath.Join(t.TempDir(), "none"))
	for _, err := range []error{missing, &fs.PathError{Op: "open", Path: "x", Err: fs.ErrPermission}} {
		far := newWireError(fmt.Errorf("%w: %w", engines.ErrHost, err)).error()
		for _, is := range []error{fs.ErrNotExist, fs.ErrPermission, engines.ErrHost, engines.ErrTrap} {
			if errors.Is(far, is) != (errors.Is(err, is) || is == engines.ErrHost) {
				t.Errorf("%v: errors.Is %v is %v", far, is, errors.Is(far, is))
			}
		}
	}
}
