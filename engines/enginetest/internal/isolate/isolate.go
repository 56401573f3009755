// Package isolate runs cases of a test in another process, a copy of this one, so
// that a case that hangs or ends its process is a failure of that case: the cases
// after it run in a new copy. It knows no engine.
package isolate

import (
	"fmt"
	"os"
	"reflect"
	"regexp"
	"strings"
	"testing"
)

// Case is one test that can run alone, in any process.
type Case struct {
	// Path is its name, below the names of the groups that it belongs to.
	Path []string
	Run  func(t *testing.T)
}

// ID is the name of the case in messages: "guests/noop".
func (c Case) ID() string { return strings.Join(c.Path, "/") }

// Status is what became of a case.
type Status int

const (
	Passed Status = iota
	Skipped
	Failed
	Ended  // the process ended while it ran
	Hung   // it did not end within the limit, and was ended
	NotRun // too many before it hung or ended their process
)

// Result is what became of a case, and what it logged.
type Result struct {
	Status Status
	Text   string
}

// Runner runs cases. Close has to be called.
type Runner interface {
	// Run runs the case with that index, on behalf of t.
	Run(t *testing.T, index int) Result
	// Close ends what runs cases; what goes wrong then is an error of t.
	Close(t *testing.T)
}

// New returns what runs cases for t, which has to get here in the same way when this
// test binary is run again with -test.run=NAME. In that process, New runs what the
// first process asks for, and does not return.
func New(t *testing.T, cases []Case) Runner {
	ordinal := nth(t)
	if child.token != "" {
		if ordinal != child.ordinal {
			return idle{} // an earlier call of the same test
		}
		serve(t, cases)
	}
	exe, err := os.Executable()
	p := &parent{cases: cases, ordinal: ordinal, exe: exe, name: t.Name()}
	why := here()
	if why == "" && err == nil {
		p.process, err = p.start()
	}
	if err != nil {
		why = err.Error()
	}
	if why != "" {
		t.Logf("cases run in this process, which ends with the first that hangs or crashes: %s", why)
		return inside{cases}
	}
	return p
}

// here says why cases run in this process, if they do.
func here() string {
	switch {
	case testing.CoverMode() != "":
		return "coverage is counted in one process"
	case os.Getenv(variable) == inThisProcess:
		return variable + "=" + inThisProcess
	}
	return ""
}

// Inside reports whether r runs cases in this process.
func Inside(r Runner) bool {
	_, inside := r.(inside)
	return inside
}

// inside runs cases in this process.
type inside struct{ cases []Case }

func (i inside) Run(t *testing.T, index int) Result { i.cases[index].Run(t); return Result{} }
func (inside) Close(*testing.T)                     {}

// idle runs nothing: another call of the test is the one that is asked for.
type idle struct{}

func (idle) Run(*testing.T, int) Result {
	return Result{Status: Skipped, Text: "another call is asked for"}
}
func (idle) Close(*testing.T) {}

// pattern is a value of -test.run that matches a test and all below it.
func pattern(name string) string {
	levels := strings.Split(name, "/")
	for i, level := range levels {
		levels[i] = "^" + regexp.QuoteMeta(level) + "$"
	}
	return strings.Join(levels, "/")
}

// arguments are those of a copy of this test binary that runs one test.
func arguments(exe, name string) []string {
	args := []string{exe, "-test.run=" + pattern(name), "-test.v=true", "-test.count=1", "-test.timeout=0", "-test.paniconexit0"}
	if testing.Short() {
		args = append(args, "-test.short")
	}
	return args
}

// told is what a test logged, without what package testing says of its names.
func told(text string) string {
	var lines []string
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\r\n")
		trimmed := strings.TrimSpace(line)
		if strings.HasPrefix(line, "=== ") || strings.HasPrefix(trimmed, "--- PASS") || strings.HasPrefix(trimmed, "--- FAIL") || strings.HasPrefix(trimmed, "--- SKIP") {
			continue
		}
		lines = append(lines, line)
	}
	const most = 60
	if n := len(lines); n > most {
		lines = append(lines[:most/2:most/2], append([]string{fmt.Sprintf("[%d lines left out]", n-most)}, lines[n-most/2:]...)...)
	}
	return strings.TrimSpace(strings.Join(lines, "\n"))
}

// ended says how a process ended.
func ended(state *os.ProcessState) string {
	if state == nil {
		return "it could not be waited for"
	}
	return state.String()
}

// stack is where a case was, of what a program of Go writes of itself when it is asked
// to quit: the functions in which it is, the innermost first.
func stack(text string) string {
	for goroutine := range strings.SplitSeq(text, "\n\n") {
		above, _, ok := strings.Cut(goroutine, "\n"+reflect.TypeFor[Case]().PkgPath()+".run.")
		if !ok {
			continue
		}
		var functions []string
		for line := range strings.Lines(above) {
			if line = strings.TrimSpace(line); strings.Contains(line, "(") && !strings.HasPrefix(line, "/") && len(functions) < 12 {
				functions = append(functions, line[strings.LastIndexByte(line[:strings.LastIndexByte(line, '(')], '/')+1:strings.LastIndexByte(line, '(')])
			}
		}
		return strings.Join(functions, ", called by ")
	}
	return ""
}
