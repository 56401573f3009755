package build

import (
	"errors"
	"fmt"
	"os/exec"
	"testing"

	"github.com/sightglass-go/sightglass/measure/quote"
)

// TestCompilerLines: a compiler's lines are lines of the message, and what is not (a
// name with a line end in it) stays within its own.
func TestCompilerLines(t *testing.T) {
	failed := &goError{"build", "# example.com/a\n./a.go:1:2: x\n./a.go:3:4: y", exec.ErrNotFound}
	err := fmt.Errorf("--engine %w", fmt.Errorf("%s: %w", "a\nb", (recipe{adapter: "adapter", engine: "engine"}).explain(failed)))
	const want = `--engine a\nb: cannot build: go build:
# example.com/a
./a.go:1:2: x
./a.go:3:4: y
engine has to compile, and so has adapter with it; use another version, or a main package of your own that calls worker.Main`
	if got := quote.Error(err); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if !errors.Is(err, exec.ErrNotFound) || !errors.Is(err, ErrBuild) {
		t.Errorf("%v wraps neither", err)
	}
}
