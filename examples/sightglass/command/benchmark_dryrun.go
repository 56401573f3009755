package command

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/examples/sightglass/command/internal/live"
	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/quote"
	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/measure/words"
	"github.com/sightglass-go/sightglass/recorder"
)

// tryOut is --dry-run: it prints the plan and where the recording would go, runs each
// engine on each benchmark once, of which nothing is kept, and says how long the
// recording would take. What would be refused is refused, and what fails would fail.
func (b *benchmarkCommand) tryOut(cmd *cobra.Command, outputs []string) error {
	bar := live.Show(b.progress, cmd.ErrOrStderr(), nil, nil)
	t := &trial{clock: time.Now, plan: &b.plan, begin: func(h record.Header) error {
		return b.printPlan(cmd.OutOrStdout(), &h, outputs)
	}}
	o := b.options
	o.Policy, o.Budget, o.Stop = nil, 0, live.Graceful(cmd.Context())
	o.Progress = func(now recorder.Progress) {
		t.progress(now)
		bar.Update(now)
	}
	happened, err := b.recorder(o).Record(cmd.Context(), t.once(), t)
	bar.Done()
	failed := b.judge(&happened, err)
	if err != nil || t.took == 0 {
		return failed
	}
	text, _, _ := b.expected().Estimate(t.took, "each process tried once")
	_, err = fmt.Fprintf(cmd.OutOrStdout(), "%s\n", quote.Line(text))
	return errors.Join(failed, err)
}

// printPlan writes what is to be recorded.
func (b *benchmarkCommand) printPlan(to io.Writer, h *record.Header, outputs []string) error {
	to = quote.NewDocument(to)
	w := tabwriter.NewWriter(to, 0, 0, 2, ' ', 0)
	list := func(name string, values []string) {
		for i, v := range values {
			if i > 0 {
				name = ""
			}
			fmt.Fprintf(w, "%s\t%s\n", name, quote.Line(v))
		}
	}
	fmt.Fprintln(to, "Would record:")
	var engines []string
	for i, e := range h.Engines {
		text := analysis.Config{Engine: e.Name, Flags: e.Flags}.String()
		if e.Version != "" && !strings.Contains(e.Name, "@") {
			text += " " + strings.TrimPrefix(e.Version, "v")
		}
		if i < len(b.plan.Engines) && len(b.plan.Engines[i].Programs) > 0 {
			text += ", built as " + strings.Join(b.plan.Engines[i].Programs, ", ")
		}
		engines = append(engines, text)
	}
	list("engines", engines)
	list("benchmarks", b.plan.Benchmarks)
	phases := []string{}
	for _, p := range measure.Phases() {
		if b.plan.Phase == 0 || b.plan.Phase == p {
			phases = append(phases, strings.ToLower(p.String()))
		}
	}
	list("phases", []string{strings.Join(phases, ", ")})
	list("measures", []string{strings.Join(b.plan.Measures, ", ")})
	rounds, processes := b.extent()
	list("rounds", []string{rounds})
	list("processes", []string{processes})
	list("order", []string{"random, from the seed " + strconv.FormatUint(b.plan.Seed, 10)})
	list("output", outputs)
	if b.compare.failOn != "" {
		list("gate", []string{"--fail-on " + b.compare.failOn + ", which nothing is judged by now"})
	}
	return w.Flush()
}

// extent is how many rounds there are, and what is in one.
func (b *benchmarkCommand) extent() (rounds, processes string) {
	e := b.expected()
	rounds, processes = words.Whole(float64(e.Most)), words.Whole(float64(e.Most*e.Processes))
	if e.Least < e.Most {
		rounds = fmt.Sprintf("%d to %s, until decided", e.Least, rounds)
		processes = fmt.Sprintf("%s to %s", words.Whole(float64(e.Least*e.Processes)), processes)
	}
	if e.Budget > 0 {
		rounds += ", up to " + words.Duration(e.Budget)
	}
	iterations := []int{}
	for _, name := range b.plan.Benchmarks {
		iterations = append(iterations, b.plan.Of(name).Iterations)
	}
	each := words.Count(slices.Max(iterations), "iteration")
	if least := slices.Min(iterations); least < slices.Max(iterations) {
		each = fmt.Sprintf("%d to %s", least, each)
	}
	return rounds, fmt.Sprintf("%s in all, %d in each round, of %s", processes, e.Processes, each)
}

// places are where the recording and what is said of it would go.
func (o *output) places() (list []string) {
	for _, r := range o.rows {
		if r.file != nil {
			list = append(list, r.file.Name()+", rows")
		}
	}
	for _, t := range o.whole {
		list = append(list, t.name)
	}
	if o.stdout.rows() != record.Auto {
		return append(list, "standard output, rows")
	}
	return append(list, "standard output")
}
