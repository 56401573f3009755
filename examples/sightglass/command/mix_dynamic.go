package command

import (
	"slices"

	"github.com/spf13/cobra"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/examples/sightglass/command/internal/flags"
	"github.com/sightglass-go/sightglass/examples/sightglass/command/internal/live"
	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/recorder"
	"github.com/sightglass-go/sightglass/recorder/worker"
)

// execute runs each benchmark once and counts what it executes. It returns how many
// failed, which keep what is in their code.
func (m *mixCommand) execute(cmd *cobra.Command, mixes *analysis.Mixes) (failed int, err error) {
	if len(m.engines.Named()) == 0 {
		m.engines.Set(counting(cmd))
	}
	if m.plan.Engines, err = m.engines.Plan(cmd); err != nil {
		return 0, err
	}
	m.plan.Measures, m.plan.Phase = []string{engines.ClassesMeasure}, measure.Execution
	m.plan.Processes, m.plan.Iterations = 1, 1
	m.plan.Benchmarks = nil
	for i := range mixes.Mixes {
		m.plan.Benchmarks = append(m.plan.Benchmarks, mixes.Mixes[i].Benchmark)
	}
	var rows record.Collector
	bar := live.NewProgress(cmd.ErrOrStderr())
	happened, err := worker.Recorder{Options: recorder.Options{Progress: bar.Update}}.Record(cmd.Context(), m.plan, &rows)
	bar.Done()
	if err != nil {
		return 0, err
	}
	class := make(map[string]int)
	for c, name := range mixes.Classes {
		class[measure.OperatorsOf(name).Name] = c
	}
	for _, row := range rows.Rows {
		i := slices.Index(m.plan.Benchmarks, row.Wasm)
		c, ok := class[row.Event]
		if i < 0 || !ok || row.Phase != measure.Execution {
			continue
		}
		mix := &mixes.Mixes[i]
		if mix.Dynamic == nil {
			mix.Dynamic = make([]uint64, len(mixes.Classes))
		}
		mix.Dynamic[c] += row.Count
	}
	for i := range mixes.Mixes {
		if mixes.Mixes[i].Dynamic == nil {
			failed++
		}
	}
	if m.native != "" {
		err = m.addNative(cmd, mixes, &happened.Header)
	}
	return failed, err
}

// counting is the first engine that can count operators: the default one, if it can or
// none can.
func counting(cmd *cobra.Command) string {
	first := flags.DefaultEngine()
	for _, name := range append([]string{first}, engines.Default.Names()...) {
		e, err := engines.Open(cmd.Context(), name, "")
		if err != nil {
			continue // another one will do
		}
		_, can := e.(engines.GlobalReader)
		_ = e.Close(cmd.Context()) // it was opened to be asked
		if can {
			return name
		}
	}
	return first
}
