package live

import (
	"fmt"
	"strings"
	"time"

	"github.com/sightglass-go/sightglass/measure/words"
	"github.com/sightglass-go/sightglass/recorder"
)

// logEvery is how often a log, which is not a terminal, gets a line.
const logEvery = time.Minute

// logbook is what a log shows while a recording runs: a line a minute, so that it is
// seen to live and nobody, a CI included, takes it for stuck.
type logbook struct {
	every     time.Duration // 0 for no lines
	said      time.Time     // when the last line was written
	undecided string        // of the last look, "" before
	stop      chan struct{} // ends the ticker, nil while there is none
}

// Undecided is how many benchmarks of how many are undecided so far.
func (p *Progress) Undecided(n, of int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.log.undecided = fmt.Sprintf("%d of %s undecided so far", n, words.Count(of, "benchmark"))
}

// startLog begins the lines of a recording. They are written between processes, when
// nothing measures. The ticker is for a process that takes so long that a line is late.
func (p *Progress) startLog() {
	p.log.said = p.clock()
	if p.log.every == 0 || p.log.stop != nil {
		return
	}
	stop := make(chan struct{})
	p.log.stop = stop
	go func() {
		ticker := time.NewTicker(p.log.every)
		defer ticker.Stop()
		for {
			select {
			case <-stop:
				return
			case <-ticker.C:
				p.late()
			}
		}
	}()
}

// late writes the line that no end of a process has brought for twice its time.
func (p *Progress) late() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.log.stop != nil && p.clock().Sub(p.log.said) >= 2*p.log.every {
		p.logLine(p.last)
	}
}

// logDue writes a line if it is time for one.
func (p *Progress) logDue(now recorder.Progress) {
	if p.log.every > 0 && p.clock().Sub(p.log.said) >= p.log.every {
		p.logLine(now)
	}
}

// logLine says how far it is: "12 of 40 rounds in 3m20s, about 7m40s left, until 19:47".
func (p *Progress) logLine(now recorder.Progress) {
	at := p.clock()
	p.log.said = at
	elapsed := at.Sub(p.begun)
	rounds := fmt.Sprintf("%d of %s", p.told, words.Count(p.current.Rounds, "round"))
	about := "about"
	var left time.Duration
	if e := p.Expected; e.Least < e.Most { // it ends when all is decided
		rounds = fmt.Sprintf("%d of %s at most", p.told, words.Count(e.Most, "round"))
		about = "at most"
		left = p.most(elapsed)
	} else if done := now.Done - p.before; done > 0 {
		left = times(elapsed/time.Duration(done), now.Total-now.Done)
	}
	if b := p.Expected.Budget; b > 0 && (left == 0 || left > b-elapsed) {
		left, about = max(0, b-elapsed), "at most"
	}
	text := fmt.Sprintf("%s in %s", rounds, words.Duration(elapsed))
	if left > 0 {
		text += fmt.Sprintf(", %s %s left, until %s", about, words.Duration(left), at.Add(left).Format("15:04"))
	}
	if p.log.undecided != "" {
		text += "; " + p.log.undecided
	} else if c := p.current; c.Benchmark != "" {
		text += fmt.Sprintf("; now %s on %v", c.Benchmark, c.Engine)
	}
	p.say("%s", strings.TrimSpace(text))
}

// stopLog ends the lines.
func (p *Progress) stopLog() {
	if p.log.stop != nil {
		close(p.log.stop)
		p.log.stop = nil
	}
}
