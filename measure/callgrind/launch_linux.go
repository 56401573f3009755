//go:build amd64 || arm64

package callgrind

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"

	"github.com/sightglass-go/sightglass/measure"
)

// variable tells the process that measures where Callgrind writes.
const variable = "SIGHTGLASS_CALLGRIND"

// oldest is the first version of Valgrind that is accepted.
var oldest = [2]int{3, 15}

// find finds Valgrind, and setarch, which switches off the randomisation of
// addresses, once.
var find = sync.OnceValues(func() ([]string, error) { return lookFor(exec.LookPath) })

func lookFor(lookPath func(string) (string, error)) ([]string, error) {
	path, err := lookPath("valgrind")
	if err != nil {
		return nil, fmt.Errorf("%w: Valgrind is not on the PATH (%w): install it, as with apt-get install valgrind", measure.ErrUnavailable, err)
	}
	text, err := exec.Command(path, "--version").Output()
	if err != nil {
		return nil, fmt.Errorf("%w: %s --version: %w", measure.ErrUnavailable, path, err)
	}
	if v, ok := parseVersion(string(text)); !ok || v[0] < oldest[0] || v[0] == oldest[0] && v[1] < oldest[1] {
		return nil, fmt.Errorf("%w: %s says that it is %.60q, and %d.%d or newer is needed", measure.ErrUnavailable, path, strings.TrimSpace(string(text)), oldest[0], oldest[1])
	}
	command := []string{path}
	// Containers may forbid it, and then counts vary a little.
	if setarch, err := lookPath("setarch"); err == nil && exec.Command(setarch, "-R", "true").Run() == nil {
		command = []string{setarch, "-R", path}
	}
	return command, nil
}

// ofCaches is what Valgrind prints, even if it is to be quiet, before it takes the sizes
// of caches that it was told instead.
var ofCaches = regexp.MustCompile(`^--\d+-- warning: L3 cache found, using its data for the LL simulation\.\s*$`)

// parseVersion reads "valgrind-3.19.0".
func parseVersion(text string) (v [2]int, ok bool) {
	text, ok = strings.CutPrefix(strings.TrimSpace(text), "valgrind-")
	parts := strings.SplitN(text, ".", 3)
	if !ok || len(parts) < 2 {
		return v, false
	}
	for i := range v {
		var err error
		if v[i], err = strconv.Atoi(parts[i]); err != nil {
			return v, false
		}
	}
	return v, true
}

// launch is how a process is started. Callgrind writes into dir.
func launch(dir string, simulate bool) (measure.Launch, error) {
	command, err := find()
	if err != nil {
		return measure.Launch{}, err
	}
	prefix := filepath.Join(dir, "callgrind.out")
	command = append(command[:len(command):len(command)],
		"--quiet", "--tool=callgrind", "--instr-atstart=no", "--separate-threads=yes", "--vgdb=no",
		"--callgrind-out-file="+strings.ReplaceAll(prefix, "%", "%%"),
		// Reads and writes are counted where caches are simulated.
		"--cache-sim=yes", "--I1=65536,8,64", "--D1=65536,8,64", "--LL=8388608,16,64")
	if simulate {
		command = append(command, "--branch-sim=yes")
	}
	// Callgrind ends where a signal interrupts the handler of another one.
	debug := "asyncpreemptoff=1"
	if was := os.Getenv("GODEBUG"); was != "" {
		debug = was + "," + debug
	}
	return measure.Launch{Command: command, Sites: []string{"--dump-instr=yes"}, Env: []string{variable + "=" + prefix, "GODEBUG=" + debug}, Chatter: ofCaches.MatchString}, nil
}
