//go:build !unix && !windows

package program

import "os"

// StateOf returns the State of an open file.
func StateOf(f *os.File) (State, error) { return state(f.Stat()) }

// StateAt returns the State of the file with this name.
func StateAt(name string) (State, error) { return state(os.Stat(name)) }

func state(info os.FileInfo, err error) (State, error) {
	if err != nil {
		return State{}, err
	}
	return State{Size: info.Size(), Modified: info.ModTime().UnixNano()}, nil
}
