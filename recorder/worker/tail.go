package worker

import (
	"fmt"
	"strings"
	"sync"

	"github.com/sightglass-go/sightglass/measure/words"
)

// tail keeps the beginning and the end of what a worker prints, which is
// nothing unless it crashes. The first line of a Go program's crash says what
// it was, and the goroutines behind it fill any buffer; of most other programs
// it is the last lines.
type tail struct {
	mu    sync.Mutex
	head  []byte
	end   []byte // of what is behind head, not more than maxEnd
	total int
}

const (
	maxHead = 2000 // bytes
	maxEnd  = 2000
)

// Write implements io.Writer.
func (t *tail) Write(b []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	n := len(b)
	t.total += n
	if room := min(maxHead-len(t.head), len(b)); room > 0 {
		t.head = append(t.head, b[:room]...)
		b = b[room:]
	}
	if len(b) > maxEnd {
		b = b[len(b)-maxEnd:]
	}
	if over := len(t.end) + len(b) - maxEnd; over > 0 {
		t.end = append(t.end[:0], t.end[over:]...)
	}
	t.end = append(t.end, b...)
	return n, nil
}

// String returns what is kept, with a note where something is left out.
func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	text := string(t.head)
	if out := t.total - len(t.head) - len(t.end); out > 0 {
		text += fmt.Sprintf("\n[... %s left out ...]\n", words.Count(out, "byte"))
	}
	return strings.TrimSpace(strings.ToValidUTF8(text+string(t.end), "\ufffd"))
}

// line returns the beginning, and if there is more the end, in one line.
func line(text string) string {
	const most = 300
	words := strings.Join(strings.Fields(text), " ")
	if len(words) <= most {
		return words
	}
	begin := strings.ToValidUTF8(words[:most*2/3], "")
	end := strings.ToValidUTF8(words[len(words)-most/3:], "")
	return begin + " ... " + end
}
