package command

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"syscall"
	"testing"

	"github.com/spf13/cobra"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/analysis/report"
	"github.com/sightglass-go/sightglass/examples/sightglass/command/internal/live"
	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/recorder"
	"github.com/sightglass-go/sightglass/recorder/build"
	"github.com/sightglass-go/sightglass/recorder/job"
)

// TestBisectCodes: git bisect run takes 0 for good, 125 for a revision to skip, 1 to
// 127 otherwise for bad, and stops at more.
func TestBisectCodes(t *testing.T) {
	closed := judged(io.Discard, failOnWorse, analysis.Outcome{}, true, false)
	for _, tt := range []struct {
		what string
		err  error
		code int
	}{
		{"not worse", nil, 0},
		{"worse", closed, 1},
		{"worse, and the time was spent", errors.Join(errors.New("x"), closed), 1},
		{"unsure", &codedError{closed, exitSkip}, 125},
		{"no data", fmt.Errorf("x: %w", analysis.ErrGate), 125},
		{"not confirmed", errUnconfirmed, 125},
		{"a part was not compared", errors.Join(&failedError{errors.New("a benchmark failed")}, analysis.ErrGate), 125},
		{"a benchmark failed", &failedError{errors.New("a benchmark failed")}, 125},
		{"does not compile", fmt.Errorf("x: %w", build.ErrBuild), 125},
		{"no Go", errors.Join(build.ErrBuild, build.ErrToolchain), 128},
		{"no such revision", build.ErrRevision, 128},
		{"a wrong plan", errors.Join(job.ErrPlan, analysis.ErrGate), 128},
		{"a wrong flag", errors.New("unknown flag"), 128},
		{"a full disk", recorder.ErrSink, 128},
		{"a full disk, and unsure", errors.Join(&outputError{io.ErrShortWrite}, &codedError{closed, exitSkip}), 128},
		{"a full disk, and worse", errors.Join(&outputError{io.ErrShortWrite}, closed), 128},
		{"Ctrl-C", recorder.ErrStopped, 130},
		{"Ctrl-C, and unsure", errors.Join(recorder.ErrStopped, &codedError{closed, exitSkip}), 130},
		{"SIGTERM", &live.SignalError{Signal: syscall.SIGTERM}, 143},
	} {
		a := &abCommand{bisect: true}
		if code := exitCode(t.Context(), a.bisected(tt.err)); code != tt.code {
			t.Errorf("%s: code %d, want %d", tt.what, code, tt.code)
		}
	}
	failed := &failedError{errors.New("a benchmark failed")}
	for _, tt := range []struct {
		failOn       string
		err, decided error
		code         int
	}{
		{failOnWorse, nil, nil, 0},
		{failOnWorse, failed, fmt.Errorf("x: %w", analysis.ErrGate), exitRefuse},
		{failOnWorse, failed, nil, exitRefuse}, // open, as with --allow-incomplete
		{failOnWorse, failed, closed, exitFailed},
		{failOnWorse, errors.Join(failed, &outputError{io.ErrShortWrite}), nil, exitOutput},
		{failOnWorse, &failedError{recorder.ErrStopped}, nil, 130},
		{"", failed, nil, exitFailed},
	} {
		a := new(abCommand)
		a.compare.failOn = tt.failOn
		if code := exitCode(t.Context(), errors.Join(a.unlessWorse(tt.err, tt.decided), tt.decided)); code != tt.code {
			t.Errorf("%q: %v, %v: code %d, want %d", tt.failOn, tt.err, tt.decided, code, tt.code)
		}
	}
	if err := new(abCommand).bisected(closed); exitCode(t.Context(), err) != exitFailed {
		t.Errorf("without --bisect: %v", err)
	}
}

// TestStoppedText: what a signal cut short, such as a build, names the signal.
func TestStoppedText(t *testing.T) {
	ctx, cancel := context.WithCancelCause(t.Context())
	text := fmt.Errorf("--engine wazero@v1: %w", context.Canceled).Error()
	if got := stopped(ctx, text); got != text {
		t.Errorf("before: %s", got)
	}
	cancel(&live.SignalError{Signal: syscall.SIGTERM})
	if got := stopped(ctx, text); got != "--engine wazero@v1: stopped by SIGTERM" {
		t.Error(got)
	}
}

// counted are exact counts of two engines in eight rounds, of which the second
// has so many more on each benchmark.
func counted(t *testing.T, more map[string]uint64) *analysis.Result {
	t.Helper()
	var b analysis.Builder
	header := record.Header{Events: []measure.Event{measure.Fuel}, Work: new(record.Work), FirstProcess: 1, Engines: []record.Engine{{Name: "base"}, {Name: "head"}}}
	if err := b.Begin(header); err != nil {
		t.Fatal(err)
	}
	for round := range uint64(8) {
		for wasm, n := range more {
			for i, engine := range []string{"base", "head"} {
				row := record.Row{Arch: "x86_64", Engine: engine, Wasm: wasm, Process: 1 + round, Phase: measure.Execution, Event: "fuel", Count: 1000 + n*uint64(i)}
				if n == unsteady { // either is ahead in every other round
					row.Count = 1000 + 100*((round+uint64(i))%2)
				}
				if err := b.Write(row); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	r, err := analysis.Compare(b.Snapshot(), analysis.Options{Gate: true, Anytime: true})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

const unsteady = 77

// TestConfirm: a regression counts if a second recording finds it, too.
func TestConfirm(t *testing.T) {
	const none, lost = 99, 98 // no second recording is wanted, or it has no row
	for _, tt := range []struct {
		what          string
		first, second uint64
		code          int
		says          string
	}{
		{"nothing is worse", 0, none, 0, "open"},
		{"worse, not recorded again", 30, none, 1, "closed"},
		{"confirmed", 30, 30, 1, "confirmed by a second recording: 2 comparisons changed for the worse (1 geometric mean among them)"},
		{"refuted", 30, 0, 0, "open: what seemed worse is not in a second recording"},
		{"lost", 30, lost, 2, "is unsure in a second recording: a.wasm, Execution, fuel"},
		{"neither", 30, unsteady, 2, "is unsure in a second recording: a.wasm, Execution, fuel"},
	} {
		found := twofold{first: counted(t, map[string]uint64{"a.wasm": tt.first, "b.wasm": 0})}
		switch tt.second {
		case none:
		case lost:
			found.again = true
		default:
			found.second, found.again = counted(t, map[string]uint64{"a.wasm": tt.second, "b.wasm": 0}), true
		}
		a := new(abCommand)
		a.compare.failOn = failOnWorse
		var stderr bytes.Buffer
		err := a.decide(&stderr, found)
		if err != nil {
			fmt.Fprint(&stderr, err)
		}
		if code := exitCode(t.Context(), err); code != tt.code || !strings.Contains(stderr.String(), tt.says) {
			t.Errorf("%s: code %d, want %d: %s", tt.what, code, tt.code, stderr.String())
		}
	}
}

// TestABResumed: what stayed unsure is resumed with a command that works as it is printed,
// which what is decided, confirmed or searched for does not need.
func TestABResumed(t *testing.T) {
	folder(t)
	succeeds(t, strings.Fields("benchmark -e wazero,wazero:interpreter --until decided -p 8 -i 1 -o rows.jsonl noop.wasm")...)
	const resume = "sightglass benchmark --resume rows.jsonl --until decided"
	for _, tt := range []struct {
		what, command string
		count         uint64
		failOn, want  string
		bisect, again bool
	}{
		{"unsure", "ab", unsteady, failOnWorse, resume + " --fail-on changed-worse", false, false},
		{"no gate", "ab", unsteady, "", resume, false, false},
		{"decided", "ab", 30, failOnWorse, "", false, false},
		{"confirmed", "ab", unsteady, failOnWorse, "", false, true},
		{"searched for", "ab", unsteady, failOnUnsure, "", true, false},
		{"where nobody can type", "ci", unsteady, failOnWorse, "", false, false},
	} {
		a := new(abCommand)
		a.compare.failOn, a.bisect, a.format = tt.failOn, tt.bisect, report.CompareCompact
		cmd, out := &cobra.Command{Use: tt.command}, new(bytes.Buffer)
		cmd.SetOut(out)
		found := twofold{first: counted(t, map[string]uint64{"a.wasm": tt.count}), again: tt.again, outputs: []*output{{cmd: cmd, kept: "rows.jsonl", rowsKept: true}}}
		if err := a.conclude(cmd, found); err != nil {
			t.Fatal(err)
		}
		_, got, _ := strings.Cut(out.String(), "\n  or: ")
		if got = strings.TrimSpace(got); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.what, got, tt.want)
		}
		if got == "" {
			continue
		}
		if r := sightglass(t, "", append(strings.Fields(got)[1:], "-p", "9")...); r.code == exitRefuse || !strings.Contains(r.stderr, "resuming rows.jsonl") {
			t.Errorf("%s: %+v", got, r)
		}
	}
}

// TestABRefuses: what cannot be compared is refused before anything is built.
func TestABRefuses(t *testing.T) {
	folder(t)
	for args, want := range map[string]string{
		"ab":                                   "name the revision to compare with",
		"ab noop.wasm":                         "sightglass ab main noop.wasm",
		"ab main noop.wasm":                    "with --worker",
		"ab --layouts-apart main noop.wasm":    "ab compares two builds",
		"ab HEAD:x noop.wasm":                  "a colon",
		"ab --head HEAD:x main noop.wasm":      "a colon",
		"ab --engine wazero@v1 main noop.wasm": "leave \"@v1\" out",
		"ab --engine ./engine main noop.wasm":  "--engine ./engine is a program or a library already",
		"ab --worker . -e ./engine.so main":    "--engine ./engine.so is a program or a library already",
		"ab --worker nosuch main noop.wasm":    "the folder of a main package",
		"ab --worker noop.wasm main noop.wasm": "the folder of a main package",
	} {
		for flags, code := range map[string]int{"": exitRefuse, " --bisect": exitAbort} {
			if r := sightglass(t, "", strings.Fields(args+flags)...); r.code != code || !strings.Contains(r.stderr, want) || r.stdout != "" {
				t.Errorf("%s%s: code %d, want %d with %q: %s", args, flags, r.code, code, want, r.stderr)
			}
		}
	}
	if r := sightglass(t, "", "ab", "--bisect", "--nosuch"); r.code != exitAbort {
		t.Errorf("a wrong flag: code %d: %s", r.code, r.stderr)
	}
}
