package job

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/quote"
)

// Failure is a benchmark that failed on an engine.
type Failure struct {
	Benchmark string
	Engine    Engine
	// Process is the round in which it failed first, Iteration the iteration
	// there, less than 0 if it failed before any.
	Process   uint64
	Iteration int
	// Phase is where it failed, 0 outside of all phases.
	Phase measure.Phase
	// Output is what the guest printed to stderr, or if that is nothing to
	// stdout, where it exited, trapped or broke the protocol; of a process that
	// died, what the process printed. It is shortened to its beginning and its end.
	Output string
	// Err is the cause. Those of package engines, ErrTimeout, ErrDied, ErrOutput and the like,
	// fs.ErrNotExist and fs.ErrPermission can be told with errors.Is also when the process
	// that failed was another one.
	Err error
	// Processes is how many processes failed in this way, and Abandoned is
	// set if the recorder did not try the pair again after that.
	Processes int
	Abandoned bool
}

// Error is one line that names the benchmark, the engine and the cause, fit to
// be shown: a guest chooses some of its words.
func (f *Failure) Error() string {
	where := ""
	if f.Phase != 0 {
		where = f.Phase.String() + ": "
	}
	if f.Iteration > 0 {
		where = fmt.Sprintf("iteration %d: %s", f.Iteration, where)
	}
	text := fmt.Sprint(f.Err)
	if f.Output != "" && !strings.Contains(text, "; it printed: ") { // which a process that died has said
		text += "; it printed: " + strconv.Quote(quote.Clip(f.Output, maxPrinted))
	}
	return quote.Line(fmt.Sprintf("%s on %s: %s%s", quote.Name(f.Benchmark), quote.Name(f.Engine.String()), where, text))
}

// maxPrinted is how many characters a message has of what was printed.
const maxPrinted = 400

// Unwrap returns the cause.
func (f *Failure) Unwrap() error { return f.Err }

// ErrPlan: what was asked for cannot be carried out. Nothing has run then.
var ErrPlan = errors.New("plan refused")

// Causes of failures beside those of package engines.
var (
	// ErrTimeout: a process took longer than the plan allows and was ended.
	ErrTimeout = errors.New("timed out")
	// ErrMemory: a process wanted more memory than the plan allows.
	ErrMemory = errors.New("memory limit reached")
	// ErrTooMuchOutput: a guest printed more than the plan allows.
	ErrTooMuchOutput = errors.New("output limit reached")
	// ErrLost: what a guest printed could not be written, or that is not known,
	// because the disk is full, say.
	ErrLost = errors.New("what the guest printed may be incomplete")
	// ErrDied: a process ended without a word, or said what makes no sense.
	ErrDied = errors.New("process died")
	// ErrOutput: the guest did not print what it should have.
	ErrOutput = errors.New("output differs from what is expected")
	// ErrResult: the function that was called did not return what it should
	// have.
	ErrResult = errors.New("result differs from what is expected")
	// ErrNotBenchmark: the file is not what the plan's Call needs. What is
	// missing is said by the errors of package inspect.
	ErrNotBenchmark = errors.New("cannot be recorded")
	// ErrAdapter: the engine's adapter panicked or broke its contract.
	ErrAdapter = errors.New("engine adapter is broken")
)

// Failure is a failure of the job: it names the benchmark, the engine and the process.
func (j *Job) Failure(iteration int, phase measure.Phase, err error) *Failure {
	return &Failure{Benchmark: j.Benchmark, Engine: j.Engine, Process: j.Process, Iteration: iteration, Phase: phase, Err: err}
}
