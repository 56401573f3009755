package command

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/examples/sightglass/command/internal/flags"
	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/measure/words"
	"github.com/sightglass-go/sightglass/recorder"
	"github.com/sightglass-go/sightglass/recorder/build"
	"github.com/sightglass-go/sightglass/recorder/gotest"
	"github.com/sightglass-go/sightglass/recorder/job"
)

// resumption is --resume: a recording that is resumed.
type resumption struct {
	file    string
	despite []string
	found   *record.Recovered // nil without --resume
}

func (r *resumption) register(cmd *cobra.Command, despite ...string) {
	cmd.Flags().StringVar(&r.file, "resume", "", `resume this recording (.jsonl, or "latest") where it stopped, with its plan and seed`)
	flags.ChooseSome(cmd.Flags(), &r.despite, "resume-despite", "resume although these are not what they were", despite...)
}

func (r *resumption) find() error {
	if r.file == "" {
		if len(r.despite) > 0 {
			return errors.New("--resume-despite needs --resume")
		}
		return nil
	}
	found, err := (*record.Recovered)(nil), error(nil)
	if r.file, err = recordingNamed(r.file); err == nil {
		found, err = record.RecoverFile(r.file)
	}
	if err != nil {
		return fmt.Errorf("--resume: %w", err)
	}
	r.found = found
	return nil
}

// release gives the file up if nothing was written to it.
func (r *resumption) release() error {
	if r.found == nil {
		return nil
	}
	return r.found.Release()
}

// ofOneRun are the flags that are no part of a plan.
var ofOneRun = []string{"project", "resume", "resume-despite", "max-time", "fail-fast", "in-process", "exec", "exec-program",
	"raw", "output-format", "output-file", "force", "baseline", "noise-threshold", "significance-level", "show-insignificant", "verbose", "fail-on", "allow-confounded", "allow-incomplete"}

// flagsOf are the flags of fields of a plan, by their names in JSON, that are not
// named like the field and may change when a recording is resumed.
var flagsOf = map[string][]string{
	"processes": {"processes", "rounds"}, "results": {"expect-result"}, "policy": {"until"},
	"labels": {"label"}, // which useless refuses: the recording has its labels
}

// fill takes the recording's plan in place of one that the user did not give,
// and of one that he did what he cannot know: what was drawn at random.
func (r *resumption) fill(cmd *cobra.Command, plan *recorder.Plan, options *recorder.Options, restated bool) error {
	was, err := recorder.PlanOf(&r.found.Header)
	if err != nil {
		return fmt.Errorf("--resume %s: %w", r.file, err)
	}
	if s := r.found.Header.Share; s != nil {
		return fmt.Errorf("--resume %s: it is share %v of a plan: --plan FILE --share %v --output-file %s, as it was started, completes it", r.file, s, s, quoted(r.file))
	}
	set := cmd.Flags().Changed
	options.Resume, options.Despite, plan.FirstProcess = r.found, r.despite, was.FirstProcess
	if isGo := len(was.Engines) > 0 && was.Engines[0].Engine == gotest.Engine; isGo && cmd.Name() != "gobench" {
		return fmt.Errorf("--resume %s: it is of Go benchmarks: sightglass gobench --resume %s, with its builds and arguments, completes it", r.file, r.file)
	} else if !isGo && cmd.Name() == "gobench" {
		return fmt.Errorf("--resume %s: it is of WebAssembly benchmarks: sightglass benchmark --resume %s completes it", r.file, r.file)
	}
	if restated { // a default is no statement
		if !set("seed") {
			plan.Seed = was.Seed
		}
		if !set("iterations-per-process") {
			plan.Iterations = was.Iterations
		}
		if !set("processes") && !set("rounds") {
			plan.Processes = was.Processes
		}
		plan.PolicyName = was.PolicyName
		return nil
	}
	may := slices.Clone(ofOneRun)
	*plan = was.Resumed(*plan, func(name string) bool {
		names, ok := flagsOf[name]
		if !ok {
			names = []string{strings.ReplaceAll(name, "_", "-")}
		}
		may = append(may, names...)
		return slices.ContainsFunc(names, set)
	})
	if other := flags.OthersThan(cmd, may); len(other) > 0 {
		return fmt.Errorf("--resume takes its plan from the recording: leave --%s out, or name the benchmarks, too, to have it compared", strings.Join(other, ", --"))
	}
	return built(plan.Engines, "--resume "+r.file, "no longer")
}

// built is an error if the cache of builds does not have a program that a recording
// or a plan needs: whether it no longer has it, or not at all, is known to the caller.
func built(list []job.Engine, by, lacks string) error {
	dir, err := build.CacheDir()
	if err != nil {
		return nil // then nothing was built
	}
	for _, e := range list {
		for _, path := range e.Programs {
			if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) || !strings.HasPrefix(path, dir+string(filepath.Separator)) {
				continue
			}
			return fmt.Errorf("%s: the program of %s, %s, is %s in the cache of builds; if what it was built from is as it was, a recording of one round with the same --engine brings it back", by, cmp.Or(e.Name, e.Engine), path, lacks)
		}
	}
	return nil
}

// rounds is how many rounds there are already, the last perhaps in part.
func (r *resumption) rounds() (n int) {
	if r.found == nil {
		return 0
	}
	for _, e := range r.found.Ended {
		n = max(n, e.Round+1)
	}
	return n
}

// had is how many rows there are of processes that ended.
func (r *resumption) had() (rows int) {
	if r.found == nil {
		return 0
	}
	for _, e := range r.found.Ended {
		rows += e.Rows
	}
	return rows
}

// replay receives the rows and marks of a recording that is resumed before
// those that are new.
type replay struct {
	*analysis.Builder
	of *resumption
}

func (r *replay) Begin(h record.Header) error {
	r.Header(h)
	return r.of.replay(r.Builder)
}

func (r *resumption) replay(to *analysis.Builder) error {
	f, err := os.Open(r.file)
	if err != nil {
		return err
	}
	defer f.Close()
	reader := record.NewReader(io.LimitReader(f, r.found.Size), r.file, record.JSONL)
	reader.OnMark = func(m record.Mark) { _ = to.Mark(m) } // never fails
	for row, err := range reader.All() {
		if errors.Is(err, record.ErrDamaged) || len(r.found.Damage) > 0 && err != nil {
			continue // it was reported, and runs again
		}
		if err != nil {
			return fmt.Errorf("read what was recorded before: %w", err)
		}
		to.Add(row)
	}
	return nil
}

// accidents is how many processes died or timed out, were not tried again since
// then and will not be with so many retries, and how many retries would do.
func (r *resumption) accidents(retries int) (n, enough int) {
	type slot struct {
		round int
		wasm  string
	}
	last := map[slot]uint64{}
	for _, e := range r.found.Ended {
		last[slot{e.Round, e.Wasm}] = e.Process
	}
	for _, e := range r.found.Ended {
		if f := e.Failure; f != nil && f.Cause != "guest" && f.Attempt > retries && last[slot{e.Round, e.Wasm}] == e.Process {
			n, enough = n+1, max(enough, f.Attempt)
		}
	}
	return n, enough
}

func (r *resumption) story(retries int) string {
	text := fmt.Sprintf("resuming %s: %s had ended", r.file, words.Count(len(r.found.Ended), "process"))
	if n, enough := r.accidents(retries); n > 0 {
		text += fmt.Sprintf(", %d of them by dying or timing out; to try those again: --retries %d", n, enough)
	}
	if r.found.Bytes > 0 {
		text += fmt.Sprintf("; dropped: %s of the one that was running", words.Count(r.found.Rows, "row"))
	}
	for _, d := range r.found.Damage {
		text += fmt.Sprintf("; %v", d)
	}
	if r.found.Torn != nil {
		text += fmt.Sprintf("; %v", r.found.Torn)
	}
	return text
}
