package everyengine

import (
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/engines/enginetest/guests"
	"github.com/sightglass-go/sightglass/recorder"
	"github.com/sightglass-go/sightglass/recorder/job"
)

// lacks lists, by engine, the proposals that this version of it cannot run.
var lacks = map[string][]string{
	"wazero":   {"multi-memory", "memory64", "relaxed-simd", "gc", "exceptions-legacy"},
	"wasmtime": {"exceptions-legacy", "exceptions", "function-references", "gc"}, // the last three unless a flag asks for them
}

// TestGuests records every guest, well-behaved or hostile, in one recording on
// both engines: what is wrong with one is said of it, and costs no other's
// rows.
func TestGuests(t *testing.T) {
	root, err := guests.WriteTree(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	var paths, hanging []string
	for _, g := range guests.All() {
		if g.Heavy && g.Ends != guests.Hangs || g.Args != nil || g.Stdin != "" || g.Env != nil {
			continue // TestHeavyGuests and TestGuestSees have these
		}
		path := filepath.Join(root, g.Name+".wasm")
		write(t, path, string(g.Wasm()))
		if !g.Denied {
			write(t, filepath.Join(root, g.Name+".stdout.expected"), g.Stdout)
			write(t, filepath.Join(root, g.Name+".stderr.expected"), g.Stderr)
		}
		if g.Ends == guests.Hangs {
			hanging = append(hanging, path)
		} else {
			paths = append(paths, path)
		}
	}
	t.Run("ending", func(t *testing.T) { recordGuests(t, paths, 10*time.Minute) })
	t.Run("hanging", func(t *testing.T) { recordGuests(t, hanging, 2*time.Second) })
}

func recordGuests(t *testing.T, paths []string, timeout time.Duration) {
	plan := recorder.Plan{
		Engines:    available(t),
		Benchmarks: paths,
		Processes:  1,
		Iterations: 2,
		Limits:     job.Limits{Timeout: timeout},
	}
	rows, report := recordPlan(t, plan)
	counts := map[string]int{}
	for _, r := range rows {
		counts[r.Wasm+" "+r.Engine]++
	}
	for _, path := range paths {
		g, _ := guests.Lookup(strings.TrimSuffix(filepath.Base(path), ".wasm"))
		for _, e := range plan.Engines {
			t.Run(g.Name+"/"+e.Engine, func(t *testing.T) {
				want := expectedError(g, e.Engine)
				var got *job.Failure
				for _, f := range report.Failures {
					if f.Benchmark == path && f.Engine.Engine == e.Engine {
						if got != nil {
							t.Errorf("two failures: %v; %v", got, f)
						}
						got = f
					}
				}
				n := counts[path+" "+e.Engine]
				switch {
				case want == nil && got != nil:
					t.Errorf("failed: %v", got)
				case want == nil && n != 2*3:
					t.Errorf("%d rows, want 6", n)
				case want != nil && got == nil:
					t.Errorf("%d rows and no failure, want %v", n, want)
				case want != nil && !matches(got, want):
					t.Errorf("failure %v, want %v", got, want)
				case want != nil && n != 0:
					t.Errorf("%d rows of a guest that failed in its first iteration: %v", n, got)
				}
				if got != nil {
					t.Log(got)
					if strings.Contains(got.Error(), "\n") {
						t.Errorf("more than one line: %v", got)
					}
					if s := got.Error(); !strings.HasPrefix(s, path+" on "+e.Engine+": ") {
						t.Errorf("%q does not begin with benchmark and engine", s)
					}
				}
			})
		}
	}
	secret(t, report)
}

// expectedError is what the recorder should say of a guest, nil if it should
// record it.
func expectedError(g guests.Guest, engine string) error {
	if slices.ContainsFunc(g.Needs, func(need string) bool { return slices.Contains(lacks[engine], need) }) {
		return engines.ErrCompile
	}
	switch {
	case g.Ends == guests.Unreadable:
		return job.ErrNotBenchmark
	case g.Ends == guests.Invalid:
		return engines.ErrCompile
	case !g.Benchmark:
		return job.ErrNotBenchmark
	case g.Ends == guests.Unlinkable:
		return engines.ErrImport
	case g.Ends == guests.Unstartable:
		return engines.ErrInstantiate
	case g.Ends == guests.Traps, g.Name == "bad-iovec" && engine == "wasmtime":
		return engines.ErrTrap
	case g.Ends == guests.Hangs:
		return job.ErrTimeout
	case g.Ends == guests.Exits && g.Exit != 0:
		return &engines.ExitError{Code: g.Exit}
	}
	return protocolErrors[g.Calls]
}

// matches is errors.Is, and for exits also compares the code.
func matches(got, want error) bool {
	var wantExit, gotExit *engines.ExitError
	if errors.As(want, &wantExit) {
		return errors.As(got, &gotExit) && gotExit.Code == wantExit.Code
	}
	return errors.Is(got, want)
}

var protocolErrors = map[string]error{
	"":                    engines.ErrNoStart,
	"start":               engines.ErrNoEnd,
	"end":                 engines.ErrEndFirst,
	"start start end":     engines.ErrStartTwice,
	"start start end end": engines.ErrStartTwice,
	"start end end":       engines.ErrAfterEnd,
	"start end start end": engines.ErrAfterEnd,
}

// secret fails if what no guest may read is anywhere in the report.
func secret(t *testing.T, report recorder.Report) {
	t.Helper()
	for _, f := range report.Failures {
		if strings.Contains(f.Error(), strings.TrimSpace(guests.Secret)) {
			t.Errorf("a guest has read the secret: %v", f)
		}
	}
}
