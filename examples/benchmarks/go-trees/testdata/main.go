// go-trees: sorted trees that are built, merged and thrown away.
//
// Exercises: Go's allocator and garbage collector: many small nodes with
// pointers, most of which die young while one tree stays alive throughout.
//
// Workload: rounds from default.input or small.input.
//
// Build: GOOS=wasip1 GOARCH=wasm go build -trimpath -buildvcs=false -ldflags='-s -w'
// -modfile=testdata/guest.mod -o go-trees/go-trees.wasm go-trees/testdata/main.go
package main

import (
	"os"
	"runtime/debug"
	"strconv"
	"strings"
)

//go:wasmimport bench start
func benchStart()

//go:wasmimport bench end
func benchEnd()

// node is a treap's: sorted by key from left to right, by priority from the
// root downwards. Nodes never change: an insertion copies the path to it.
type node struct {
	key, priority uint32
	left, right   *node
}

// split parts a tree into what is below key and what is above; key itself is dropped.
func split(n *node, key uint32) (below, above *node) {
	switch {
	case n == nil:
		return nil, nil
	case n.key < key:
		b, a := split(n.right, key)
		return &node{n.key, n.priority, n.left, b}, a
	case n.key > key:
		b, a := split(n.left, key)
		return b, &node{n.key, n.priority, a, n.right}
	}
	return n.left, n.right
}

// union holds what is in either tree.
func union(a, b *node) *node {
	if a == nil {
		return b
	}
	if b == nil {
		return a
	}
	if a.priority < b.priority {
		a, b = b, a
	}
	below, above := split(b, a.key)
	return &node{a.key, a.priority, union(a.left, below), union(a.right, above)}
}

func (n *node) size() int {
	if n == nil {
		return 0
	}
	return 1 + n.left.size() + n.right.size()
}

func (n *node) digest(d uint32) uint32 {
	if n == nil {
		return d
	}
	return n.right.digest((n.left.digest(d) ^ n.key) * 16777619)
}

type random uint32

func (r *random) next() uint32 {
	x := *r
	x ^= x << 13
	x ^= x >> 17
	x ^= x << 5
	*r = x
	return uint32(x)
}

func main() {
	path := "default.input"
	if _, small := os.LookupEnv("WASM_BENCH_USE_SMALL_WORKLOAD"); small {
		path = "small.input"
	}
	// Not os.ReadFile: Go's wasip1 finds no file by its bare name in a
	// directory that is preopened as ".".
	root, err := os.OpenRoot(".")
	if err != nil {
		fail(err)
	}
	text, err := root.ReadFile(path)
	if err != nil {
		fail(err)
	}
	rounds, err := strconv.Atoi(strings.TrimSpace(string(text)))
	if err != nil {
		fail(err)
	}
	r := random(2463534242)
	var all *node
	// Collect at a tenth of the usual heap, so that a window this short sees
	// several collections.
	debug.SetGCPercent(10)

	benchStart()
	for i := 0; i < rounds; i++ {
		var some *node
		for j := 0; j < 50; j++ {
			key := r.next() >> 12
			// The priority follows from the key, so that a set has one shape.
			some = union(some, &node{key: key, priority: key * 2654435769})
		}
		all = union(all, some)
	}
	benchEnd()

	os.Stdout.WriteString(strconv.Itoa(rounds) + " rounds, " + strconv.Itoa(all.size()) + " keys, digest " +
		strconv.FormatUint(uint64(all.digest(2166136261)), 16) + "\n")
}

func fail(err error) {
	os.Stderr.WriteString(err.Error() + "\n")
	os.Exit(1)
}
