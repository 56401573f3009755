package live

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/jedib0t/go-pretty/v6/text"
	"github.com/schollz/progressbar/v3"

	"github.com/sightglass-go/sightglass/measure/quote"
)

// live is the lines at the bottom of a terminal that change: a bar, and what
// stands below it. The cursor waits in the bar's line.
type live struct {
	to    io.Writer
	width func() int // of the terminal, 0 if it does not say
	bar   *progressbar.ProgressBar
	total int
	below int // lines drawn below the bar
	drawn time.Time
}

// shown is what the lines show.
type shown struct {
	done, total int
	head        string   // stands before the bar
	below       []string // a line each
}

// RedrawAfter bounds how often the lines are drawn, which takes time from the
// processor that is about to measure. (Tests do without.)
var RedrawAfter = 100 * time.Millisecond

// draw draws the lines, unless it has done so just now.
func (l *live) draw(now time.Time, s shown) {
	if l.bar != nil && l.total == s.total && now.Sub(l.drawn) < RedrawAfter && now.After(l.drawn) {
		return
	}
	width := l.width()
	if width <= 0 {
		width = 80
	}
	if l.bar == nil || l.total != s.total {
		l.clear()
		l.total = s.total
		l.bar = progressbar.NewOptions(s.total,
			progressbar.OptionSetWriter(l.to),
			progressbar.OptionShowCount(),
			progressbar.OptionSetPredictTime(false),
			progressbar.OptionFullWidth(),
			progressbar.OptionUseANSICodes(true),
			progressbar.OptionClearOnFinish(),
			progressbar.OptionThrottle(0),
		)
	}
	// A bar that cannot be drawn is not worth an error.
	l.bar.Describe(text.Snip(s.head, max(10, width-40), "…"))
	_ = l.bar.Set(s.done)
	var b strings.Builder
	for _, line := range s.below {
		b.WriteString("\n\x1b[2K" + text.Snip(quote.Line(line), width-1, "…"))
	}
	for range l.below - len(s.below) {
		b.WriteString("\n\x1b[2K")
	}
	if n := max(l.below, len(s.below)); n > 0 {
		fmt.Fprintf(&b, "\x1b[%dA\r", n)
	}
	l.below = len(s.below)
	_, _ = io.WriteString(l.to, b.String())
	l.drawn = now
}

// clear takes the lines away; the next draw draws them below what is written
// meanwhile.
func (l *live) clear() {
	if l.bar == nil {
		return
	}
	b := "\r\x1b[2K" + strings.Repeat("\n\x1b[2K", l.below)
	if l.below > 0 {
		b += fmt.Sprintf("\x1b[%dA\r", l.below)
	}
	_, _ = io.WriteString(l.to, b)
	l.bar, l.below = nil, 0
}
