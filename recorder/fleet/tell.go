package fleet

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/sightglass-go/sightglass/measure/quote"
)

// unanswered is what an error of the scheduler's means: nil as long as it may be
// over soon. One that never answered, or that said no, is asked once.
func (r *run) unanswered(ctx context.Context, err error) error {
	switch {
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case r.answered.IsZero(), !errors.Is(err, ErrUnreachable):
		return err
	case time.Since(r.answered) > r.Patience:
		return fmt.Errorf("no answer for %v, so it is not known what the shares do: %w", r.Patience, err)
	case !r.told:
		r.told = true
		r.Note(fmt.Sprintf("trying again for %v: %s", r.Patience, quote.Error(err)))
	}
	return nil
}

// tell says how the shares are, if that has changed.
func (r *run) tell(sights map[int]Sight) {
	var running, waiting, silent, places, reasons []string
	for _, share := range r.open {
		switch s := sights[share]; s.State {
		case Running:
			running, places = append(running, ""), add(places, s.Where)
		case Waiting:
			waiting, reasons = append(waiting, ""), add(reasons, s.Why)
		case Silent:
			silent = append(silent, "")
		}
	}
	var parts []string
	part := func(n int, what string, details []string) {
		if n == 0 {
			return
		}
		text := fmt.Sprintf("%d %s", n, what)
		if len(details) > 0 {
			text += " (" + strings.Join(details, ", ") + ")"
		}
		parts = append(parts, text)
	}
	part(len(running), "running", places)
	part(len(waiting), "waiting", reasons)
	part(len(silent), "without an answer", nil)
	part(len(r.open)-len(running)-len(waiting)-len(silent), "started", nil)
	part(len(r.report.Missing), "missing", nil)
	line := fmt.Sprintf("%d of %d shares recorded", len(r.report.Recorded), r.Shares)
	if len(parts) > 0 {
		line += "; " + strings.Join(parts, ", ")
	}
	if line != r.said {
		r.said = line
		r.Note(line)
	}
}

// add adds a word that is not there; of many, the first are enough.
func add(words []string, word string) []string {
	const most = 8
	switch {
	case word == "" || slices.Contains(words, word) || len(words) > most:
		return words
	case len(words) == most:
		return append(words, "...")
	}
	return append(words, quote.Name(word))
}

// list is "share 3" or "shares 1, 3, 4".
func list(shares []int) string {
	text := strings.ReplaceAll(strings.Trim(fmt.Sprint(shares), "[]"), " ", ", ")
	if len(shares) == 1 {
		return "share " + text
	}
	return "shares " + text
}

// lastWords is the end of a share's log, which says why it ended; or why nothing can be
// written, as the log then lacks its end.
func (r *run) lastWords(share int) string {
	if err := r.writable(); err != nil {
		return "; nothing can be written to the folder of the fleet: " + quote.Error(err)
	}
	f, err := os.Open(r.Log(share))
	if err != nil {
		return "; it left no log"
	}
	defer f.Close()
	const most = 4096
	if info, err := f.Stat(); err == nil && info.Size() > most {
		_, _ = f.Seek(-most, io.SeekEnd)
	}
	text, _ := io.ReadAll(io.LimitReader(f, most))
	lines := bytes.Split(bytes.TrimSpace(text), []byte("\n"))
	last := string(bytes.TrimSpace(lines[len(lines)-1]))
	if last == "" {
		return fmt.Sprintf("; its log, %s, is empty", quote.Name(f.Name()))
	}
	return fmt.Sprintf("; the end of %s: %s", quote.Name(f.Name()), quote.Line(last))
}

// writable is nil if there is room for some more in the folder.
func (f *Fleet) writable() error {
	file, err := os.CreateTemp(f.Folder, ".room-*")
	if err != nil {
		return err
	}
	_, err = file.Write(make([]byte, 64<<10))
	return errors.Join(err, file.Close(), os.Remove(file.Name()))
}
