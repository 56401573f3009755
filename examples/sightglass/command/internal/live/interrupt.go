package live

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"sync"
	"syscall"

	"github.com/sightglass-go/sightglass/recorder/worker"
)

// interrupts is what signals do to a command. One that records asks with
// Graceful for a first Ctrl-C to be a wish: the process that is running ends,
// and what is there is saved and summarised. Any other signal, and a second
// Ctrl-C, cancels the command's context; one more ends the program.
type interrupts struct {
	stderr io.Writer
	cancel context.CancelCauseFunc

	mu   sync.Mutex
	stop chan struct{} // of a command that asked, nil once closed
	done bool
	// reading: nothing would be lost if the program ended now.
	reading bool
}

type interruptsKey struct{}

// SignalError is the cause of a context that a signal ended.
type SignalError struct{ Signal syscall.Signal }

// Error implements error.
func (e *SignalError) Error() string {
	name := e.Signal.String()
	switch e.Signal {
	case syscall.SIGHUP:
		name = "SIGHUP"
	case syscall.SIGINT:
		name = "SIGINT (Ctrl-C)"
	case syscall.SIGTERM:
		name = "SIGTERM"
	}
	return "stopped by " + name
}

// Code is the exit code that shells give to what a signal ended.
func (e *SignalError) Code() int { return 128 + int(e.Signal) }

// Listen returns a context that ends with signals, but for those that were
// ignored when the program began, and what stops listening.
func Listen(stderr io.Writer) (context.Context, func()) {
	i := &interrupts{stderr: stderr}
	ctx, cancel := context.WithCancelCause(context.Background())
	i.cancel = cancel
	came := make(chan os.Signal, 4)
	worker.Notify(came, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	go func() {
		for s := range came {
			if s, ok := s.(syscall.Signal); ok && i.handle(s) {
				os.Exit((&SignalError{s}).Code())
			}
		}
	}()
	return context.WithValue(ctx, interruptsKey{}, i), func() { signal.Stop(came) }
}

// handle does what a signal asks for, and returns true if nothing is left but
// to end the program.
func (i *interrupts) handle(s syscall.Signal) (end bool) {
	i.mu.Lock()
	defer i.mu.Unlock()
	switch {
	case i.reading:
		return true
	case i.stop != nil && s == syscall.SIGINT:
		close(i.stop)
		i.stop = nil
		fmt.Fprintln(i.stderr, "\nstopping when the process that is running has ended; press Ctrl-C again to stop now")
	case !i.done:
		i.done = true
		i.cancel(&SignalError{s})
	default:
		return true
	}
	return false
}

// AtOnce lets a first signal end the program until the function that it returns
// is called: what only reads and computes has nothing to save, and a read from a
// pipe or a terminal cannot be cancelled.
func AtOnce(ctx context.Context) (done func()) { return reading(ctx, true) }

// NotAtOnce undoes AtOnce until its result is called: for what
// would leave half a file behind.
func NotAtOnce(ctx context.Context) (done func()) { return reading(ctx, false) }

func reading(ctx context.Context, is bool) (done func()) {
	if ctx == nil { // of a command that is not run
		return func() {}
	}
	i, ok := ctx.Value(interruptsKey{}).(*interrupts)
	if !ok {
		return func() {}
	}
	i.mu.Lock()
	defer i.mu.Unlock()
	was := i.reading
	i.reading = is
	return func() {
		i.mu.Lock()
		defer i.mu.Unlock()
		i.reading = was
	}
}

// Graceful returns a channel that the first Ctrl-C from now on closes. A
// closed output pipe is from now on an error of the write to it, because
// there are rows to save; other commands it ends as it ends any program.
func Graceful(ctx context.Context) <-chan struct{} {
	i, ok := ctx.Value(interruptsKey{}).(*interrupts)
	if !ok {
		return nil
	}
	ignorePipe()
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.stop == nil && !i.done {
		i.stop = make(chan struct{})
	}
	return i.stop
}
