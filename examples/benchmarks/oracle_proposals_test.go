package benchmarks

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// proposals are the benchmarks of proposals/, which not every engine runs: a test beside
// the engines runs them.
var proposals = map[string]func(small bool) string{
	"atomic-queue":      queued,
	"exceptions-parser": parsed,
	"gc-derivatives":    derivatives,
}

// TestProposalExpectations: each folder of proposals is complete, and the expectations
// are what its oracle says.
func TestProposalExpectations(t *testing.T) {
	entries, err := os.ReadDir("proposals")
	if err != nil || len(entries) != len(proposals) {
		t.Fatalf("%d folders, %d oracles, %v", len(entries), len(proposals), err)
	}
	readme, listed := string(read(t, "README.md")), suite(t, "proposals.suite")
	for i, e := range entries {
		name := e.Name()
		file := filepath.Join("proposals", name, name)
		if oracle := proposals[name]; oracle == nil {
			t.Errorf("%s: no oracle", name)
		} else {
			for suffix, small := range map[string]bool{"": false, ".small": true} {
				if got, want := string(read(t, file+suffix+".stdout.expected")), oracle(small); got != want {
					t.Errorf("%s%s: expectation file says\n%sbut the oracle says\n%s", name, suffix, got, want)
				}
				read(t, file+suffix+".stderr.expected")
			}
		}
		text := string(read(t, filepath.Join("proposals", name, "testdata", name+".wat")))
		for _, word := range []string{name + ": ", "Exercises:", "Workload:", "Needs:", "Build:"} {
			if !strings.Contains(text[:min(len(text), 1500)], word) {
				t.Errorf("%s: the comment at its top lacks %q", name, word)
			}
		}
		if !strings.Contains(readme, "\n| "+name+" |") {
			t.Errorf("README.md has no row for %s", name)
		}
		if i >= len(listed) || listed[i] != "proposals/"+name+"/"+name+".wasm" {
			t.Errorf("proposals.suite lists %q, want %s there", listed, name)
		}
	}
}

// Sixty-four bits of a sum do not depend on how a queue works.
func queued(small bool) string {
	n, left, sum, r := 1500000, 0, uint64(0), xorshift(521288629)
	if small {
		n = 15000
	}
	for taken := 0; taken < n; {
		x := r.next()
		if left < 1024 {
			left, sum, taken = left+1, sum+uint64(x), taken+1
			continue
		}
		for left--; r.next()&255 != 0; left-- { // until it draws a zero there
			if left == 0 {
				left++ // empty: nothing is taken
			}
		}
	}
	return fmt.Sprintf("%d\n%d\n%d\n", n, uint32(sum), sum>>32)
}

// A formula is evaluated while it is drawn, and the text only looked at for where a
// mistake is: what is read first counts, a number before the division that has it.
func parsed(small bool) string {
	texts, r := 40000, xorshift(987654321)
	if small {
		texts = 400
	}
	var at int
	type mistake struct {
		kind string
		at   int
	}
	var first *mistake
	var formula func(depth int) uint32
	formula = func(depth int) uint32 {
		x, begin := r.next(), at
		at++
		if depth == 0 {
			if x%97 == 0 && first == nil {
				first = &mistake{"bad", begin}
			}
			return x >> 8 % 10
		}
		a := formula(depth - 1)
		operator := "+-*+-*+-*+-*+-*/"[x>>9&15]
		at++
		b := formula(depth - 1)
		at++
		switch {
		case operator == '+':
			return a + b
		case operator == '-':
			return a - b
		case operator == '*':
			return a * b
		case b != 0:
			return a / b
		case first == nil:
			first = &mistake{"zero", begin}
		}
		return 0
	}
	kinds, digest := map[string]int{}, uint32(0)
	for range texts {
		at, first = 0, nil
		value, kind := formula(1+int(r.next()%6)), "good"
		if first != nil {
			value, kind = uint32(first.at), first.kind
		}
		kinds[kind]++
		digest = digest*31 + value
	}
	return fmt.Sprintf("%d\n%d\n%d\n%d\n", kinds["good"], kinds["bad"], kinds["zero"], digest)
}

// Interfaces instead of references of three kinds.
func derivatives(small bool) string {
	type node struct {
		op          int
		left, right any // int32, nil for the variable, *node
		derived     int
	}
	r := xorshift(123456789)
	narrow := func(n int32) int32 { return n << 1 >> 1 } // to 31 bits
	formula := func(op int, l, r any) any {
		a, isA := l.(int32)
		b, isB := r.(int32)
		switch {
		case isA && isB && op == 0:
			return narrow(a + b)
		case isA && isB:
			return narrow(a * b)
		case op == 1 && (isA && a == 0 || isB && b == 0):
			return int32(0)
		case isA && a == int32(op):
			return r
		case isB && b == int32(op):
			return l
		}
		return &node{op: op, left: l, right: r}
	}
	var random func(depth int) any
	random = func(depth int) any {
		x := r.next()
		if depth == 0 || x&7 == 0 {
			if x&8 != 0 {
				return nil
			}
			return int32(x >> 8 & 15)
		}
		l := random(depth - 1)
		return formula(int(x>>4&1), l, random(depth-1))
	}
	var derive func(e any) any
	derive = func(e any) any {
		n, ok := e.(*node)
		switch {
		case e == nil:
			return int32(1)
		case !ok:
			return int32(0)
		}
		n.derived++
		l := derive(n.left)
		if n.op == 0 {
			return formula(0, l, derive(n.right))
		}
		l = formula(1, l, n.right)
		return formula(0, l, formula(1, n.left, derive(n.right)))
	}
	var evaluate func(e any, x int32) int32
	evaluate = func(e any, x int32) int32 {
		switch e := e.(type) {
		case nil:
			return x
		case int32:
			return e
		case *node:
			a, b := evaluate(e.left, x), evaluate(e.right, x)
			if e.op == 1 {
				return a * b
			}
			return a + b
		}
		panic("no formula")
	}
	tally := [3]int{}
	var count func(e any)
	count = func(e any) {
		if n, ok := e.(*node); ok {
			tally[n.op]++
			tally[2] += n.derived
			count(n.left)
			count(n.right)
		}
	}
	digest, formulas := int32(0), 300
	if small {
		formulas = 3
	}
	kept := map[int]any{}
	for n := formulas; n > 0; n-- {
		e := random(8)
		once := derive(e)
		twice := derive(once)
		for x := range int32(16) {
			digest = digest*31 + evaluate(once, x) + evaluate(twice, x)
		}
		if old, ok := kept[n%64]; ok {
			digest = digest*31 + evaluate(old, 3)
		}
		kept[n%64] = once
		count(e)
		count(twice)
	}
	lines := []string{strconv.FormatUint(uint64(uint32(digest)), 10)}
	for _, n := range tally {
		lines = append(lines, strconv.Itoa(n))
	}
	return strings.Join(lines, "\n") + "\n"
}
