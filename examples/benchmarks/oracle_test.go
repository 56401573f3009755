package benchmarks

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// An oracle computes what a benchmark should print to standard output, by
// another way than the benchmark's own: the standard library, a formula, a
// published number, or plain Go. The input is that of the workload.
type oracle func(t *testing.T, in input) string

// input reads a benchmark's files of one workload: "default" or "small".
type input struct{ name, workload string }

func (in input) text(t *testing.T) string {
	t.Helper()
	return string(read(t, filepath.Join(in.name, in.workload+".input")))
}

func (in input) number(t *testing.T) int {
	t.Helper()
	n, err := strconv.Atoi(strings.TrimSpace(in.text(t)))
	if err != nil {
		t.Fatal(err)
	}
	return n
}

var oracles = map[string]oracle{
	"as-markdown":        renderedMarkdown,
	"bytecode-vm":        collatz,
	"go-trees":           sortedSet,
	"go-wordcount":       frequentWords,
	"hash-table":         countedKeys,
	"json-parse":         jsonCounts,
	"mandelbrot":         escapeTimes,
	"matrix-multiply":    products,
	"nbody":              orbits,
	"noop":               func(*testing.T, input) string { return "" },
	"nqueens":            queens,
	"pointer-chase":      walk,
	"rust-records":       salesReport,
	"sha256":             digestOfLetters,
	"shootout-ackermann": ackermann,
	"sieve":              primes,
	"simd-blend":         blends,
	"simd-edges":         edges,
	"sort-indirect":      sorted,
}

func TestExpectationsAreRight(t *testing.T) {
	for _, name := range names(t) {
		for workload, suffix := range map[string]string{"default": "", "small": ".small"} {
			t.Run(name+"/"+workload, func(t *testing.T) {
				if os.Getenv("SIGHTGLASS_TESTS") == "" && workload == "default" {
					t.Skip("some oracles take a while: run with SIGHTGLASS_TESTS=all")
				}
				in := input{name, workload}
				got := string(read(t, filepath.Join(name, name+suffix+".stdout.expected")))
				if name == "lz-huffman" {
					checkCompression(t, in, got)
					return
				}
				oracle := oracles[name]
				if oracle == nil {
					t.Fatal("oracles has no entry for it")
				}
				if want := oracle(t, in); got != want {
					t.Errorf("expectation file says\n%sbut the oracle says\n%s", got, want)
				}
			})
		}
	}
}

// A compressed form is right if it is shorter and the text can be had back from
// it; the guest checks the latter itself.
func checkCompression(t *testing.T, in input, got string) {
	t.Helper()
	m := regexp.MustCompile(`^(\d+) bytes, \d+ tokens, (\d+) bits, digest [0-9a-f]{8}, restored the same\n$`).FindStringSubmatch(got)
	if m == nil {
		t.Fatalf("unexpected output %q", got)
	}
	bits, err := strconv.Atoi(m[2])
	if err != nil {
		t.Fatal(err)
	}
	if size := len(in.text(t)); m[1] != strconv.Itoa(size) || bits > 6*size {
		t.Errorf("%s bytes became %d bits; the input has %d bytes", m[1], bits, size)
	}
}

// A(3, n) = 2^(n+3) - 3.
func ackermann(t *testing.T, in input) string {
	m := input{in.name, in.workload + ".m"}.number(t)
	n := input{in.name, in.workload + ".n"}.number(t)
	if m != 3 {
		t.Fatalf("m = %d, but the formula is for 3", m)
	}
	return fmt.Sprintf("ackermann(3, %d) = %d\n", n, 1<<(n+3)-3)
}

// The numbers are those of https://oeis.org/A000170.
func queens(t *testing.T, in input) string {
	n := in.number(t)
	return fmt.Sprintf("%d queens: %d ways\n", n, map[int]int{10: 724, 13: 73712}[n])
}

// The interpreter's steps follow from what each part of its program takes.
func collatz(t *testing.T, in input) string {
	n := in.number(t)
	steps, best, bestStart := 2, 0, 0 // start = 1
	for start := 1; start <= n; start++ {
		steps += 4 + 4 // start > n? length, at = 1, start
		length := 1
		for at := start; at != 1; length++ {
			steps += 4 + 4 + 5 // at == 1? odd? length++
			if at%2 == 1 {
				at = 3*at + 1
				steps += 7
			} else {
				at /= 2
				steps += 3
			}
		}
		steps += 4 + 1 + 4 + 5 // at == 1? leave; length > best? start++
		if length > best {
			best, bestStart = length, start
			steps += 4
		}
	}
	steps += 4 + 1 // start > n? halt
	return fmt.Sprintf("up to %d: %d steps from %d; %d instructions interpreted\n", n, best, bestStart, steps)
}

// Trial division.
func primes(_ *testing.T, in input) string {
	limit := map[string]int{"default": 1700000, "small": 17000}[in.workload]
	count := 1 // 2
	for n := 3; n < limit; n += 2 {
		d := 3
		for d*d <= n && n%d != 0 {
			d += 2
		}
		if d*d > n {
			count++
		}
	}
	return fmt.Sprintf("%d\n", count)
}
