package main

import (
	"math"
	"math/rand/v2"
	"runtime"
	"sync"
	"sync/atomic"
)

// A tally adds numbers up by name.
type tally map[string]*sums

type sums struct{ n, sum, squares float64 }

func (t tally) add(name string, x float64) {
	s := t[name]
	if s == nil {
		s = &sums{}
		t[name] = s
	}
	s.n++
	s.sum += x
	s.squares += x * x
}

func (t tally) count(name string, is bool) {
	x := 0.0
	if is {
		x = 1
	}
	t.add(name, x)
}

func (t tally) mean(name string) float64 {
	if s := t[name]; s != nil {
		return s.sum / s.n
	}
	return 0
}

func (t tally) n(name string) int {
	if s := t[name]; s != nil {
		return int(s.n)
	}
	return 0
}

func (t tally) sd(name string) float64 {
	s := t[name]
	if s == nil || s.n < 2 {
		return 0
	}
	return math.Sqrt(max(0, (s.squares-s.sum*s.sum/s.n)/(s.n-1)))
}

// replicate calls do n times, on all processors. Each call has a random
// number generator of its own, so that the outcome does not depend on how
// many there are; what is added must be whole numbers or few, so that the
// order of additions does not matter either.
func replicate(n int, seed uint64, do func(*rand.Rand, tally)) tally {
	total := tally{}
	var next atomic.Int64
	var mu sync.Mutex
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			mine := tally{}
			for i := next.Add(1) - 1; i < int64(n); i = next.Add(1) - 1 {
				do(rand.New(rand.NewPCG(seed, uint64(i))), mine)
			}
			mu.Lock()
			defer mu.Unlock()
			for name, s := range mine {
				t := total[name]
				if t == nil {
					t = &sums{}
					total[name] = t
				}
				t.n += s.n
				t.sum += s.sum
				t.squares += s.squares
			}
		})
	}
	wg.Wait()
	return total
}
