package worker

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"syscall"

	"github.com/sightglass-go/sightglass/recorder"
	"github.com/sightglass-go/sightglass/recorder/internal/program"
	"github.com/sightglass-go/sightglass/recorder/job"
)

// relayArgument, alone, makes this program the far end of a Recorder with a
// command prefix: few prefixes hand on the environment, but all of them hand on
// arguments. It holds nothing that a remote shell would take for its own, and the
// number of the framing; the greeting has that of the protocol.
const relayArgument = "sightglass-worker-relay-1"

// execRequest is what a relay reads from its standard input: a line of JSON.
// The input then stays open as long as the one who asks is there.
type execRequest struct {
	Token string `json:"token"`
	request
}

func isRelay() bool { return len(os.Args) == 2 && os.Args[1] == relayArgument }

// relay starts a worker of its own, on this machine, as a Recorder without a
// prefix does, and hands its messages on in frames. It measures nothing, so
// that it can do what a process that measures cannot: notice at any time that
// nobody listens any more, and end the worker for certain.
func relay(stdin io.Reader, stdout io.Writer) int {
	in := bufio.NewReader(stdin)
	line, err := in.ReadBytes('\n')
	var req execRequest
	if err == nil {
		req, err = parseRequest(line)
	}
	if req.Token == "" {
		if err == nil {
			err = errors.New("it has no token")
		}
		fmt.Fprintf(os.Stderr, "sightglass worker: read the request: %v; the command before the program must hand on its standard input\n", err)
		return 2
	}
	// A connection that breaks may show as the end of the input, a signal, or
	// an output that nobody reads; each of them ends the worker.
	ctx, stop := NotifyContext(context.Background(), hangups...)
	defer stop()
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	go func() {
		_, _ = io.Copy(io.Discard, in)
		cancel(errors.New("nobody listens"))
	}()
	frames := &frameWriter{w: stdout, token: req.Token}
	hello := greet(req.Program)
	where := here()
	hello.Place = &where
	if err = say(frames, &message{Hello: &hello}, err); err == nil {
		err = answer(&req.request, frames, relayed{ctx, hello.Program})
	}
	if err != nil {
		fmt.Fprintf(os.Stderr, "sightglass worker: %v\n", err)
		return 1
	}
	if ctx.Err() != nil {
		return 3
	}
	return 0
}

var hangups = []os.Signal{os.Interrupt, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGPIPE}

// relayed answers requests by a process on this machine, which runs what the
// relay runs.
type relayed struct {
	ctx  context.Context
	runs program.Sum
}

// runner runs this program, which is known.
func (r relayed) runner() *runner {
	return &runner{programs: map[string]*runs{"": {greeted: true, library: recorder.Version(), sum: r.runs}}}
}

func (r relayed) probe(plan recorder.Plan) (job.Setup, error) {
	local := r.runner()
	setup, err := local.Probe(r.ctx, plan)
	return setup, errors.Join(err, local.close())
}

func (r relayed) run(req *request, emit func([]job.Sample) error) (job.Outcome, error) {
	local := r.runner()
	outcome, err := local.Run(r.ctx, *req.Job, emit)
	return outcome, errors.Join(err, local.close())
}
