package isolate

import "bytes"

// saying is a line of a child that is meant for its parent, and what was written
// before it by whomever.
type saying struct{ what, text string }

// output takes apart what a child writes. Nothing but Write is called until the
// child is gone, or over is closed.
type output struct {
	token string
	said  chan<- saying
	over  chan struct{} // nobody wants to know any more
	line  []byte        // begun
	text  []byte        // since the last saying
}

// most is how much of the text before a saying is kept.
const most = 1 << 20

func (o *output) Write(b []byte) (int, error) {
	n := len(b)
	for len(b) > 0 {
		end := bytes.IndexByte(b, '\n')
		if end < 0 {
			o.line = append(o.line, b...)
			if len(o.line) > most { // no line of ours
				o.keep(o.line)
				o.line = o.line[:0]
			}
			return n, nil
		}
		o.line = append(o.line, b[:end]...)
		b = b[end+1:]
		if before, what, ok := bytes.Cut(o.line, []byte(o.token)); ok {
			o.keep(before)
			select {
			case o.said <- saying{string(what), string(o.text)}:
			case <-o.over:
			}
			o.text = o.text[:0]
		} else {
			o.keep(append(o.line, '\n'))
		}
		o.line = o.line[:0]
	}
	return n, nil
}

// keep keeps text, and of too much the beginning.
func (o *output) keep(b []byte) {
	o.text = append(o.text, b[:min(len(b), most-min(most, len(o.text)))]...)
}
