package analysis

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/measure/words"
)

// FailedProcesses is the warning that processes of a benchmark failed on an
// engine. Rows that they gave before are among the values, but a round in
// which one of two engines failed altogether compares nothing.
type FailedProcesses struct {
	Config Config
	Wasm   string
	// Processes is how many failed, and Retried how many of these were tried
	// again and failed once more; First is what was said of the first.
	Processes, Retried int
	First              string
	// Lost is in how many rounds no later attempt ended well: what it would have been
	// there is not known.
	Lost int

	ids  map[uint64]bool // of the processes
	lost map[int]bool    // rounds of its recording
}

func (w *FailedProcesses) Error() string {
	text := fmt.Sprintf("%s failed in %s of %v", w.Wasm, words.Count(w.Processes, "process"), w.Config)
	if w.Processes > 1 {
		text = fmt.Sprintf("%s failed in %d processes of %v", w.Wasm, w.Processes, w.Config)
	}
	if w.Retried > 0 {
		text += fmt.Sprintf(", %d of them tried again", w.Retried)
	}
	return text + "; the first: " + w.First
}

// Interruptions is the warning that a recording was resumed: what was recorded
// before and after lies apart in time, which the rounds of each part do not.
type Interruptions struct {
	// Times are when it went on, Despite names what was not as it had been: see
	// record.Resumed.
	Times   []time.Time
	Despite []string
}

func (w *Interruptions) Error() string {
	text := "the recording was interrupted, and resumed at " + w.Times[0].UTC().Format(time.RFC3339)
	if n := len(w.Times); n > 1 {
		text = fmt.Sprintf("the recording was interrupted %d times, and last resumed at %s", n, w.Times[n-1].UTC().Format(time.RFC3339))
	}
	text += ": rounds before and after lie apart in time, and drift between them is to be expected"
	if len(w.Despite) > 0 {
		text += "; what changed meanwhile was allowed: " + strings.Join(w.Despite, ", ")
	}
	return text
}

// mixed is whether rows before and after are of different work or programs under one
// name.
func (w *Interruptions) mixed() bool {
	return slices.ContainsFunc(w.Despite, func(name string) bool {
		return slices.Contains([]string{"binary", "benchmarks", "stdin", "files"}, name)
	})
}

func (w *Interruptions) add(o Interruptions) {
	w.Times = append(w.Times, o.Times...)
	for _, name := range o.Despite {
		if !slices.Contains(w.Despite, name) {
			w.Despite = append(w.Despite, name)
		}
	}
}

// Unfinished is the warning that a recording stops before its plan was carried
// out: its recorder was stopped or killed, or its end was cut off. It
// may be resumed.
type Unfinished struct {
	// Name is the file's, Rows how many rows the process gave that was running.
	Name string
	Rows int
	// Err is why it was not read to its end, nil if it was.
	Err error
}

func (w *Unfinished) Error() string {
	if w.Err != nil {
		return fmt.Sprintf("%s could not be read to its end; this is the part before: copy or convert it again", w.Name)
	}
	if w.Rows == 0 {
		return fmt.Sprintf("%s stops before its end: the recorder was stopped or killed, or the end was cut off; resuming it completes it", w.Name)
	}
	return fmt.Sprintf("%s stops in the middle of a process (%s, with no checksum yet): the recorder was stopped or killed, or the end was cut off; resuming it completes it",
		w.Name, words.Count(w.Rows, "row"))
}

// EmptyInput is the warning that one of several inputs holds nothing, neither a recording
// nor a row: it was cut off, or never written.
type EmptyInput struct {
	// Name is the file's.
	Name string
}

func (w *EmptyInput) Error() string {
	return w.Name + " holds nothing: no recording, and no row; it was cut off, or never written"
}

// Unfinished returns the warnings that a recording stops before its end, that an input
// is empty, and that shares of a plan are missing, have nothing of what others have or
// are of other programs.
func (d *Data) Unfinished() (list []error) {
	for _, w := range d.Warnings {
		if u := (*Unfinished)(nil); errors.As(w, &u) {
			list = append(list, u)
		}
		if m := (*MissingShares)(nil); errors.As(w, &m) {
			list = append(list, m)
		}
		if e := (*EmptyShares)(nil); errors.As(w, &e) {
			list = append(list, e)
		}
		if e := (*EmptyInput)(nil); errors.As(w, &e) {
			list = append(list, e)
		}
		if p := (*SharesOfPrograms)(nil); errors.As(w, &p) {
			list = append(list, p)
		}
	}
	return list
}

// incomplete are the reasons why a part of what is asked about is not there: the
// recording stops before its end, processes failed for good, rows cannot be used, or
// some are of something else.
func (d *Data) incomplete(o Options) []error {
	list := d.Unfinished()
	o.Phase, o.Events = 0, nil // a process that failed lacks all of them
	for _, w := range d.Warnings {
		var f *FailedProcesses
		if errors.As(w, &f) && f.Lost > 0 && o.wants(Key{Wasm: f.Wasm}) {
			list = append(list, f)
		}
		var i *Interruptions
		if errors.As(w, &i) && i.mixed() {
			list = append(list, i)
		}
	}
	return append(list, d.Refused...)
}

// endings gathers what the marks of recordings say.
type endings struct {
	failed  []*FailedProcesses
	index   map[failedAt]*FailedProcesses
	resumed Interruptions
	ends    []time.Time
	open    []*Unfinished
	empty   []*EmptyInput
	cut     bool // on request, before the plan was carried out

	nameless []*record.Nameless
}

type failedAt struct {
	config Config
	wasm   string
}

func (e *endings) mark(m record.Mark) {
	if m.Resumed != nil {
		e.resumed.add(Interruptions{[]time.Time{m.Resumed.At}, m.Resumed.Despite})
	}
	if m.Finished != nil {
		e.ends = append(e.ends, m.Finished.At)
		e.cut = e.cut || m.Finished.Why != ""
	}
	if m.Ended == nil {
		return
	}
	config := Config{Engine: m.Ended.Engine, Flags: m.Ended.EngineFlags}
	if m.Ended.Failure == nil {
		if f := e.index[failedAt{config, m.Ended.Wasm}]; f != nil {
			delete(f.lost, m.Ended.Round)
		}
		return
	}
	f := e.of(config, m.Ended.Wasm, m.Ended.Failure.Text)
	f.Processes++
	f.lost[m.Ended.Round] = true
	f.ids[m.Ended.Process] = true
	if m.Ended.Failure.Attempt > 1 { // so the one before was not the last
		f.Retried++
	}
}

// of returns the failures of a benchmark on an engine; first is what is said
// of the first.
func (e *endings) of(config Config, wasm, first string) *FailedProcesses {
	at := failedAt{config, wasm}
	f := e.index[at]
	if f == nil {
		if e.index == nil {
			e.index = map[failedAt]*FailedProcesses{}
		}
		f = &FailedProcesses{Config: config, Wasm: wasm, First: first, ids: map[uint64]bool{}, lost: map[int]bool{}}
		e.index[at] = f
		e.failed = append(e.failed, f)
	}
	return f
}

// took is how long a recording took that was made in one go, 0 for others.
func (e *endings) took(headers []record.Header) time.Duration {
	if len(headers) != 1 || len(e.ends) != 1 || len(e.resumed.Times) > 0 {
		return 0
	}
	return max(0, e.ends[0].Sub(headers[0].Started))
}

// warnings are what a reader of the numbers should know of it.
func (e *endings) warnings() (list []error) {
	for _, f := range e.failed {
		now := *f // more of them may fail
		now.Lost += len(f.lost)
		list = append(list, &now)
	}
	if resumed := e.resumed; len(resumed.Times) > 0 {
		list = append(list, &resumed)
	}
	for _, u := range e.open {
		list = append(list, u)
	}
	for _, w := range e.empty {
		list = append(list, w)
	}
	for _, w := range e.nameless {
		list = append(list, w)
	}
	return list
}

// Mark makes a Builder a record.Marker.
func (b *Builder) Mark(m record.Mark) error {
	b.endings.mark(m)
	if m.Resumed != nil && m.Resumed.Machine != nil {
		b.sources.moves(m.Resumed.Machine)
	}
	if n := b.sources.now; n > 0 && m.Resumed != nil && m.Resumed.Sequential {
		b.sources.headers[n-1].Sequential = true
	}
	return nil
}

func (e *endings) absorb(o *endings) {
	for _, f := range o.failed {
		mine := e.of(f.Config, f.Wasm, f.First)
		mine.Processes += f.Processes
		maps.Copy(mine.ids, f.ids)
		mine.Retried += f.Retried
		mine.Lost += f.Lost + len(f.lost) // of another recording, whose rounds are others
	}
	e.resumed.add(o.resumed)
	e.ends = append(e.ends, o.ends...)
	e.open = append(e.open, o.open...)
	e.empty = append(e.empty, o.empty...)
	e.cut = e.cut || o.cut
	e.nameless = append(e.nameless, o.nameless...)
}

func (b *Builder) end(name string, e record.Ending) {
	if e.Interrupted || e.Err != nil {
		b.endings.open = append(b.endings.open, &Unfinished{name, e.Rows, e.Err})
	}
}
