package build

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"

	"github.com/sightglass-go/sightglass/measure/quote"
)

// Go runs the go command in a folder, for this system, and returns what it prints.
// Its error wraps ErrToolchain, or has the first lines of what the go command says.
func Go(ctx context.Context, dir string, args ...string) (string, error) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return "", err
	}
	return toolchain{abs, []string{"PWD=" + abs}}.run(ctx, args...)
}

// toolchain runs the go command in a folder.
type toolchain struct {
	dir string
	env []string // beside those of this process
}

// run returns what the go command prints on its standard output, and an error of
// type *goError if it fails.
func (g toolchain) run(ctx context.Context, args ...string) (string, error) {
	path, err := exec.LookPath("go")
	if err != nil {
		return "", fmt.Errorf("%w: building needs the Go toolchain, which is not there: %w; install it (https://go.dev/dl), or build elsewhere and name the program's file", ErrToolchain, err)
	}
	cmd := exec.CommandContext(ctx, path, args...)
	interruptible(cmd)
	cmd.Dir = g.dir
	// Workers run where this program does, whatever else is built for.
	cmd.Env = append(os.Environ(), "GOOS="+runtime.GOOS, "GOARCH="+runtime.GOARCH, "GO111MODULE=on")
	if work := workspace(g.dir); work != "" {
		cmd.Env = append(cmd.Env, "GOWORK="+work)
	}
	cmd.Env = append(cmd.Env, g.env...)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err = cmd.Run()
	switch {
	case ctx.Err() != nil:
		return "", ctx.Err()
	case err != nil:
		printed := downloading.ReplaceAllString(stderr.String(), "")
		return strings.TrimSpace(stdout.String()), &goError{args[0], strings.TrimSpace(printed), err}
	}
	return strings.TrimSpace(stdout.String()), nil
}

var downloading = regexp.MustCompile(`(?m)^go: (downloading|finding|extracting) .*\n`)

// goError is a go command that failed.
type goError struct {
	command, printed string
	err              error
}

// mostLines is how many lines of a compiler are shown.
const mostLines = 6

func (e *goError) Error() string {
	switch {
	case e.printed == "":
		return fmt.Sprintf("go %s: %v", e.command, e.err)
	case !strings.Contains(e.printed, "\n"):
		return fmt.Sprintf("go %s: %s", e.command, firstLines(e.printed))
	}
	return fmt.Sprintf("go %s:\n%s", e.command, firstLines(e.printed))
}

// firstLines are those of a compiler that are shown.
func firstLines(printed string) string {
	lines := strings.Split(printed, "\n")
	more := ""
	if len(lines) > mostLines {
		more = fmt.Sprintf("\n... and %d more lines", len(lines)-mostLines)
		lines = lines[:mostLines]
	}
	for i := range lines {
		lines[i] = quote.Clip(lines[i], quote.MaxLine/mostLines)
	}
	return strings.Join(lines, "\n") + more
}

// Unwrap has what was printed as lines, so that messages show them as such.
func (e *goError) Unwrap() []error {
	head, rest, lines := strings.Cut(e.Error(), "\n")
	if !lines {
		return []error{e.err}
	}
	list := []error{failedCommand{head, e.err}}
	for line := range strings.SplitSeq(rest, "\n") {
		list = append(list, errors.New(line))
	}
	return list
}

// failedCommand is an error in other words.
type failedCommand struct {
	says string
	err  error
}

func (f failedCommand) Error() string { return f.says }
func (f failedCommand) Unwrap() error { return f.err }

// settings are what the go command decides by, beside the source: its version
// and its variables.
func (g toolchain) settings(ctx context.Context) (version string, all string, err error) {
	names := []string{"GOVERSION", "GOFLAGS", "GOEXPERIMENT", "CGO_ENABLED", "GOAMD64", "GOARM64", "GO386", "GOARM", "GORISCV64",
		"CC", "CXX", "CGO_CFLAGS", "CGO_CPPFLAGS", "CGO_CXXFLAGS", "CGO_LDFLAGS", "GODEBUG", "GOFIPS140"}
	out, err := g.run(ctx, append([]string{"env", "-json"}, names...)...)
	if err != nil {
		return "", "", err
	}
	var values map[string]string
	if err := json.Unmarshal([]byte(out), &values); err != nil {
		return "", "", fmt.Errorf("read what go env prints: %w", err)
	}
	return values["GOVERSION"], out, nil
}

// listed is what the go command knows of a package.
type listed struct {
	Name, ImportPath string
	Module           *struct{ Path, Dir, GoMod string }
	Deps             []string
	Error            *struct{ Err string }
}

// list describes the package in the folder.
func (g toolchain) list(ctx context.Context) (p listed, err error) {
	out, err := g.run(ctx, "list", "-e", "-json=Name,ImportPath,Module,Deps,Error", ".")
	if err != nil {
		return p, err
	}
	err = json.Unmarshal([]byte(out), &p)
	return p, err
}

// moduleOf finds the folder above a file that holds go.mod, and returns it and
// the module's path.
func moduleOf(file string) (dir, path string, err error) {
	if !filepath.IsAbs(file) {
		return "", "", fmt.Errorf("built without paths: %s", file)
	}
	return moduleAbove(filepath.Dir(file))
}

// moduleAbove is moduleOf for a folder, which may be the one that holds go.mod.
func moduleAbove(folder string) (dir, path string, err error) {
	for dir = folder; ; dir = filepath.Dir(dir) {
		text, err := os.ReadFile(filepath.Join(dir, "go.mod"))
		if err == nil {
			return dir, modulePath(string(text)), nil
		}
		if !errors.Is(err, os.ErrNotExist) || dir == filepath.Dir(dir) {
			return "", "", err
		}
	}
}

// modulePath is what a go.mod calls its module, "" if it does not say.
func modulePath(text string) string {
	for line := range strings.Lines(text) {
		if f := strings.Fields(line); len(f) >= 2 && f[0] == "module" {
			return strings.Trim(f[1], "\"`")
		}
	}
	return ""
}
