//go:build unix

package program

import (
	"os"

	"golang.org/x/sys/unix"
)

// StateOf returns the State of an open file.
func StateOf(f *os.File) (State, error) {
	var s unix.Stat_t
	if err := unix.Fstat(int(f.Fd()), &s); err != nil {
		return State{}, &os.PathError{Op: "fstat", Path: f.Name(), Err: err}
	}
	return stateOf(&s), nil
}

// StateAt returns the State of the file with this name.
func StateAt(name string) (State, error) {
	var s unix.Stat_t
	if err := unix.Stat(name, &s); err != nil {
		return State{}, &os.PathError{Op: "stat", Path: name, Err: err}
	}
	return stateOf(&s), nil
}

func stateOf(s *unix.Stat_t) State {
	return State{Device: uint64(s.Dev), Inode: uint64(s.Ino), Size: int64(s.Size), Modified: s.Mtim.Nano(), Changed: s.Ctim.Nano()}
}
