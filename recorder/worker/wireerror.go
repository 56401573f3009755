package worker

import (
	"errors"
	"io/fs"

	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/engines/inspect"
	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/quote"
	"github.com/sightglass-go/sightglass/recorder/job"
)

// sentinels are the errors that errors.Is can tell on the parent's side, by
// the name they have in a message.
var sentinels = map[string]error{
	"engines.unknown":     engines.ErrUnknown,
	"engines.unavailable": engines.ErrUnavailable,
	"engines.flag":        engines.ErrFlag,
	"engines.compile":     engines.ErrCompile,
	"engines.import":      engines.ErrImport,
	"engines.host":        engines.ErrHost,
	"engines.instantiate": engines.ErrInstantiate,
	"engines.export":      engines.ErrExport,
	"engines.args":        engines.ErrArgs,
	"engines.trap":        engines.ErrTrap,
	"engines.no-start":    engines.ErrNoStart,
	"engines.no-end":      engines.ErrNoEnd,
	"engines.start-twice": engines.ErrStartTwice,
	"engines.end-first":   engines.ErrEndFirst,
	"engines.early":       engines.ErrEarly,
	"engines.after-end":   engines.ErrAfterEnd,
	"inspect.not-wasm":    inspect.ErrNotWasm,
	"inspect.component":   inspect.ErrComponent,
	"engines.component":   engines.ErrComponent,
	"inspect.version":     inspect.ErrVersion,
	"inspect.truncated":   inspect.ErrTruncated,
	"inspect.malformed":   inspect.ErrMalformed,
	"inspect.no-imports":  inspect.ErrNoBenchImports,
	"inspect.bench-type":  inspect.ErrBenchType,
	"inspect.no-entry":    inspect.ErrNoEntry,
	"inspect.entry-type":  inspect.ErrEntryType,
	"inspect.args":        inspect.ErrArgs,
	"inspect.results":     inspect.ErrResults,
	"measure.unknown":     measure.ErrUnknown,
	"measure.unavailable": measure.ErrUnavailable,
	"measure.broken":      measure.ErrBroken,
	"recorder.plan":       job.ErrPlan,
	"recorder.not":        job.ErrNotBenchmark,
	"recorder.output":     job.ErrOutput,
	"recorder.result":     job.ErrResult,
	"recorder.adapter":    job.ErrAdapter,
	"recorder.lost":       job.ErrLost,
	"recorder.died":       job.ErrDied,
	"recorder.memory":     job.ErrMemory,
	"recorder.printed":    job.ErrTooMuchOutput,
	"recorder.replaced":   job.ErrReplaced,
	"recorder.timeout":    job.ErrTimeout,
	"fs.not-exist":        fs.ErrNotExist,
	"fs.permission":       fs.ErrPermission,
	"worker.protocol":     ErrProtocol,
	"worker.program":      ErrProgram,
}

// wireError is an error on its way through a pipe.
type wireError struct {
	Text   string           `json:"text"`
	Is     []string         `json:"is,omitempty"`
	Exit   *uint32          `json:"exit,omitempty"`
	NoCode bool             `json:"no_code,omitempty"` // Exit is not the code
	Output *job.OutputError `json:"output,omitempty"`
}

func newWireError(err error) *wireError {
	w := &wireError{Text: quote.Clip(err.Error(), quote.MaxLine)} // a guest chooses the names in it
	for name, sentinel := range sentinels {
		if errors.Is(err, sentinel) {
			w.Is = append(w.Is, name)
		}
	}
	var exit *engines.ExitError
	if errors.As(err, &exit) {
		w.Exit, w.NoCode = &exit.Code, exit.Unknown
	}
	errors.As(err, &w.Output)
	return w
}

// error returns an error with the same text, of which errors.Is and errors.As
// find the same.
func (w *wireError) error() error {
	r := &remoteError{text: w.Text}
	for _, name := range w.Is {
		if sentinel := sentinels[name]; sentinel != nil {
			r.causes = append(r.causes, sentinel)
		}
	}
	if w.Exit != nil {
		r.causes = append(r.causes, &engines.ExitError{Code: *w.Exit, Unknown: w.NoCode})
	}
	if w.Output != nil {
		r.causes = append(r.causes, w.Output)
	}
	return r
}

type remoteError struct {
	text   string
	causes []error
}

func (r *remoteError) Error() string   { return r.text }
func (r *remoteError) Unwrap() []error { return r.causes }

// wireFailure is a job.Failure without what the parent knows.
type wireFailure struct {
	Iteration int        `json:"iteration"`
	Phase     string     `json:"phase,omitempty"`
	Output    string     `json:"output,omitempty"` // of a worker that a relay saw die
	Err       *wireError `json:"err"`
}

func newWireFailure(f *job.Failure) *wireFailure {
	w := &wireFailure{Iteration: f.Iteration, Output: f.Output, Err: newWireError(f.Err)}
	if f.Phase != 0 {
		w.Phase = f.Phase.String()
	}
	return w
}

func (w *wireFailure) failure() *job.Failure {
	f := &job.Failure{Iteration: w.Iteration, Output: w.Output, Err: errors.New("no cause given")}
	if w.Err != nil {
		f.Err = w.Err.error()
	}
	f.Phase, _ = measure.ParsePhase(w.Phase) // none where there is none
	return f
}
