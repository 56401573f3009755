package command

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/examples/sightglass/command/internal/flags"
	"github.com/sightglass-go/sightglass/examples/sightglass/command/internal/live"
	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/measure/words"
	"github.com/sightglass-go/sightglass/recorder"
)

// decided is the value of --until, and the name of its policy in a recording.
const decided = "decided"

// Defaults of a recording until decided, of benchmark, gobench and ab; see
// RATIONALE.md.
const (
	decidedTime       = 5 * time.Minute
	decidedRounds     = 100
	decidedIterations = 5
	// countedProcesses is for one engine with a measure that counts the same in
	// every process, or nearly, and takes long.
	countedProcesses = 3
)

// registerDry adds --dry-run.
func (b *benchmarkCommand) registerDry(cmd *cobra.Command) {
	cmd.Flags().BoolVar(&b.dry, "dry-run", false, "print the plan and an estimate; record nothing")
}

// registerUntil adds --until.
func (b *benchmarkCommand) registerUntil(cmd *cobra.Command) {
	flags.Choose(cmd.Flags(), &b.until, "until", "", "", fmt.Sprintf(`"decided": look after every round from %d on, continue only undecided benchmarks, and stop after
%d rounds (--processes) or %s (--max-time) in any case; the default for several engines without -p and -i`,
		analysis.FirstLook, decidedRounds, words.Duration(decidedTime)), flags.Names(decided)...)
}

// settle decides when the recording ends, and how many iterations a process has,
// where the user has not. It may be called again.
func (b *benchmarkCommand) settle(cmd *cobra.Command) {
	if b.share.found != nil {
		return
	}
	if b.resume.found != nil {
		b.until = cmp.Or(b.until, b.plan.PolicyName)
	}
	set := cmd.Flags().Changed
	rounds, iterations := set("processes") || set("rounds"), set("iterations-per-process")
	if b.until == "" && b.resume.found == nil && !b.planned && !rounds && !iterations && !b.here && len(b.plan.Engines) > 1 && b.keepsLooks() {
		b.until = decided
	}
	alone, _ := measure.Default.Alone(b.plan.Measures...) // an error is the recorder's to report
	counts := alone && b.resume.found == nil
	if counts && !iterations {
		b.plan.Iterations = 1
	}
	if b.until == "" {
		if counts && !rounds {
			b.plan.Processes = countedProcesses
		}
		return
	}
	b.plan.PolicyName = b.until
	if !rounds {
		b.plan.Processes = b.resume.rounds() + decidedRounds
		if !set("max-time") {
			b.options.Budget = decidedTime
		}
	}
	if !iterations && b.resume.found == nil && b.plan.Iterations == recorder.DefaultIterations { // go test has others
		b.plan.Iterations = decidedIterations
	}
}

// keepsLooks is whether every output of rows says that they were looked at while they
// were recorded: without that, a later comparison would be a fixed test after
// peeking.
func (b *benchmarkCommand) keepsLooks() bool {
	files, stdout, err := b.output.targets()
	return err == nil && !slices.ContainsFunc(append(files, target{form: stdout}), func(t target) bool {
		return t.form.rows() != record.Auto && !t.form.rows().KeepsHeader()
	})
}

// looksLost is what becomes of rows whose format does not keep that somebody looked.
const looksLost = "has no place for that: comparisons of its rows take the number of rounds for fixed, and differences seem surer than they are; compare the recording (.jsonl)"

// warnOfLooks says so of the formats that rows are written in.
func (b *benchmarkCommand) warnOfLooks(to io.Writer) {
	if b.until == "" || b.resume.found != nil || b.keepsLooks() {
		return
	}
	files, stdout, _ := b.output.targets() // keepsLooks has looked
	var formats []string
	for _, t := range append(files, target{form: stdout}) {
		if rows := t.form.rows(); rows != record.Auto && !rows.KeepsHeader() && !slices.Contains(formats, string(rows)) {
			formats = append(formats, string(rows))
		}
	}
	fmt.Fprintf(to, "warning: this is recorded until decided, and %s %s\n", strings.Join(formats, ", "), looksLost)
}

// expected is what is known, before it begins, of how long the recording takes.
func (b *benchmarkCommand) expected() live.Expected {
	e := live.Expected{
		Processes: len(b.plan.Engines) * len(b.plan.Benchmarks),
		Least:     b.plan.Processes, Most: b.plan.Processes, Before: b.resume.rounds(),
		Budget: b.options.Budget,
	}
	if b.until != "" {
		e.Least = analysis.FirstLook
	}
	if b.share.found != nil {
		most := b.share.is.Before(b.plan.Processes)
		e.Least, e.Most, e.Before = most, most, b.share.is.Before(e.Before)
	}
	return e
}

// stated is, before it begins, for how long a recording until decided may go on, "" for
// others.
func (b *benchmarkCommand) stated() string {
	if b.until == "" {
		return ""
	}
	var bounds, by []string
	if b.options.Budget > 0 {
		bounds, by = append(bounds, words.Duration(b.options.Budget)), append(by, "--max-time")
	}
	round := "round"
	if b.resume.found != nil {
		round = "more round"
	}
	bounds, by = append(bounds, words.Count(max(0, b.plan.Processes-b.resume.rounds()), round)), append(by, "--processes")
	return fmt.Sprintf("recording until decided, up to %s (%s)", strings.Join(bounds, " or "), strings.Join(by, ", "))
}

// untilDecided makes the policy of a recording until decided: from 8 rounds on it looks at
// the rows after each, and continues with the benchmarks that are undecided.
func (b *benchmarkCommand) untilDecided(options analysis.Options, rows *analysis.Builder, bar *live.Progress) (recorder.Policy, error) {
	sequence, err := analysis.NewSequence(options, b.plan.Processes)
	if err != nil {
		return nil, err
	}
	benchmarks := b.plan.Benchmarks
	before := len(benchmarks)
	b.looks = &analysis.Decider{Sequence: sequence, Rows: rows, Benchmarks: benchmarks, OnLook: func(rounds int, s analysis.State) {
		bar.Undecided(len(s.Undecided), len(benchmarks))
		if n := len(s.Undecided); n > 0 && s.NextRounds > 0 && (n < before || rounds == analysis.FirstLook) {
			bar.Note("after %d rounds %d of %s undecided", rounds, n, words.Count(len(benchmarks), "benchmark"))
			before = n
		}
	}}
	if b.resume.found != nil {
		b.looks.Before = b.resume.found.Ended
	}
	return &inTime{Decider: b.looks, budget: b.options.Budget, clock: time.Now, say: bar.Note}, nil
}
