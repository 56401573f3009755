package analysis

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/measure"
)

// threeMixes are of two classes; the last was not executed.
func threeMixes() *Mixes {
	native := map[NativeEvent]float64{
		{measure.Compilation, "instructions-retired"}: 9000,
		{measure.Execution, "instructions-retired"}:   500,
	}
	for event, n := range map[string]float64{ // those of a test of the Rust sightglass's
		"conditional-branch-misses": 5, "conditional-branches": 20, "indirect-branch-misses": 3, "indirect-branches": 10,
		"data-reads": 40, "data-writes": 50, "l1-dcache-read-misses": 4, "l1-dcache-write-misses": 5,
		"ll-dcache-read-misses": 2, "ll-dcache-write-misses": 1, "l1-icache-misses": 25, "ll-icache-misses": 10,
	} {
		native[NativeEvent{measure.Execution, event}] = n
	}
	return &Mixes{Classes: []string{"nop", "vector", "ref"}, Mixes: []Mix{
		{Benchmark: "a", Entities: Entities{Types: 3, Functions: 1}, Static: []uint64{3, 1, 0}, Dynamic: []uint64{250, 0, 0}, Native: native},
		{Benchmark: "b", Entities: Entities{Memories: 1}, Static: []uint64{1, 1, 0}, Dynamic: []uint64{1, 0, 0}},
		{Benchmark: "c", Static: []uint64{0, 0, 0}},
	}}
}

// TestMetrics: the ratios of native code are those that a test of the Rust sightglass
// has for the same counts.
func TestMetrics(t *testing.T) {
	m := threeMixes()
	values := func(mix *Mix) map[string]float64 {
		of := map[string]float64{}
		for _, x := range m.Metrics() {
			if _, again := of[x.Name]; again {
				t.Errorf("%s is there again", x.Name)
			}
			of[x.Name] = x.Of(mix)
		}
		return of
	}
	for i, want := range []map[string]float64{
		{
			"type_count": 0.25, "function_count": 0.5, "memory_count": 1, "total_inst_count": 0.2, "module_count": 1,
			"static_nop_inst_ratio": 0.75, "static_vector_inst_ratio": 0.25, "static_ref_inst_ratio": 0,
			"dynamic_total_inst_count": 250, "dynamic_nop_inst_ratio": 1, "dynamic_ref_inst_ratio": 0,
			"compilation_native_instructions": 9000, "execution_native_instructions": 500,
			"wasm_insts_per_native_inst": 0.5, "conditional_branch_misses": 0.25, "conditional_branches": 0.04,
			"indirect_branch_misses": 0.3, "indirect_branches": 0.02, "l1_dcache_read_misses": 0.1, "l1_dcache_write_misses": 0.1,
			"ll_dcache_read_misses": 0.05, "ll_dcache_write_misses": 0.02, "l1_icache_misses": 0.05, "ll_icache_misses": 0.02,
		},
		{"memory_count": 0.5, "static_nop_inst_ratio": 0.5, "dynamic_total_inst_count": 1, "wasm_insts_per_native_inst": math.NaN(), "execution_native_instructions": math.NaN(), "ll_icache_misses": math.NaN()},
		{"total_inst_count": 1, "static_nop_inst_ratio": math.NaN(), "dynamic_total_inst_count": math.NaN(), "dynamic_nop_inst_ratio": math.NaN()},
	} {
		got := values(&m.Mixes[i])
		for name, value := range want {
			if g, ok := got[name]; !ok || math.Abs(g-value) > 1e-15 || math.IsNaN(g) != math.IsNaN(value) {
				t.Errorf("%s: %s is %v, want %v", m.Mixes[i].Benchmark, name, g, value)
			}
		}
	}
	m.Mixes[0].Native = map[NativeEvent]float64{{measure.Execution, "instructions-retired"}: 0}
	if x := values(&m.Mixes[0])["wasm_insts_per_native_inst"]; !math.IsNaN(x) {
		t.Errorf("of 0 instructions: %v", x)
	}
}

func TestTraits(t *testing.T) {
	m := threeMixes()
	names := func() (names, columns string) {
		of, left := m.Traits()
		return fmt.Sprint(of.Benchmarks, left), strings.Join(of.Columns, " ")
	}
	got, columns := names()
	if got != "[a b] [c]" || !strings.Contains(columns, "dynamic_ref_inst_ratio wasm_insts_per_native_inst ") ||
		strings.Contains(columns, "dynamic_total") || strings.Contains(columns, "native_instructions") {
		t.Errorf("%s, %s", got, columns)
	}
	m.Mixes[0].Native = nil
	if _, columns := names(); strings.Contains(columns, "native") || !strings.HasSuffix(columns, "dynamic_ref_inst_ratio") {
		t.Errorf("without native counts: %s", columns)
	}
	m.Mixes[0].Dynamic, m.Mixes[1].Dynamic = nil, nil
	if got, columns := names(); got != "[a b c] []" || strings.Contains(columns, "dynamic") {
		t.Errorf("not executed: %s, %s", got, columns)
	}
}

func TestUncovered(t *testing.T) {
	m := threeMixes()
	if absent, idle := m.Uncovered(); !slices.Equal(absent, []string{"ref"}) || !slices.Equal(idle, []string{"vector"}) {
		t.Errorf("%q, %q", absent, idle)
	}
	for i := range m.Mixes {
		m.Mixes[i].Dynamic = nil
	}
	if absent, idle := m.Uncovered(); !slices.Equal(absent, []string{"ref"}) || idle != nil {
		t.Errorf("not executed: %q, %q", absent, idle)
	}
}

// TestUncoveredUnknown: what a benchmark executed that did not run to its end is not
// known, so nobody says that no benchmark executes what its code has.
func TestUncoveredUnknown(t *testing.T) {
	m := threeMixes()
	m.Mixes[2].Static[1] = 1
	if _, idle := m.Uncovered(); idle != nil {
		t.Errorf("c may have executed %q", idle)
	}
	m.Mixes[2].Dynamic = []uint64{0, 0, 0}
	if _, idle := m.Uncovered(); !slices.Equal(idle, []string{"vector"}) {
		t.Errorf("%q", idle)
	}
}

func TestMixDifference(t *testing.T) {
	for _, c := range []struct {
		a, b []uint64
		want float64
	}{
		{[]uint64{1, 1}, []uint64{50, 50}, 0},
		{[]uint64{1, 0}, []uint64{0, 7}, 1},
		{[]uint64{3, 1}, []uint64{1, 1}, 0.25},
	} {
		if got := MixDifference(c.a, c.b); got != c.want {
			t.Errorf("%v, %v: %v, want %v", c.a, c.b, got, c.want)
		}
	}
	if got := MixDifference([]uint64{1}, []uint64{0}); !math.IsNaN(got) {
		t.Errorf("of nothing: %v", got)
	}
}
