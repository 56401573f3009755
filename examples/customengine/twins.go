package main

import (
	"fmt"
	"math/bits"

	"github.com/sightglass-go/sightglass/examples/customengine/native"
	"github.com/sightglass-go/sightglass/recorder/job"
)

// twins are Go functions that do what benchmarks of examples/benchmarks do, in
// the same way: the same algorithm over the same types, reading the same
// inputs and printing the same output. To add one, write it and name it here
// as its .wasm file is named.
var twins = native.Programs{
	"noop":               func(g *native.Guest) error { g.Start(); g.End(); return nil },
	"nqueens":            nqueens,
	"sha256":             sha256,
	"shootout-ackermann": shootoutAckermann,
	"sieve":              sieve,
}

// small tells whether the short workload is wanted.
func small(g *native.Guest) bool {
	_, set := g.LookupEnv(job.SmallWorkloadVariable)
	return set
}

// number reads default.NAME, or small.NAME for the short workload.
func number(g *native.Guest, name string) (uint32, error) {
	if small(g) {
		return g.Number("small." + name)
	}
	return g.Number("default." + name)
}

func shootoutAckermann(g *native.Guest) error {
	m, err := number(g, "m.input")
	if err != nil {
		return err
	}
	n, err := number(g, "n.input")
	if err != nil {
		return err
	}

	g.Start()
	result := ackermann(m, n)
	g.End()

	_, err = fmt.Fprintf(g.Stdout, "ackermann(%d, %d) = %d\n", m, n, result)
	return err
}

//go:noinline
func ackermann(m, n uint32) uint32 {
	if m == 0 {
		return n + 1
	}
	if n == 0 {
		return ackermann(m-1, 1)
	}
	return ackermann(m-1, ackermann(m, n-1))
}

func nqueens(g *native.Guest) error {
	n, err := number(g, "input")
	if err != nil {
		return err
	}
	if n < 1 || n > 31 {
		return fmt.Errorf("n: must be 1 to 31")
	}

	g.Start()
	// Boards with the first queen in the right half mirror those with it in
	// the left half.
	var ways, all uint32 = 0, 1<<n - 1
	for i := range (n + 1) / 2 {
		queen := uint32(1) << i
		found := place(all, queen, queen<<1, queen>>1)
		if 2*i+1 != n {
			found *= 2
		}
		ways += found
	}
	g.End()

	_, err = fmt.Fprintf(g.Stdout, "%d queens: %d ways\n", n, ways)
	return err
}

// place counts the ways to fill the rows from here on.
func place(all, columns, left, right uint32) (found uint32) {
	if columns == all {
		return 1
	}
	for free := all &^ (columns | left | right); free != 0; {
		queen := uint32(1) << bits.TrailingZeros32(free)
		free ^= queen
		found += place(all, columns|queen, (left|queen)<<1, (right|queen)>>1)
	}
	return found
}

func sieve(g *native.Guest) error {
	n := 1700000
	if small(g) {
		n = 17000
	}
	crossed := make([]byte, n) // as the module's memory, before its window

	g.Start()
	countPrimes(crossed)
	count := countPrimes(crossed)
	g.End()

	_, err := fmt.Fprintln(g.Stdout, count)
	return err
}

// countPrimes counts the primes below len(crossed).
//
//go:noinline
func countPrimes(crossed []byte) (count uint32) {
	clear(crossed)
	for i := 2; i < len(crossed); i++ {
		if crossed[i] != 0 {
			continue
		}
		count++
		if i < 65536 {
			for j := i * i; j < len(crossed); j += i {
				crossed[j] = 1
			}
		}
	}
	return count
}
