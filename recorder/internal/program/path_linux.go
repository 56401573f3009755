package program

import (
	"fmt"
	"os"
	"strings"
)

// running leads to the file that a process was started from, whatever has
// become of that file's name.
const running = "/proc/self/exe"

// Path is what opens, or starts again, the program that this process runs. It
// holds for this process, and for the moment in which a child of it is still
// about to become another program.
func Path() (string, error) {
	name, err := os.Readlink(running)
	if err != nil { // there is no /proc
		return "", fmt.Errorf("find the program that runs: %w", err)
	}
	if strings.HasSuffix(name, " (deleted)") {
		return running, nil
	}
	// An emulator, such as Valgrind, shows its guest a link of its own, but the
	// kernel follows the real one: to the emulator.
	linked, errLinked := os.Stat(running)
	named, errNamed := os.Stat(name)
	if errLinked == nil && errNamed == nil && !os.SameFile(linked, named) {
		return name, nil
	}
	return running, nil
}

// Lasting is a Path that holds for every process, as long as this one lives.
func Lasting() (string, error) {
	path, err := Path()
	if path == running {
		path = fmt.Sprintf("/proc/%d/exe", os.Getpid())
	}
	return path, err
}
