package worker

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"

	"github.com/sightglass-go/sightglass/recorder/internal/program"
)

// executable is the program that runs as a worker. It is opened once, when
// recording begins, and run by its descriptor where the system can: whatever
// then has its name is never run.
type executable struct {
	name  string        // as it is called in messages
	path  string        // what is run
	file  *os.File      // what path leads to as descriptor programFD of the worker; nil if it is run by name
	state program.State // of the file when it was opened; zero if that is not known
	told  bool          // that it changed
}

// Executable returns a path that starts the very program that is running, if a
// child of this process starts it: on Linux even after the program's file was
// replaced, elsewhere what os.Executable returns.
func Executable() (string, error) { return program.Path() }

// programFD is where a worker that is run by its descriptor has it.
const programFD = resultsFD + 1

// openExecutable opens a program, or with an empty name the one that runs.
func openExecutable(name string) (*executable, error) {
	if name == "" {
		var err error
		if name, err = os.Executable(); err != nil {
			return nil, fmt.Errorf("find the program to run as a worker: %w", err)
		}
		e := &executable{name: name}
		if e.path, err = program.Path(); err != nil {
			return nil, fmt.Errorf("find the program to run as a worker: %w", err)
		}
		// The name may belong to another file by now.
		e.state, _ = program.StateAt(e.path)
		return e, nil
	}
	path, err := filepath.Abs(name) // a name alone is no command to look for
	if err != nil {
		return nil, fmt.Errorf("find the program to run as a worker: %w", err)
	}
	info, err := os.Stat(path)
	if err == nil && !info.Mode().IsRegular() {
		err = errors.New("not a regular file")
	}
	if err != nil {
		return nil, fmt.Errorf("run %s as a worker: %w", name, err)
	}
	e := &executable{name: name, path: path}
	f, err := os.Open(path)
	if err != nil { // it may be run but not read
		e.state, _ = program.StateAt(path)
		return e, nil
	}
	e.state, _ = program.StateOf(f)
	if _, err := os.Stat(fmt.Sprintf("/proc/self/fd/%d", f.Fd())); err != nil || runtime.GOOS != "linux" {
		_ = f.Close()
		return e, nil
	}
	e.file, e.path = f, fmt.Sprintf("/proc/self/fd/%d", programFD)
	return e, nil
}

// command returns a command that runs the worker, with its descriptor for
// results.
func (e *executable) command(results *os.File) *exec.Cmd {
	cmd := exec.Command(e.path)
	cmd.Args[0] = e.name
	cmd.ExtraFiles = []*os.File{results}
	value := started
	if e.file != nil {
		cmd.ExtraFiles = append(cmd.ExtraFiles, e.file)
		value = startedByDescriptor
	}
	cmd.Env = append(os.Environ(), variable+"="+value)
	return cmd
}

// named puts the program's name where the system says how it was run.
func (e *executable) named(err error) error {
	var path *fs.PathError
	if errors.As(err, &path) && path.Path == e.path {
		return &fs.PathError{Op: path.Op, Path: e.name, Err: path.Err}
	}
	return err
}

// changed says, once, that the program's name leads to another file than the
// one that was opened; that it holds something else its worker finds out.
func (e *executable) changed() string {
	if e.told || e.state == (program.State{}) {
		return ""
	}
	now, err := program.StateAt(e.name)
	what := ""
	switch {
	case errors.Is(err, fs.ErrNotExist):
		what = "was removed"
	case err == nil && !now.SameFile(e.state):
		what = "was replaced"
	default:
		return ""
	}
	e.told = true
	if e.file == nil && e.path == e.name { // its worker's greeting tells
		return ""
	}
	return fmt.Sprintf("%s %s while this was recorded; its processes went on with the program that was opened at the beginning", e.name, what)
}

func (e *executable) close() error {
	if e == nil || e.file == nil {
		return nil
	}
	return e.file.Close()
}
