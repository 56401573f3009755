package command

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/record"
)

// TestInTime: no round begins that there is no time for, by how long those before took,
// and by how many benchmarks are still undecided. Two equal engines are never decided
// where every difference matters.
func TestInTime(t *testing.T) {
	for _, tt := range []struct {
		name   string
		budget time.Duration
		round  time.Duration // of two benchmarks
		faster uint64        // what b takes off the counts of v.wasm: it is decided at once
		want   int           // rounds
		says   string
	}{
		{"no limit", 0, time.Second, 0, 20, ""},
		{"long enough", time.Minute, time.Second, 0, 20, ""},
		{"for 12 rounds and a half", 12500 * time.Millisecond, time.Second, 0, 12, "recording ended after 12 rounds, with 2 of 2 benchmarks undecided: another takes 1s, and 500ms of 13s are left"},
		{"for 12 rounds", 12 * time.Second, time.Second, 0, 12, "0s of 12s are left"},
		{"for 8 rounds and nearly one", 8900 * time.Millisecond, time.Second, 0, 8, "another takes 1s, and 900ms of 8.9s are left"},
		{"for 8 rounds, and not for one of the benchmark that is left", 8400 * time.Millisecond, time.Second, 500000, 8, "with 1 of 2 benchmarks undecided: another takes 500ms, and 400ms of 8.4s are left"},
		{"for 8 rounds, and one of the benchmark that is left", 8600 * time.Millisecond, time.Second, 500000, 9, "100ms of 8.6s are left"},
		{"spent before the first look", time.Second, time.Second, 0, 8, "0s of 1s are left"}, // the recorder ends it before
	} {
		rows := new(analysis.Builder)
		if err := rows.Begin(record.Header{Format: record.JSONL.String(), Sequential: true, Engines: []record.Engine{{Name: "a"}, {Name: "b"}}}); err != nil {
			t.Fatal(err)
		}
		sequence, err := analysis.NewSequence(analysis.Options{NoiseThreshold: -1}, 20)
		if err != nil {
			t.Fatal(err)
		}
		now, said := time.Unix(1000, 0), []string(nil)
		p := &inTime{
			Decider: &analysis.Decider{Sequence: sequence, Rows: rows, Benchmarks: []string{"v.wasm", "w.wasm"}},
			budget:  tt.budget, clock: func() time.Time { return now },
			say: func(format string, args ...any) { said = append(said, fmt.Sprintf(format, args...)) },
		}
		done := 0
		for {
			rounds, run, err := p.Next(done)
			if err != nil {
				t.Fatalf("%s: %v", tt.name, err)
			}
			if len(run) == 0 {
				break
			}
			for ; done < rounds; done++ {
				for _, wasm := range run {
					for e, engine := range []string{"a", "b"} {
						count := uint64(1000000 + (done*7+e*3)%5*10000)
						if engine == "b" && wasm == "v.wasm" {
							count -= tt.faster
						}
						_ = rows.Write(record.Row{Arch: "x86_64", Engine: engine, Wasm: wasm, Process: uint64(done + 1), Phase: measure.Execution, Event: "time", Count: count})
					}
					now = now.Add(tt.round / 2)
				}
			}
		}
		if done != tt.want || strings.Join(said, "\n") != "" != (tt.says != "") || !strings.Contains(strings.Join(said, "\n"), tt.says) {
			t.Errorf("%s: %d rounds, %q; want %d, %q", tt.name, done, said, tt.want, tt.says)
		}
	}
}
