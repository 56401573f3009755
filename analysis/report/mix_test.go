package report

import (
	"encoding/csv"
	"encoding/json"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/measure"
)

// someMixes are five benchmarks, of which the first two are alike, the last was not
// executed to its end, and one has native counts. The numbers are made up.
func someMixes(t *testing.T, n int) (*analysis.Mixes, MixOptions) {
	t.Helper()
	m := &analysis.Mixes{
		Classes: []string{"nop", "control_branch", "memory_load", "numeric_integer", "vector", "ref"},
		Mixes: []analysis.Mix{
			{Benchmark: "suite/a/a.wasm", Entities: analysis.Entities{Types: 1, Functions: 3}, Static: []uint64{4, 20, 30, 46, 0, 0}, Dynamic: []uint64{0, 2_000_000, 3_000_000, 5_000_000, 0, 0}},
			{Benchmark: "suite/b.wasm", Entities: analysis.Entities{Types: 1, Functions: 3}, Static: []uint64{4, 20, 31, 46, 0, 0}, Dynamic: []uint64{0, 200, 310, 490, 0, 0},
				Native: map[analysis.NativeEvent]float64{{Phase: measure.Execution, Event: "instructions-retired"}: 4000}},
			{Benchmark: "suite/=c|*d*.wasm", Entities: analysis.Entities{Types: 7, Functions: 9}, Static: []uint64{1, 1, 1, 1, 0, 0}, Dynamic: []uint64{1, 9, 0, 10, 0, 0}},
			{Benchmark: "suite/e.wasm", Entities: analysis.Entities{Functions: 4}, Static: []uint64{0, 0, 1, 0, 3, 0}, Dynamic: []uint64{0, 0, 90, 0, 10, 0}},
			{Benchmark: "suite/f.wasm", Static: []uint64{0, 1, 0, 0, 0, 0}},
		}[:n],
	}
	o := MixOptions{Engine: "wazero"}
	var traits analysis.Traits
	traits, o.Left = m.Traits()
	o.Likeness, o.Unlike = analysis.Alike(traits)
	return m, o
}

func TestMixes(t *testing.T) {
	m, o := someMixes(t, 5)
	draw := func(format MixFormat) string {
		return render(t, func(w io.Writer) error { return Mixes(w, m, format, o) })
	}
	golden(t, "mix.table.txt", draw(MixTable), true)
	golden(t, "mix.md", draw(MixMarkdown), true)
	golden(t, "mix.out.csv", draw(MixCSV), true)
	golden(t, "mix.json", draw(MixJSON), true)
	var doc struct{ Benchmarks []map[string]any }
	if err := json.Unmarshal([]byte(draw(MixJSON)), &doc); err != nil || len(doc.Benchmarks) != 5 || doc.Benchmarks[4]["dynamic"] != nil {
		t.Errorf("%+v, %v", doc, err)
	}
	o.Screen = Screen{Width: 40, ASCII: true}
	if narrow := draw(MixTable); strings.ContainsFunc(narrow, func(r rune) bool { return r > 0x7f }) || !strings.Contains(narrow, "numeric integer") {
		t.Errorf("%s", narrow)
	}
}

// TestMixesFew: of two benchmarks or one it is said that likeness takes three.
func TestMixesFew(t *testing.T) {
	for n := 1; n <= 2; n++ {
		m, o := someMixes(t, n)
		if got := render(t, func(w io.Writer) error { return Mixes(w, m, MixTable, o) }); !strings.HasSuffix(got, "\nTo say which are alike takes three benchmarks or more.\n") {
			t.Errorf("%d: %s", n, got)
		}
	}
}

// TestMixesEmpty: a module without code has no table, and the word for one component is
// that for one.
func TestMixesEmpty(t *testing.T) {
	m, o := someMixes(t, 3)
	m.Mixes[2].Static, m.Mixes[2].Dynamic = make([]uint64, 6), nil
	o.Likeness = &analysis.Likeness{Columns: 7, Components: 1, Share: 0.936}
	got := render(t, func(w io.Writer) error { return Mixes(w, m, MixTable, o) })
	if !strings.Contains(got, "=c|*d*.wasm: 0 operators, not executed to its end.\n") || strings.Count(got, "┌") != 3 || !strings.Contains(strings.Join(strings.Fields(got), " "), "by the 1 principal component that holds 93.6% of the variance") {
		t.Error(got)
	}
}

// TestMixesCopies: those that do not differ are alike, and no share of variance is said.
func TestMixesCopies(t *testing.T) {
	m, o := someMixes(t, 3)
	for i := range m.Mixes {
		m.Mixes[i].Entities, m.Mixes[i].Static, m.Mixes[i].Dynamic, m.Mixes[i].Native = m.Mixes[0].Entities, m.Mixes[0].Static, m.Mixes[0].Dynamic, nil
	}
	traits, _ := m.Traits()
	o.Likeness, o.Unlike = analysis.Alike(traits)
	got := render(t, func(w io.Writer) error { return Mixes(w, m, MixTable, o) })
	if !strings.Contains(got, "a/a.wasm and b.wasm are alike (distance 0.00).\n") || !strings.Contains(got, "The benchmarks do not differ in any of the 27 columns.\n") || strings.Contains(got, "variance") {
		t.Error(got)
	}
}

// TestMixesColumns: the names and the order of columns are those of the Rust original's
// pca-metrics, by its source of July 2026 (crates/cli/src/pca_metrics.rs), for these classes.
func TestMixesColumns(t *testing.T) {
	m, o := someMixes(t, 1)
	lines, err := csv.NewReader(strings.NewReader(render(t, func(w io.Writer) error { return Mixes(w, m, MixCSV, o) }))).ReadAll()
	want := []string{"benchmark", "type_count", "tag_count", "global_count", "memory_count", "table_count", "data_segment_count", "elem_segment_count", "function_count", "total_inst_count",
		"module_count", "core_instance_count", "component_count", "component_instance_count", "component_type_count", "component_canon_function_count",
		"static_nop_inst_ratio", "static_control_branch_inst_ratio", "static_memory_load_inst_ratio", "static_numeric_integer_inst_ratio", "static_vector_inst_ratio", "static_ref_inst_ratio",
		"dynamic_total_inst_count",
		"dynamic_nop_inst_ratio", "dynamic_control_branch_inst_ratio", "dynamic_memory_load_inst_ratio", "dynamic_numeric_integer_inst_ratio", "dynamic_vector_inst_ratio", "dynamic_ref_inst_ratio",
		"compilation_native_instructions", "execution_native_instructions", "wasm_insts_per_native_inst",
		"conditional_branch_misses", "conditional_branches", "indirect_branch_misses", "indirect_branches", "l1_dcache_read_misses", "l1_dcache_write_misses",
		"ll_dcache_read_misses", "ll_dcache_write_misses", "l1_icache_misses", "ll_icache_misses"}
	if err != nil || !slices.Equal(lines[0], want) {
		t.Errorf("%v\n%q\nwant\n%q", err, lines[0], want)
	}
}
