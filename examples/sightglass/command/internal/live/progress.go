// Package live is what a command does while it runs: it shows how far a
// recording is, and obeys signals.
package live

import (
	"cmp"
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"github.com/sightglass-go/sightglass/examples/sightglass/command/internal/stream"
	"github.com/sightglass-go/sightglass/measure/quote"
	"github.com/sightglass-go/sightglass/recorder"
)

// Progress shows how far a recording is, and says what goes wrong when it
// does. It does all of this in the recorder's calls, which come between
// processes: nothing is computed or drawn while one measures, but for the line of a log
// that would be late.
type Progress struct {
	mu     sync.Mutex
	stderr io.Writer
	live   *live  // nil where the stream is not a terminal
	plain  bool   // a line for every round
	Watch  *Watch // nil where there is nothing to compare
	// Begins is said when a recording begins, and not when it is refused.
	Begins string
	// Expected is what is known of how long it takes; the rest is said after the first
	// round.
	Expected Expected
	clock    func() time.Time

	ended   int // processes
	round   int // that of the last process
	told    int // the last round that was told to be over
	begun   time.Time
	before  int               // processes that had ended when it began
	current recorder.Progress // of the last process
	last    recorder.Progress // of the last call
	first   firstRound
	log     logbook
}

// NewProgress returns what shows a recording on a stream, live if that is a
// terminal.
func NewProgress(stderr io.Writer) *Progress {
	stderr = quote.Raw(stderr)
	p := &Progress{stderr: stderr, clock: time.Now}
	if stream.IsTerminal(stderr) && os.Getenv("TERM") != "dumb" {
		p.live = &live{to: stderr, width: func() int { return stream.Width(stderr) }}
	}
	return p
}

// Modes are the values of Show's how: what there is to see on a terminal, a line
// for every round, and nothing but what goes wrong.
var Modes = []string{"auto", "plain", "none"}

// Show is NewProgress in one of the modes. Rows that go to a terminal leave no
// room for anything else there.
func Show(how string, stderr io.Writer, rowsTo any, w *Watch) *Progress {
	p := NewProgress(stderr)
	if how != "auto" || rowsTo != nil && stream.IsTerminal(rowsTo) {
		p.live = nil
	}
	p.plain = how == "plain"
	if how == "auto" && p.live == nil && !stream.IsTerminal(p.stderr) {
		p.log.every = logEvery
	}
	if p.live != nil || p.plain {
		p.Watch = w
	}
	return p
}

// Update is a recorder's Progress function.
func (p *Progress) Update(now recorder.Progress) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.begun.IsZero() || now.Done < p.ended { // a recording begins
		p.begun, p.before, p.round, p.told, p.current, p.first = p.clock(), now.Done, 0, 0, recorder.Progress{}, firstRound{}
		p.startLog()
		if p.Begins != "" {
			p.say("note: %s", p.Begins)
			p.Begins = ""
		}
	}
	p.ended, p.last = now.Done, now
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
		if took, ok := p.first.add(now, p.clock(), p.Expected.Processes); ok {
			p.estimate(took)
		}
		if now.Round > p.round && p.round > 0 || !now.Begins && now.Done == now.Total {
			p.roundOver(max(p.round, 1), now)
		}
		p.round = now.Round
		p.current = now
	}
	p.logDue(now)
	if p.live != nil && (now.Begins || now.Round == 0) {
		p.live.draw(p.clock(), p.lines(now))
	}
}

// estimate says how long the recording takes, unless that is hardly worth reading.
func (p *Progress) estimate(round time.Duration) {
	switch text, took, enough := p.Expected.Estimate(round, "from the first round"); {
	case !enough:
		p.say("warning: %s", text)
	case took >= briefly:
		p.say("note: %s", text)
	}
}

// roundOver looks at the comparison, and tells of the round if that is wanted.
func (p *Progress) roundOver(round int, now recorder.Progress) {
	if round <= p.told {
		return
	}
	p.told = round
	if p.Watch != nil {
		p.Watch.look()
	}
	if !p.plain {
		return
	}
	text := p.ordinal(round)
	if left := p.left(now); left != "" {
		text += ", " + left
	}
	if line := p.Watch.line(); line != "" {
		text += "; " + line
	}
	p.say("%s", text)
}

// ordinal says which round it is, and of how many: of how many at most, where the
// recording ends when all is decided.
func (p *Progress) ordinal(round int) string {
	if e := p.Expected; e.Least < e.Most {
		return fmt.Sprintf("round %d of at most %d", round, max(e.Most, p.current.Rounds))
	}
	return fmt.Sprintf("round %d of %d", round, p.current.Rounds)
}

// most is how long the rest takes at most where the recording ends when all is decided, 0
// if it is not known yet.
func (p *Progress) most(elapsed time.Duration) time.Duration {
	done := p.told - p.Expected.Before
	if done <= 0 {
		return 0
	}
	return times(elapsed/time.Duration(done), p.Expected.Most-p.told)
}

// left says how long the rest will take if it takes as long as what was done.
func (p *Progress) left(now recorder.Progress) string {
	done, rest, about := now.Done-p.before, now.Total-now.Done, "about"
	if done <= 0 || rest <= 0 {
		return ""
	}
	elapsed := p.clock().Sub(p.begun)
	left := elapsed / time.Duration(done) * time.Duration(rest)
	if e := p.Expected; e.Least < e.Most {
		left, about = p.most(elapsed), "at most"
		if left == 0 || e.Budget > 0 {
			left = min(cmp.Or(left, e.Budget), e.Budget-elapsed)
		}
		if left <= 0 {
			return ""
		}
	}
	if left < time.Second {
		return "less than 1s left"
	}
	return fmt.Sprintf("%s %v left", about, left.Round(time.Second))
}

// lines are what is shown live.
func (p *Progress) lines(now recorder.Progress) shown {
	s := shown{done: now.Done, total: now.Total, head: "processes"}
	c := p.current
	if c.Round > 0 {
		s.head = p.ordinal(c.Round)
	}
	if left := p.left(now); left != "" {
		s.head += ", " + left
	}
	if c.Benchmark != "" {
		s.below = append(s.below, fmt.Sprintf("now    %s on %v", c.Benchmark, c.Engine))
	}
	if line := p.Watch.live(); line != "" {
		s.below = append(s.below, "so far "+line)
	}
	return s
}

// say writes a line that stays.
func (p *Progress) say(format string, args ...any) {
	if p.live != nil {
		p.live.clear()
	}
	_, _ = io.WriteString(p.stderr, quote.Message(fmt.Sprintf(format, args...))+"\n")
}

// Note says something that is not the recorder's.
func (p *Progress) Note(format string, args ...any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.say("note: "+format, args...)
}

// Done takes away what is shown live.
func (p *Progress) Done() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.stopLog()
	if p.live != nil {
		p.live.clear()
	}
}
