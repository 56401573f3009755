package worker

import (
	"strings"
	"sync"
)

// tail keeps the end of what a worker prints, which is nothing unless it
// crashes.
type tail struct {
	mu   sync.Mutex
	text []byte
	cut  bool
}

const maxTail = 2000 // bytes

// Write implements io.Writer.
func (t *tail) Write(b []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	// The first line of a crash says what it was; the goroutines behind it
	// fill any buffer. So the beginning is kept, and the end of that.
	if room := maxTail - len(t.text); room > 0 {
		t.text = append(t.text, b[:min(room, len(b))]...)
	}
	t.cut = t.cut || len(t.text) == maxTail
	return len(b), nil
}

// String returns it in one line.
func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	const most = 300
	words := strings.Join(strings.Fields(string(t.text)), " ")
	if len(words) > most || t.cut {
		words = strings.ToValidUTF8(words[:min(most, len(words))], "") + " ..."
	}
	return words
}
