// Command fib is a benchmark written with package bench: Fibonacci's numbers,
// the slow way.
package main

import (
	"fmt"

	"github.com/sightglass-go/sightglass/examples/guest/bench"
)

func fib(n int) int {
	if n < 2 {
		return n
	}
	return fib(n-1) + fib(n-2)
}

func main() {
	bench.Start()
	result := fib(bench.BlackBox(20))
	bench.BlackBox(result)
	bench.End()
	fmt.Println(result)
}
