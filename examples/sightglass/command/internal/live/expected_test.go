package live

import (
	"errors"
	"math"
	"testing"
	"time"

	"github.com/sightglass-go/sightglass/recorder"
	"github.com/sightglass-go/sightglass/recorder/job"
)

// TestEstimate: the products are those of the round and the numbers of rounds.
func TestEstimate(t *testing.T) {
	for _, tt := range []struct {
		name   string
		of     Expected
		round  time.Duration
		want   string
		took   time.Duration
		enough bool
	}{
		{"so many rounds", Expected{Least: 10, Most: 10}, 20 * time.Second,
			"estimated 3m20s (10 rounds of 20s, from the first round)", 200 * time.Second, true},
		{"one round", Expected{Least: 1, Most: 1}, 20 * time.Second,
			"estimated 20s (1 round of 20s, from the first round)", 20 * time.Second, true},
		{"so many, and time for half", Expected{Least: 10, Most: 10, Budget: 110 * time.Second}, 20 * time.Second,
			"estimated 3m20s (10 rounds of 20s, from the first round), and --max-time allows 1m50s: time for 5 rounds", 110 * time.Second, false},
		{"so many, and time for all", Expected{Least: 10, Most: 10, Budget: 200 * time.Second}, 20 * time.Second,
			"estimated 3m20s (10 rounds of 20s, from the first round)", 200 * time.Second, true},
		{"until decided", Expected{Least: 8, Most: 100, Budget: 5 * time.Minute}, 20 * time.Second,
			"estimated 2m40s to 5m (8 rounds or more of 20s, from the first round)", 5 * time.Minute, true},
		{"until decided, quick", Expected{Least: 8, Most: 100, Budget: 5 * time.Minute}, 100 * time.Millisecond,
			"estimated 800ms to 10s (8 rounds or more of 100ms, from the first round)", 10 * time.Second, true},
		{"until decided, no limit", Expected{Least: 8, Most: 100}, time.Minute,
			"estimated 8m to 1h40m (8 rounds or more of 1m, from the first round)", 100 * time.Minute, true},
		{"until decided, in 8 rounds at most", Expected{Least: 8, Most: 8}, time.Second,
			"estimated 8s (8 rounds of 1s, from the first round)", 8 * time.Second, true},
		{"nothing can be decided", Expected{Least: 8, Most: 100, Budget: 5 * time.Minute}, 50 * time.Second, // 8 of 50 s and a tenth: 440 s
			"a round takes 50s (from the first round): in 5m there is time for 6 rounds, and nothing is decided before 8; use --max-time 7m21s or more, or fewer benchmarks", 5 * time.Minute, false},
		{"less than a round", Expected{Least: 8, Most: 100, Budget: time.Second}, 50 * time.Second,
			"a round takes 50s (from the first round): in 1s there is no time for a whole round, and nothing is decided before 8; use --max-time 7m21s or more, or fewer benchmarks", time.Second, false},
		{"resumed", Expected{Least: 8, Most: 112, Before: 12, Budget: 5 * time.Minute}, 20 * time.Second,
			"estimated up to 5m (rounds of 20s, from the first round)", 5 * time.Minute, true},
		{"resumed before anything was decided", Expected{Least: 8, Most: 105, Before: 5, Budget: 5 * time.Minute}, 20 * time.Second,
			"estimated 1m to 5m (3 rounds or more of 20s, from the first round)", 5 * time.Minute, true},
		{"resumed, and complete", Expected{Least: 10, Most: 10, Before: 12}, 20 * time.Second,
			"estimated 0s (0 rounds of 20s, from the first round)", 0, true},
		{"longer than there is time", Expected{Least: math.MaxInt, Most: math.MaxInt}, time.Hour, "", math.MaxInt64, true},
		{"a clock that stands", Expected{Least: 8, Most: 100, Budget: 1}, 0, "estimated 0s (100 rounds of 0s, from the first round)", 0, true},
	} {
		got, took, enough := tt.of.Estimate(tt.round, "from the first round")
		if tt.want != "" && got != tt.want || took != tt.took || enough != tt.enough {
			t.Errorf("%s: %s, %v, %v; want %s, %v, %v", tt.name, got, took, enough, tt.want, tt.took, tt.enough)
		}
	}
}

// TestFirstRound: a round is measured once all of its processes ran, without those that
// will not run again.
func TestFirstRound(t *testing.T) {
	abandoned := &job.Failure{Err: errors.New("x"), Abandoned: true}
	once := &job.Failure{Err: errors.New("x")}
	for _, tt := range []struct {
		name   string
		events []recorder.Progress // one second apart
		want   time.Duration       // 0: none
	}{
		{"two processes", []recorder.Progress{{Round: 1, Begins: true}, {Round: 1}, {Round: 1, Begins: true}, {Round: 1}}, 2 * time.Second},
		{"the second was not over", []recorder.Progress{{Round: 1, Begins: true}, {Round: 1}, {Round: 1, Begins: true}}, 0},
		{"a warning while it runs", []recorder.Progress{{Round: 1, Begins: true}, {}, {Round: 1}, {Round: 1, Begins: true}, {Round: 1}}, 3 * time.Second},
		{"tried again", []recorder.Progress{{Round: 1, Begins: true}, {Round: 1}, {Round: 1, Begins: true}, {}, {Round: 1, Begins: true}, {Round: 1}}, 2 * time.Second},
		{"given up", []recorder.Progress{{Round: 1, Begins: true}, {Round: 1}, {Round: 1, Begins: true}, {Round: 1, Failure: abandoned}}, time.Second},
		{"failed once", []recorder.Progress{{Round: 1, Begins: true}, {Round: 1}, {Round: 1, Begins: true}, {Round: 1, Failure: once}}, 2 * time.Second},
		{"resumed within a round", []recorder.Progress{{Done: 1}, {Round: 3, Begins: true}, {Round: 3}, {Round: 4, Begins: true}, {Round: 4}}, 0},
		{"resumed, and the next round", []recorder.Progress{{Round: 3, Begins: true}, {Round: 3}, {Round: 4, Begins: true}, {Round: 4}, {Round: 4, Begins: true}, {Round: 4}}, 2 * time.Second},
		{"one was given up before", []recorder.Progress{{Round: 1}, {Round: 1, Begins: true}, {Round: 1}}, 0},
	} {
		clock := &fakeClock{now: time.Unix(0, 0), step: time.Second}
		var f firstRound
		var got time.Duration
		for _, e := range tt.events {
			at := clock.read()
			if e.Round == 0 {
				continue // Update does not ask
			}
			if took, ok := f.add(e, at, 2); ok {
				got = took
			}
		}
		if got != tt.want {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
	}
}
