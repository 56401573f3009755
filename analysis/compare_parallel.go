package analysis

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// A job is all comparisons of one benchmark, phase and event, so that the
// baseline is prepared once, and no more is held at a time than is worked on.
type job struct {
	baseline    *Series // nil if there is none
	candidates  []*Series
	comparisons []Comparison
}

func (j *job) run(d *Data, o Options) {
	if j.baseline == nil || len(j.candidates) == 0 {
		return
	}
	a := prepare(j.baseline)
	for _, s := range j.candidates {
		j.comparisons = append(j.comparisons, compare(a, prepare(s), d.event(s.Event), o))
	}
}

// inParallel calls do with the numbers below n, on all processors. The calls
// must not share anything that one of them writes.
func inParallel(n int, do func(int)) {
	var next atomic.Int64
	var wg sync.WaitGroup
	for range min(n, runtime.GOMAXPROCS(0)) {
		wg.Go(func() {
			for i := next.Add(1) - 1; i < int64(n); i = next.Add(1) - 1 {
				do(int(i))
			}
		})
	}
	wg.Wait()
}
