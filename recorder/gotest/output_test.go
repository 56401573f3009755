package gotest

import (
	"reflect"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/measure"
)

func TestOutput(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		results    []result
		names      string
		last       string
	}{
		{"go test", "goos: linux\npkg: m\nBenchmarkA-8   \t  84\t     14.25 ns/op\t 70.1 MB/s\t      16 B/op\t       1 allocs/op\nPASS\n",
			[]result{{"BenchmarkA-8", []metric{{"14.25", "ns/op"}, {"70.1", "MB/s"}, {"16", "B/op"}, {"1", "allocs/op"}}}}, "BenchmarkA-8", "PASS"},
		{"a line in between", "BenchmarkA \thello\nworld 7\n       1\t         5.000 ns/op\n", []result{{"BenchmarkA", []metric{{"5.000", "ns/op"}}}}, "BenchmarkA", "       1\t         5.000 ns/op"},
		{"no end of the line", "BenchmarkA \tloading...       1\t 5 ns/op\r\n", []result{{"BenchmarkA", []metric{{"5", "ns/op"}}}}, "BenchmarkA", "BenchmarkA \tloading...       1\t 5 ns/op"},
		{"digits before it", "BenchmarkA \tat 12 of 13       1\t 5 ns/op\n", []result{{"BenchmarkA", []metric{{"5", "ns/op"}}}}, "BenchmarkA", "BenchmarkA \tat 12 of 13       1\t 5 ns/op"},
		{"before the name", "loading...BenchmarkA \t 1\t2 x\n", []result{{"BenchmarkA", []metric{{"2", "x"}}}}, "BenchmarkA", "loading...BenchmarkA \t 1\t2 x"},
		{"a table that is no result", "BenchmarkA \t\nrow 5\tof seven\n 1\t2 x\n", []result{{"BenchmarkA", []metric{{"2", "x"}}}}, "BenchmarkA", " 1\t2 x"},
		{"TestMain prints", "Benchmark setup took\t5 ms\nsetup 1\t2 ms\nBenchmarking\t1\t2 ms\nBenchmarkA\t1\tNaN x/op\n", []result{{"BenchmarkA", []metric{{"NaN", "x/op"}}}}, "BenchmarkA", "BenchmarkA\t1\tNaN x/op"},
		{"failed", "BenchmarkA/b \t--- FAIL: BenchmarkA/b\n    m_test.go:7: no\n--- FAIL: BenchmarkA\n--- FAIL: BenchmarkC\nBenchmarkD\t1\t2 ns/op\nFAIL\n\n",
			[]result{{"BenchmarkD", []metric{{"2", "ns/op"}}}}, "BenchmarkD BenchmarkA/b BenchmarkC", "FAIL"},
		{"no result", "BenchmarkA \t\nBenchmarkB \t\nPASS\n", nil, "", "PASS"},
		{"nothing", "", nil, "", ""},
	} {
		// In one piece, and byte by byte.
		for _, size := range []int{len(tt.text), 1} {
			var o output
			for i := 0; i < len(tt.text); i += size {
				if n, err := o.Write([]byte(tt.text[i : i+size])); n != size || err != nil {
					t.Fatal(n, err)
				}
			}
			o.close()
			names := strings.Join(o.names(), " ")
			if !reflect.DeepEqual(o.results, tt.results) || names != tt.names || o.last != tt.last {
				t.Errorf("%s: results %+v, names %q, last %q", tt.name, o.results, names, o.last)
			}
		}
	}
}

func TestUnitLines(t *testing.T) {
	var o output
	_, _ = o.Write([]byte("Unit hits/op better=higher assume=exact\nUnit x better=lower\nUnit y assume=exact\nUnits are better=higher\n"))
	if want := (map[string]measure.Better{"hits/op": measure.Higher, "x": measure.Lower}); !reflect.DeepEqual(o.units, want) {
		t.Errorf("%v, want %v", o.units, want)
	}
}

// FuzzOutput: whatever is printed, and in whichever pieces, memory is bounded,
// and a result that is printed at the end is found.
func FuzzOutput(f *testing.F) {
	f.Add([]byte("BenchmarkX \tlog\n"), 3)
	f.Add([]byte("--- FAIL: BenchmarkX\npanic: \xff\n"), 1)
	f.Fuzz(func(t *testing.T, text []byte, size int) {
		var o output
		all := append(append([]byte{}, text...), "\nBenchmarkLast \t 1\t 5 ns/op"...)
		for len(all) > 0 {
			n := min(max(1, size), len(all))
			_, _ = o.Write(all[:n])
			all = all[n:]
		}
		o.close()
		_ = o.why()
		if n := len(o.results); n == 0 || o.results[n-1].name != "BenchmarkLast" || len(o.all) > 2*maxKept || cap(o.line) > 8*maxLine {
			t.Errorf("%+v", o.results)
		}
	})
}
