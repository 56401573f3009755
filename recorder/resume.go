package recorder

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/recorder/job"
)

// ErrChanged is wrapped by a *ChangedError: a recording would be resumed
// under other conditions than it began with.
var ErrChanged = errors.New("cannot resume: conditions changed")

// ChangedError says what is not as it was when a recording began.
type ChangedError struct {
	// Changes are the names of what changed, for Options.Despite: "plan",
	// "machine", "binary", "benchmarks", "stdin", "files".
	Changes []string
	// Texts say how, one for each of the Changes.
	Texts []string

	is error // ErrChanged or ErrDiffers
}

// Error has all of it in one line.
func (e *ChangedError) Error() string {
	return fmt.Sprintf("%v: %s", e.Unwrap(), strings.Join(e.Texts, "; "))
}

// Unwrap returns ErrChanged or, of what a plan says, ErrDiffers.
func (e *ChangedError) Unwrap() error { return cmp.Or(e.is, ErrChanged) }

// contents says of the kinds of files that one has changed.
var contents = map[string]string{
	"benchmarks": "the content of %s",
	"stdin":      "the standard input has changed: %s",
	"files":      "a file beside a benchmark has changed: %s",
}

// differs compares what is to be recorded now with what was before, or with a
// plan. It returns an error for what Despite does not allow, and names and texts
// of what it does.
func (s *schedule) differs(h *record.Header, from string, is error) (despite, texts []string, err error) {
	p, setup := &s.plan, &s.setup
	refused := ChangedError{is: is}
	say := func(name, format string, args ...any) {
		text := fmt.Sprintf(format, args...)
		if slices.Contains(s.options.Despite, name) {
			despite, texts = append(despite, name), append(texts, text)
			return
		}
		refused.Changes, refused.Texts = append(refused.Changes, name), append(refused.Texts, text)
	}
	before, err := PlanOf(h)
	if err != nil {
		return nil, nil, err
	}
	if is == ErrDiffers && before.Pin == "auto" {
		before.Pin = p.Pin // each machine chooses
	}
	switch differ := before.differences(p); {
	case len(differ) > 0:
		say("plan", "the plan has other %s", strings.Join(differ, ", "))
	case h.PlanHash != "" && h.PlanHash != p.hash():
		say("plan", "the plan in the file was changed after recording began: it has the hash %s, and had %s", record.ShortHash(p.hash()), record.ShortHash(h.PlanHash))
	}
	if a, b := h.Machine.Fingerprint, setup.Machine.Fingerprint; a != b && s.share == nil {
		say("machine", "this is another machine, or another system on it: fingerprint %s, and was %s", record.ShortHash(b), record.ShortHash(a))
	}
	engines := ""
	for i, e := range setup.Engines {
		if i < len(h.Engines) && e.Name == h.Engines[i].Name && e.Version != h.Engines[i].Version {
			engines += fmt.Sprintf(", with %s %s, which was %s", e.Name, e.Version, h.Engines[i].Version)
		}
	}
	switch programs := otherPrograms(h, setup); {
	case programs != "":
		say("binary", "%s%s", programs, engines)
	case h.Binary == setup.Binary && engines != "":
		say("binary", "an engine is another build: %s", strings.TrimPrefix(engines, ", with "))
	case h.Binary != setup.Binary:
		say("binary", "the program is another build: %s, and was %s%s", record.ShortHash(setup.Binary), record.ShortHash(h.Binary), engines)
	}
	now := record.Header{Work: p.work(&p.Guest, setup.Stdin), Works: p.works(setup), Modules: setup.Modules, Folders: setup.Folders}
	others, gone := map[string][]string{}, map[string][]string{}
	for _, b := range p.Benchmarks {
		was, _ := hashOf(h, b)
		sum, listed := hashOf(&now, b)
		if listed && sum == "" && was != "" {
			gone["benchmarks"] = append(gone["benchmarks"], b)
		} else if is == ErrDiffers { // one that is resumed may lack what nobody reads
			gone["files"] = append(gone["files"], lacking(h, &now, b)...)
		}
		for _, d := range record.Differences(h, &now, b) {
			switch {
			case d.Unknown:
			case d.Name == "module":
				others["benchmarks"] = append(others["benchmarks"], fmt.Sprintf("%s has changed: its hash was %s, and is %s", b, record.ShortHash(was), record.ShortHash(sum)))
			case d.Name == "stdin" && len(others["stdin"]) == 0, d.Name == "files":
				others[d.Name] = append(others[d.Name], d.A+", "+d.B)
			}
		}
	}
	for _, name := range []string{"benchmarks", "stdin", "files"} {
		var all []string
		if list := slices.Compact(others[name]); len(list) > 0 {
			all = append(all, fmt.Sprintf(contents[name], strings.Join(list, "; ")))
		}
		slices.Sort(gone[name])
		if list := slices.Compact(gone[name]); len(list) > 0 {
			text := strings.Join(list[:min(len(list), 4)], ", ")
			if more := len(list) - 4; more > 0 {
				text += fmt.Sprintf(" and %d more", more)
			}
			all = append(all, text+" cannot be read here")
		}
		if len(all) > 0 {
			say(name, "%s", strings.Join(all, "; "))
		}
	}
	if len(refused.Changes) > 0 {
		return nil, nil, fmt.Errorf("%s: %w", from, &refused)
	}
	return despite, texts, nil
}

// hashOf is that of a benchmark's module, "" if it could not be read. A runner that does
// not look at files lists none.
func hashOf(h *record.Header, wasm string) (sum string, listed bool) {
	i := slices.IndexFunc(h.Modules, func(m record.Module) bool { return m.Wasm == wasm })
	if i < 0 {
		return "", false
	}
	return h.Modules[i].SHA256, true
}

// lacking are the files beside a benchmark that there were, and that there are no more.
func lacking(h, now *record.Header, wasm string) (names []string) {
	beside := func(h *record.Header) (f record.Folder) {
		if i := slices.IndexFunc(h.Folders, func(f record.Folder) bool { return slices.Contains(f.Modules, wasm) }); i >= 0 {
			f = h.Folders[i]
		}
		return f
	}
	is := beside(now)
	for _, f := range beside(h).Files {
		if is.Left == 0 && !slices.ContainsFunc(is.Files, func(g record.Input) bool { return g.Name == f.Name }) {
			names = append(names, f.Name)
		}
	}
	return names
}

// slot is where a benchmark stands in a plan.
type slot struct{ round, benchmark int }

// before is what a resumed recording has of a slot: the number of the last
// process there, the engines that ended in it, and how often a process died or
// timed out there. That it was interrupted is nobody's failure.
type before struct {
	process   uint64
	ended     map[int]*record.Ended
	accidents int
}

// replay finds out from the processes that ended where the recording was.
func (s *schedule) replay(ended []record.Ended) {
	s.before = map[slot]*before{}
	var ends []func()
	for i := range ended {
		e := &ended[i]
		engine := slices.IndexFunc(s.plan.Engines, func(x job.Engine) bool { return x.Name == e.Engine && x.Flags == e.EngineFlags })
		benchmark := slices.Index(s.plan.Benchmarks, e.Wasm)
		if engine < 0 || benchmark < 0 { // of another plan, which the user allowed
			continue
		}
		at := slot{e.Round, benchmark}
		b := s.before[at]
		if b == nil {
			b = &before{process: e.Process}
			s.before[at] = b
		}
		if b.process != e.Process || b.ended == nil {
			b.process, b.ended = e.Process, map[int]*record.Ended{}
		}
		if e.Failure != nil && causes[e.Failure.Cause] != nil {
			b.accidents++
		}
		b.ended[engine] = e
		offset := int(e.Process - s.first)
		s.shift, s.last = max(s.shift, offset-e.Round), max(s.last, offset)
		ends = append(ends, func() { s.replayEnd(at, engine, e) })
	}
	for _, end := range ends { // now that the last number of each slot is known
		end()
	}
}

// replayEnd judges the end of a process as it was judged when it came, unless
// that was an accident in a slot that ran again since then, or will.
func (s *schedule) replayEnd(at slot, engine int, e *record.Ended) {
	p := pair{engine, at.benchmark}
	state := s.state(p)
	if e.Failure == nil {
		state.accidents = 0
		return
	}
	if b, done := s.slotDone(at); causes[e.Failure.Cause] != nil && !(done && b.process == e.Process) {
		state.accidents++
		return
	}
	phase, _ := measure.ParsePhase(e.Failure.Phase) // none where there is none
	s.fail(&job.Failure{
		Benchmark: e.Wasm, Engine: s.plan.Engines[p.engine], Process: e.Process,
		Iteration: e.Failure.Iteration, Phase: phase, Output: e.Failure.Output,
		Err: &replayedError{e.Failure.Text, causes[e.Failure.Cause]},
	}, state)
}

// causes are the failures of which a recording keeps the kind.
var causes = map[string]error{"died": job.ErrDied, "timeout": job.ErrTimeout, "lost": job.ErrLost}

// causeOf is the kind that a recording keeps of a failure.
func causeOf(f *job.Failure) string {
	for name, err := range causes {
		if errors.Is(f, err) {
			return name
		}
	}
	return "guest"
}

// final is whether a failure was not, or will not be, tried again.
func final(f *record.EndedBadly, retries int) bool {
	return causes[f.Cause] == nil || f.Attempt > retries
}

// replayedError is an error that was read from a recording.
type replayedError struct {
	text  string
	cause error // may be nil
}

func (e *replayedError) Error() string { return e.text }
func (e *replayedError) Unwrap() error { return e.cause }

// slotDone is whether nothing is left to do in a slot, and what there is of it.
func (s *schedule) slotDone(at slot) (b *before, done bool) {
	if b = s.before[at]; b == nil {
		return nil, false
	}
	for engine := range s.plan.Engines {
		e := b.ended[engine]
		if e == nil && !s.state(pair{engine, at.benchmark}).abandoned || e != nil && e.Failure != nil && !final(e.Failure, s.plan.Retries) {
			return b, false
		}
	}
	return b, true
}

// goOn begins where the recording stopped.
func (s *schedule) goOn() error {
	r := s.options.Resume
	despite, texts, err := s.differs(&r.Header, r.Name, ErrChanged)
	if err != nil {
		return err
	}
	s.report.Header = r.Header
	s.report.Header.Format = record.FormatVersion
	s.replay(r.Ended)
	for _, text := range texts {
		s.warn("resumed although " + text)
	}
	s.say(s.setup.Notes, nil)
	for _, f := range s.report.Failures {
		s.options.Progress(Progress{Done: s.done, Total: s.total, Benchmark: f.Benchmark, Engine: f.Engine, Failure: f})
	}
	if err := s.beginSink(); err != nil {
		return err
	}
	s.resumed = &record.Resumed{
		At: s.started, Ended: len(r.Ended), Rows: r.Rows, Bytes: r.Bytes, Damaged: len(r.Damage), Despite: despite, Warnings: texts, Sequential: s.options.Policy != nil,
	}
	if s.share != nil && s.setup.Machine != r.Machine() {
		s.resumed.Machine = &s.setup.Machine
		s.shift++ // what runs here has other numbers than what ran there
	}
	return nil
}

// goesOn marks a recording as resumed when something is about to be added to
// it: one that is complete was not interrupted.
func (s *schedule) goesOn() error {
	if s.resumed == nil {
		return nil
	}
	m := record.Mark{Resumed: s.resumed}
	s.resumed = nil
	return s.mark(m)
}

// finish marks a recording as complete. why is empty if the plan was carried
// out.
func (s *schedule) finish(why string) error {
	if r := s.options.Resume; s.resumed != nil && why == "" {
		s.options.Progress(Progress{Done: s.done, Total: s.total, Note: r.Name + " is complete: there is nothing left to record"})
		if r.Finished && r.Bytes == 0 && len(r.Damage) == 0 {
			return nil
		}
	}
	return s.mark(record.Mark{Finished: &record.Finished{At: time.Now(), Why: why}})
}
