package fleet

import (
	_ "embed"
	"fmt"
	"os"
	"strconv"
	"strings"
)

// script is what runs on each machine.
//
//go:embed run.sh
var script string

// Programs is the folder beside a plan in which machines find the programs of
// engines that were built (wazero@v1.9.0), each under its SHA-256.
const Programs = "programs"

const (
	scriptFile  = "run.sh"
	planFile    = "plan.json"
	programFile = "sightglass"
)

// CodeBusy is how sightglass ends if another process had the recording of its share for
// as long as it waited: nobody's failure, and nothing that counts as an attempt. It is
// EX_TEMPFAIL of sysexits.h, which asks to try again later.
const CodeBusy = 75

// parseCode reads what run.sh writes.
func parseCode(text string) (code int, ended bool) {
	code, err := strconv.Atoi(strings.TrimSpace(text))
	if err != nil || (code < 0 || code > 3) && code != CodeBusy {
		return 0, false
	}
	return code, true
}

// with is the sight of a share that has left an exit code. One that refused is not the
// last word if another task still has the share: it may have refused because of that.
func (s Sight) with(code int) Sight {
	switch {
	case code < 2:
		s.State, s.Code = Ended, code
	case s.State == Gone:
		s.Code = code
	}
	return s
}

// forget removes the exit code of a share that has to run again.
func (f *Fleet) forget(share int) error {
	if err := os.Remove(f.file(share, "exit")); err != nil && !os.IsNotExist(err) {
		return fmt.Errorf("start share %d again: %w", share, err)
	}
	return nil
}
