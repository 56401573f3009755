package analysis

import (
	"math"
	"strings"

	"github.com/sightglass-go/sightglass/measure"
)

// A Metric is one column of the Rust sightglass's pca-metrics.
type Metric struct {
	// Name is the column's.
	Name string
	// Of is its value for a benchmark; NaN if it is not known, or a share of nothing.
	Of func(*Mix) float64
	// Whole is whether it is a count, which says how much work a benchmark is, and not
	// what kind: such a column is not compared.
	Whole bool
	// native is whether it comes from native code.
	native bool
}

// Metrics are the columns of pca-metrics behind the benchmark's name, in their order:
// numbers of entities as 1/(n+1), and of each class its share of all operators.
func (m *Mixes) Metrics() (list []Metric) {
	inverse := func(name string, count func(*Mix) uint64) {
		list = append(list, Metric{Name: name, Of: func(x *Mix) float64 { return 1 / (float64(count(x)) + 1) }})
	}
	inverse("type_count", func(x *Mix) uint64 { return x.Entities.Types })
	inverse("tag_count", func(x *Mix) uint64 { return x.Entities.Tags })
	inverse("global_count", func(x *Mix) uint64 { return x.Entities.Globals })
	inverse("memory_count", func(x *Mix) uint64 { return x.Entities.Memories })
	inverse("table_count", func(x *Mix) uint64 { return x.Entities.Tables })
	inverse("data_segment_count", func(x *Mix) uint64 { return x.Entities.DataSegments })
	inverse("elem_segment_count", func(x *Mix) uint64 { return x.Entities.ElemSegments })
	inverse("function_count", func(x *Mix) uint64 { return x.Entities.Functions })
	inverse("total_inst_count", (*Mix).StaticTotal)
	for _, name := range []string{"module", "core_instance", "component", "component_instance", "component_type", "component_canon_function"} {
		inverse(name+"_count", func(*Mix) uint64 { return 0 }) // of components, which no benchmark is here
	}
	shares := func(kind string, counts func(*Mix) []uint64) {
		for c, class := range m.Classes {
			list = append(list, Metric{Name: kind + "_" + class + "_inst_ratio", Of: func(x *Mix) float64 {
				of := counts(x)
				if of == nil {
					return math.NaN()
				}
				return over(float64(of[c]), float64(sum(of)))
			}})
		}
	}
	shares("static", func(x *Mix) []uint64 { return x.Static })
	executed := func(x *Mix) float64 {
		if n, ok := x.DynamicTotal(); ok {
			return float64(n)
		}
		return math.NaN()
	}
	list = append(list, Metric{Name: "dynamic_total_inst_count", Of: executed, Whole: true})
	shares("dynamic", func(x *Mix) []uint64 { return x.Dynamic })
	return append(list, nativeMetrics(executed)...)
}

// over is what x is of another number, NaN of 0.
func over(x, of float64) float64 {
	if of == 0 {
		return math.NaN()
	}
	return x / of
}

// nativeMetrics are those of native code: counts of Callgrind's events, and what one
// event is of another.
func nativeMetrics(executed func(*Mix) float64) []Metric {
	count := func(p measure.Phase, e measure.Event) func(*Mix) float64 {
		return func(x *Mix) float64 {
			if n, ok := x.Native[NativeEvent{p, e.Name}]; ok {
				return n
			}
			return math.NaN()
		}
	}
	instructions := count(measure.Execution, measure.Instructions)
	list := []Metric{
		{Name: "compilation_native_instructions", Of: count(measure.Compilation, measure.Instructions), Whole: true, native: true},
		{Name: "execution_native_instructions", Of: instructions, Whole: true, native: true},
		{Name: "wasm_insts_per_native_inst", Of: func(x *Mix) float64 { return over(executed(x), instructions(x)) }, native: true},
	}
	for _, of := range []struct{ event, per measure.Event }{
		{measure.ConditionalMisses, measure.ConditionalBranches},
		{measure.ConditionalBranches, measure.Instructions},
		{measure.IndirectMisses, measure.IndirectBranches},
		{measure.IndirectBranches, measure.Instructions},
		{measure.L1ReadMisses, measure.DataReads},
		{measure.L1WriteMisses, measure.DataWrites},
		{measure.LLReadMisses, measure.DataReads},
		{measure.LLWriteMisses, measure.DataWrites},
		{measure.L1InstructionMisses, measure.Instructions},
		{measure.LLInstructionMisses, measure.Instructions},
	} {
		event, per := count(measure.Execution, of.event), count(measure.Execution, of.per)
		list = append(list, Metric{Name: strings.ReplaceAll(of.event.Name, "-", "_"), Of: func(x *Mix) float64 { return over(event(x), per(x)) }, native: true})
	}
	return list
}

// Traits are the metrics by which benchmarks are compared: all but those that are
// counts, and without those of native code or of what was executed where no benchmark
// has any. Benchmarks that were not executed, or executed nothing, are left out where
// others were executed, and returned.
func (m *Mixes) Traits() (t Traits, left []string) {
	dynamic, native := false, false
	for i := range m.Mixes {
		dynamic = dynamic || m.Mixes[i].Dynamic != nil
		native = native || len(m.Mixes[i].Native) > 0
	}
	var metrics []Metric
	for _, x := range m.Metrics() {
		if !x.Whole && (native || !x.native) && (dynamic || !strings.HasPrefix(x.Name, "dynamic_")) {
			metrics, t.Columns = append(metrics, x), append(t.Columns, x.Name)
		}
	}
	for i := range m.Mixes {
		mix := &m.Mixes[i]
		if dynamic && sum(mix.Dynamic) == 0 {
			left = append(left, mix.Benchmark)
			continue
		}
		line := make([]float64, len(metrics))
		for j, x := range metrics {
			line[j] = x.Of(mix)
		}
		t.Benchmarks, t.Values = append(t.Benchmarks, mix.Benchmark), append(t.Values, line)
	}
	return t, left
}
