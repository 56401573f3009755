// Package parallel spreads work over the processors.
package parallel

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// Each calls do with the numbers below n, on all processors, and returns when
// all calls have. They must not share anything that one of them writes. If one panics with
// an error that is not the runtime's, so does Each, after the others.
func Each(n int, do func(int)) {
	var next atomic.Int64
	var wg sync.WaitGroup
	var failed atomic.Pointer[error]
	for range min(n, runtime.GOMAXPROCS(0)) {
		wg.Go(func() {
			defer func() {
				switch p := recover().(type) {
				case nil:
				case runtime.Error:
					panic(p)
				case error:
					failed.Store(&p)
				default:
					panic(p)
				}
			}()
			for i := next.Add(1) - 1; i < int64(n); i = next.Add(1) - 1 {
				do(int(i))
			}
		})
	}
	wg.Wait()
	if err := failed.Load(); err != nil {
		panic(*err)
	}
}
