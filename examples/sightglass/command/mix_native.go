package command

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/quote"
	"github.com/sightglass-go/sightglass/measure/record"
)

// addNative adds what a recording counted of native code, of benchmarks that ran there as
// they ran for ran. Those of which it has nothing that can be used are named.
func (m *mixCommand) addNative(cmd *cobra.Command, mixes *analysis.Mixes, ran *record.Header) error {
	input := new(inputFlags)
	names, err := input.given([]string{m.native})
	if err != nil {
		return err
	}
	data, err := input.read(cmd, names)
	if err != nil {
		return fmt.Errorf("--native: %w", err)
	}
	native := make(map[string]map[analysis.NativeEvent]float64)
	configs := make(map[analysis.Config]bool)
	for _, s := range analysis.Summarize(data) {
		if configs[s.Config()] = true; len(configs) > 1 {
			return fmt.Errorf("--native %s: it has several engines, and native code is that of one: record one alone", quote.Name(m.native))
		}
		if native[s.Wasm] == nil {
			native[s.Wasm] = make(map[analysis.NativeEvent]float64)
		}
		native[s.Wasm][analysis.NativeEvent{Phase: s.Phase, Event: s.Event}] = s.Median
	}
	header := input.readers[0].Header()
	if header == nil {
		return fmt.Errorf("--native %s: it does not say what ran: use the recording (.jsonl)", quote.Name(m.native))
	}
	used := 0
	for i := range mixes.Mixes {
		mix := &mixes.Mixes[i]
		why := ""
		if _, ok := native[mix.Benchmark][analysis.NativeEvent{Phase: measure.Execution, Event: measure.Instructions.Name}]; !ok {
			why = "the recording has no " + measure.Instructions.Name + " of its Execution"
		}
		for _, d := range record.Differences(header, ran, mix.Benchmark) {
			if d.Name != "phase" && d.Name != "measures" {
				why = "it ran otherwise there: " + d.String()
				break
			}
		}
		if why != "" {
			fmt.Fprintf(cmd.ErrOrStderr(), "warning: no native counts of %s: %s\n", quote.Name(mix.Benchmark), quote.Line(why))
			continue
		}
		mix.Native = native[mix.Benchmark]
		used++
	}
	if used == 0 {
		return fmt.Errorf("--native %s: it has no counts of these benchmarks, by these names and as they are", quote.Name(m.native))
	}
	return nil
}
