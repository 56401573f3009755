package command

import (
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/sightglass-go/sightglass/measure/quote"
	"github.com/sightglass-go/sightglass/recorder"
)

// progress shows how far a recording is, and says what goes wrong when it
// does. It does all of this in the recorder's calls, which come between
// processes: nothing is computed or drawn while one measures.
type progress struct {
	mu     sync.Mutex
	stderr io.Writer
	live   *live  // nil where the stream is no terminal
	plain  bool   // a line for every round
	watch  *watch // nil where there is nothing to compare
	clock  func() time.Time

	ended   int // processes
	round   int // that of the last process
	told    int // the last round that was told to be over
	begun   time.Time
	before  int               // processes that had ended when it began
	current recorder.Progress // of the last process
}

func newProgress(stderr io.Writer) *progress {
	stderr = quote.Raw(stderr)
	p := &progress{stderr: stderr, clock: time.Now}
	if isTerminal(stderr) && os.Getenv("TERM") != "dumb" {
		p.live = &live{to: stderr, width: func() int { return terminalWidth(stderr) }}
	}
	return p
}

func isTerminal(w any) bool {
	f, ok := fileBehind(w)
	return ok && term.IsTerminal(int(f.Fd()))
}

// progressFlag is the flag that says what is to be shown.
type progressFlag string

func (f *progressFlag) register(cmd *cobra.Command) {
	*f = "auto"
	cmd.Flags().Var(f, "progress", "auto, plain or none: plain is a line for every round; auto shows on a terminal where the recording is")
}

func (f *progressFlag) Set(s string) error {
	switch s {
	case "auto", "plain", "none":
		*f = progressFlag(s)
		return nil
	}
	return fmt.Errorf("use auto, plain or none")
}

func (f *progressFlag) String() string { return string(*f) }

// Type is how help calls the value.
func (f *progressFlag) Type() string { return "how" }

// progress is what the flag asks for. Rows that go to a terminal leave no room
// for anything else there.
func (f *progressFlag) progress(stderr io.Writer, rowsTo any, w *watch) *progress {
	p := newProgress(stderr)
	p.watch = w
	if *f != "auto" || rowsTo != nil && isTerminal(rowsTo) {
		p.live = nil
	}
	p.plain = *f == "plain"
	return p
}

// update is a recorder's Progress function.
func (p *progress) update(now recorder.Progress) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.begun.IsZero() || now.Done < p.ended { // a recording begins
		p.begun, p.before, p.round, p.told, p.current = p.clock(), now.Done, 0, 0, recorder.Progress{}
	}
	p.ended = now.Done
	if now.Failure != nil {
		p.say("error: %v", now.Failure)
	}
	if now.Note != "" {
		p.say("note: %s", now.Note)
	}
	if now.Warning != "" {
		p.say("warning: %s", now.Warning)
	}
	if now.Round != 0 {
		if now.Round > p.round && p.round > 0 || !now.Begins && now.Done == now.Total {
			p.roundOver(max(p.round, 1), now)
		}
		p.round = now.Round
		p.current = now
	}
	if p.live != nil && (now.Begins || now.Round == 0) {
		p.live.draw(p.clock(), p.lines(now))
	}
}

// roundOver looks at the comparison, and tells of the round if that is wanted.
func (p *progress) roundOver(round int, now recorder.Progress) {
	if round <= p.told {
		return
	}
	p.told = round
	if p.watch != nil {
		p.watch.look()
	}
	if !p.plain {
		return
	}
	text := fmt.Sprintf("round %d of %d", round, p.current.Rounds)
	if left := p.left(now); left != "" {
		text += ", " + left
	}
	if line := p.watch.line(); line != "" {
		text += "; " + line
	}
	p.say("%s", text)
}

// left says how long the rest will take if it takes as long as what was done.
func (p *progress) left(now recorder.Progress) string {
	done, rest := now.Done-p.before, now.Total-now.Done
	if done <= 0 || rest <= 0 {
		return ""
	}
	left := p.clock().Sub(p.begun) / time.Duration(done) * time.Duration(rest)
	if left < time.Second {
		return "less than 1s left"
	}
	return fmt.Sprintf("about %v left", left.Round(time.Second))
}

// lines are what is shown live.
func (p *progress) lines(now recorder.Progress) shown {
	s := shown{done: now.Done, total: now.Total, head: "processes"}
	c := p.current
	if c.Round > 0 {
		s.head = fmt.Sprintf("round %d of %d", c.Round, c.Rounds)
	}
	if left := p.left(now); left != "" {
		s.head += ", " + left
	}
	if c.Benchmark != "" {
		s.below = append(s.below, fmt.Sprintf("now    %s on %v", c.Benchmark, c.Engine))
	}
	if line := p.watch.live(); line != "" {
		s.below = append(s.below, "so far "+line)
	}
	return s
}

// say writes a line that stays.
func (p *progress) say(format string, args ...any) {
	if p.live != nil {
		p.live.clear()
	}
	_, _ = io.WriteString(p.stderr, quote.Message(fmt.Sprintf(format, args...))+"\n")
}

// note says something that is not the recorder's.
func (p *progress) note(format string, args ...any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.say("note: "+format, args...)
}

func (p *progress) done() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.live != nil {
		p.live.clear()
	}
}
