package main

import (
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"

	"github.com/sightglass-go/sightglass/recorder"
)

// progress shows how far a recording is, and says what goes wrong when it
// does. The bar is there only while the stream is a terminal.
type progress struct {
	mu     sync.Mutex
	stderr io.Writer
	bar    *progressbar.ProgressBar
	total  int
	tty    bool
}

func newProgress(stderr io.Writer) *progress {
	return &progress{stderr: stderr, tty: isTerminal(stderr)}
}

func isTerminal(w any) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// update is a recorder's Progress function.
func (p *progress) update(now recorder.Progress) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.bar != nil && p.total != now.Total { // another recording begins
		_ = p.bar.Clear()
		p.bar = nil
	}
	if p.tty && p.bar == nil {
		p.total = now.Total
		p.bar = progressbar.NewOptions(now.Total,
			progressbar.OptionSetWriter(p.stderr),
			progressbar.OptionSetDescription("processes"),
			progressbar.OptionShowCount(),
			progressbar.OptionSetPredictTime(true),
			progressbar.OptionSetElapsedTime(true),
			progressbar.OptionFullWidth(),
			progressbar.OptionClearOnFinish(),
			progressbar.OptionThrottle(100*time.Millisecond),
		)
	}
	if now.Failure != nil {
		p.say("error: %v", now.Failure)
	}
	if now.Note != "" {
		p.say("note: %s", now.Note)
	}
	if now.Warning != "" {
		p.say("warning: %s", now.Warning)
	}
	if p.bar != nil {
		_ = p.bar.Set(now.Done) // a bar that cannot be drawn is not worth an error
	}
}

func (p *progress) say(format string, args ...any) {
	if p.bar != nil {
		_ = p.bar.Clear()
	}
	fmt.Fprintf(p.stderr, format+"\n", args...)
}

func (p *progress) done() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.bar != nil {
		_ = p.bar.Clear()
	}
}
