package command

import (
	"testing"

	"github.com/sightglass-go/sightglass/measure/record"
)

// TestUntilResumed: the look after ten rounds of a recording that was stopped
// after twelve sees ten, as it would have; rows that are recorded now are in
// it, and those of an attempt before, under another number, are of their round.
func TestUntilResumed(t *testing.T) {
	rows := new(record.Collector)
	var found record.Recovered
	for round := range 12 {
		for _, process := range []uint64{uint64(100 + round), uint64(200 + round)} {
			rows.Rows = append(rows.Rows, record.Row{Engine: "e", Wasm: "w", Process: process})
			found.Ended = append(found.Ended, record.Ended{Engine: "e", Wasm: "w", Process: process, Round: round})
		}
	}
	rows.Rows = append(rows.Rows, record.Row{Engine: "e", Wasm: "w", Process: 300})
	d := &decided{rows: rows}
	if n := len(d.until(10).Rows); n != 25 {
		t.Errorf("%d rows of a recording that was not resumed, want all 25", n)
	}
	d.resumed(&found)
	for done, want := range map[int]int{10: 21, 12: 25, 1: 3} {
		if n := len(d.until(done).Rows); n != want {
			t.Errorf("%d rows of the first %d rounds, want %d", n, done, want)
		}
	}
}
