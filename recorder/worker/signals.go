package worker

import (
	"context"
	"os"
	"os/signal"
)

// Notify is signal.Notify for those of the signals that were not ignored when
// the program began, as far as the Go runtime can tell, which is for SIGINT and
// SIGHUP. A shell ignores SIGINT for what it runs in the background, and nohup
// ignores SIGHUP; a program that listens to such a signal undoes that, and so do the
// programs that it starts.
func Notify(c chan<- os.Signal, signals ...os.Signal) {
	for _, s := range signals {
		if !signal.Ignored(s) {
			signal.Notify(c, s)
		}
	}
}

// NotifyContext is signal.NotifyContext for the signals of Notify.
func NotifyContext(parent context.Context, signals ...os.Signal) (ctx context.Context, stop context.CancelFunc) {
	ctx, cancel := context.WithCancel(parent)
	came := make(chan os.Signal, 1)
	Notify(came, signals...)
	go func() {
		select {
		case <-came:
			cancel()
		case <-ctx.Done():
		}
	}()
	return ctx, func() {
		signal.Stop(came)
		cancel()
	}
}
