package live

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/sightglass-go/sightglass/recorder"
	"github.com/sightglass-go/sightglass/recorder/job"
)

// TestLog: a log has a line a minute, by the clock that is given; no line comes where
// each round has one, or none is wanted.
func TestLog(t *testing.T) {
	at := time.Date(2025, 11, 25, 19, 0, 0, 0, time.UTC)
	play := func(how string, e Expected, undecided bool) string {
		var log bytes.Buffer
		clock := &fakeClock{now: at}
		p := Show(how, &log, nil, nil)
		p.clock, p.Expected = clock.read, e
		if how == "auto" && p.log.every != logEvery {
			t.Errorf("a line each %v", p.log.every)
		}
		if undecided {
			p.Undecided(3, 8)
		}
		recording(p, clock, strings.Fields("a b c d e"), 15, func(recorder.Progress) {}) // 10 s a round
		return log.String()
	}
	// 150 processes of one second; a round ends with the first process of the next.
	if got, want := play("auto", Expected{Processes: 100}, false), `5 of 15 rounds in 1m, about 1m30s left, until 19:02; now e on wasmtime
11 of 15 rounds in 2m, about 30s left, until 19:02; now e on wasmtime
`; got != want {
		t.Errorf("fixed:\n%swant\n%s", got, want)
	}
	got := play("auto", Expected{Processes: 100, Least: 8, Most: 100, Budget: 5 * time.Minute}, true)
	if want := "5 of 100 rounds at most in 1m, at most 4m left, until 19:05; 3 of 8 benchmarks undecided so far\n"; !strings.HasPrefix(got, want) || strings.Count(got, "\n") != 2 {
		t.Errorf("until decided:\n%swant\n%s", got, want)
	}
	if got := play("none", Expected{}, false); got != "" {
		t.Errorf("none:\n%s", got)
	}
	if got := play("plain", Expected{Processes: 100}, false); strings.Count(got, "\n") != 15 || strings.Contains(got, "now e") {
		t.Errorf("plain:\n%s", got)
	}
}

// TestLogLate: a process that does not end gets its line, too, and none is written before
// or after the recording.
func TestLogLate(t *testing.T) {
	var log bytes.Buffer
	clock := &fakeClock{now: time.Date(2025, 11, 25, 19, 0, 0, 0, time.UTC)}
	p := Show("auto", &log, nil, nil)
	p.clock = clock.read
	clock.now = clock.now.Add(time.Hour)
	p.late()
	p.Update(recorder.Progress{Total: 2, Round: 1, Rounds: 2, Benchmark: "a.wasm", Engine: job.Engine{Name: "wazero"}, Begins: true})
	for range 3 {
		clock.now = clock.now.Add(time.Minute)
		p.late()
	}
	if got, want := log.String(), "0 of 2 rounds in 2m; now a.wasm on wazero\n"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	p.Done()
	clock.now = clock.now.Add(time.Hour)
	p.late()
	if strings.Count(log.String(), "\n") != 1 {
		t.Errorf("a line after the end: %s", log.String())
	}
}
