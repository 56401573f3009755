package bench_test

import (
	"fmt"
	"testing"

	"github.com/sightglass-go/sightglass/examples/guest/bench"
)

func Example() {
	n := 20
	bench.Start()
	a, b := 0, 1
	for range bench.BlackBox(n) {
		a, b = b, a+b
	}
	bench.BlackBox(a)
	bench.End()
	fmt.Println(a)
	// Output: 6765
}

func TestBlackBox(t *testing.T) {
	type large struct{ a [20]int }
	x := large{[20]int{19: 7}}
	if got := bench.BlackBox(x); got != x {
		t.Errorf("%v became %v", x, got)
	}
	if allocs := testing.AllocsPerRun(100, func() {
		bench.BlackBox(7)
		bench.BlackBox("x")
		bench.BlackBox(&x)
		bench.BlackBox(x)
	}); allocs != 0 {
		t.Errorf("%v allocations", allocs)
	}
}
