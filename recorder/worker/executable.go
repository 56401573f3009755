package worker

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"

	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/recorder/internal/program"
)

// executable is the program that runs as a worker. It is opened once, when
// recording begins, and run by its descriptor where the system can: whatever
// then has its name is never run. Where nobody can change a program that is
// held open, it is run by its name.
type executable struct {
	name string // as it is called in messages
	path string // what is run
	// lasting is path for what is run by a program that the worker is started by.
	lasting string
	file    *os.File      // what path leads to, as descriptor programFD of the worker or held; nil if neither
	state   program.State // of the file when it was opened; zero if that is not known
	told    bool          // that it changed
}

// Executable returns a path that starts the very program that is running, if a
// child of this process starts it: on Linux even after the program's file was
// replaced, elsewhere what os.Executable returns.
func Executable() (string, error) { return program.Path() }

// Descriptors of a worker that gets them by their number.
const (
	resultsFD = 3
	programFD = resultsFD + 1 // if it is run by it
)

// openExecutable opens a program, or with an empty name the one that runs.
func openExecutable(name string) (*executable, error) {
	e := &executable{name: name}
	own := name == ""
	var err error
	if own {
		if e.name, err = os.Executable(); err == nil {
			e.path, err = program.Path()
		}
		if err == nil {
			e.lasting, err = program.Lasting()
		}
	} else {
		e.path, err = filepath.Abs(name) // a name alone is no command to look for
	}
	if err != nil {
		return nil, fmt.Errorf("find the program to run as a worker: %w", err)
	}
	if !own {
		e.lasting = e.path
	}
	info, err := os.Stat(e.path)
	if err == nil && !info.Mode().IsRegular() {
		err = errors.New("not a regular file")
	}
	if err != nil {
		return nil, fmt.Errorf("run %s as a worker: %w", e.name, err)
	}
	f, err := hold(e.path)
	if err != nil { // it may be run but not read
		e.state, _ = program.StateAt(e.path)
		return e, nil
	}
	e.state, _ = program.StateOf(f)
	_, linked := os.Stat(fmt.Sprintf("/proc/self/fd/%d", f.Fd()))
	switch {
	case holds:
		e.file = f
	case own || linked != nil || runtime.GOOS != "linux":
		_ = f.Close()
	default:
		e.file, e.path = f, fmt.Sprintf("/proc/self/fd/%d", programFD)
		e.lasting = e.path
	}
	return e, nil
}

// command returns a command that runs the worker, as its measure wants it, and
// hands it its file for results.
func (e *executable) command(results *os.File, launch measure.Launch) (*exec.Cmd, error) {
	cmd := exec.Command(e.path)
	if with := launch.Command; len(with) > 0 {
		cmd = exec.Command(with[0], append(with[1:len(with):len(with)], e.lasting)...)
	} else {
		cmd.Args[0] = e.name
	}
	value, err := hand(cmd, results, e.file)
	cmd.Env = append(append(os.Environ(), variable+"="+value), launch.Env...)
	return cmd, err
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
