package analysis

import (
	"fmt"
	"testing"

	"github.com/sightglass-go/sightglass/measure"
)

// The golden vector of the specification.
var (
	goldenA = []float64{100, 102, 98, 101, 99, 103, 97, 100.5, 101.5, 99.5, 100.2, 98.8}
	goldenB = []float64{103, 104.5, 100, 103, 100, 106, 101, 102.5, 104, 101, 103.5, 100.8}
)

// seriesOf makes a series of one iteration a process, in tenths.
func seriesOf(engine string, values []float64) *Series {
	s := &Series{Key: Key{Arch: "x86_64", Engine: engine, Wasm: "golden.wasm", Phase: measure.Execution, Event: "cycles"}}
	for i, v := range values {
		s.processes = append(s.processes, Process{ID: uint64(i), Counts: []uint64{uint64(v*10 + 0.5)}})
	}
	return s
}

var cycles = measure.Event{Name: "cycles", Unit: "cycles", Better: measure.Lower, Time: true}

func TestGoldenVector(t *testing.T) {
	for _, tt := range []struct {
		n    int
		want string
		p    string
		via  Method
	}{
		{12, "1.024210 [1.017280, 1.031466]", "0.000488281", MethodHodgesLehmann},
		{3, "1.024965 [0.997765, 1.052907]", "0.0118636", MethodPairedT},
	} {
		a, b := seriesOf("a", goldenA[:tt.n]), seriesOf("b", goldenB[:tt.n])
		InRounds(a, b)
		c, err := CompareSeries(a, b, cycles, Options{})
		if err != nil {
			t.Fatal(err)
		}
		got := fmt.Sprintf("%.6f [%.6f, %.6f]", *c.Ratio, c.Interval.Low, c.Interval.High)
		if got != tt.want {
			t.Errorf("%d rounds: got %s, the specification says %s", tt.n, got, tt.want)
		}
		if got := fmt.Sprintf("%.6g", *c.P); got != tt.p {
			t.Errorf("%d rounds: p = %s, the specification says %s", tt.n, got, tt.p)
		}
		if c.Method != tt.via || c.Interval.Level != 0.99 || c.Rounds != tt.n {
			t.Errorf("%d rounds: %s at %v", c.Rounds, c.Method, c.Interval.Level)
		}
		t.Log(c.String(), c.Caveats)
	}
}
