package record

import (
	"bufio"
	"errors"
	"io"
)

// maxLine bounds what is held of one line (of one object, in JSON). Rows are
// a hundred bytes or two; a recording's header may carry a plan of any size.
const maxLine = 16 << 20

var errLongLine = errors.New("longer than 16 MiB")

// lines splits a stream into lines and counts them.
type lines struct {
	r    *bufio.Reader
	line int      // number of the line returned last
	at   int64    // where it ends, in bytes
	size int      // of it, in bytes, with what ends it
	back [][]byte // lines given back, to be returned again, first one first
	long []byte   // for lines that do not fit in r's buffer

	unterminated bool // the line returned last had neither a line feed nor a carriage return at its end
}

// next returns the next line with its line feed, if it has one. The slice is
// good until the next call. A line that is too long is passed over and
// reported as errLongLine; line is its number then, too.
func (l *lines) next() ([]byte, error) {
	if len(l.back) > 0 {
		b := l.back[0]
		l.back = l.back[1:]
		l.line++
		l.at += int64(len(b))
		if b == nil {
			return nil, errLongLine
		}
		return l.got(b), nil
	}
	b, err := l.r.ReadSlice('\n')
	if err == bufio.ErrBufferFull {
		l.long = append(l.long[:0], b...)
		size := len(b)
		for err == bufio.ErrBufferFull {
			b, err = l.r.ReadSlice('\n')
			size += len(b)
			if len(l.long) <= maxLine {
				l.long = append(l.long, b...)
			}
		}
		b = l.long
		if len(l.long) > maxLine && (err == nil || err == io.EOF) {
			l.unterminated = len(b) == 0 || b[len(b)-1] != '\n'
			l.long = nil
			l.line++
			l.size = size
			l.at += int64(size)
			return nil, errLongLine
		}
	}
	if err == io.EOF && len(b) > 0 {
		err = nil // ReadSlice returns EOF again
	}
	if err != nil {
		return nil, err
	}
	l.line++
	l.size = len(b)
	l.at += int64(len(b))
	return l.got(b), nil
}

func (l *lines) got(b []byte) []byte {
	l.unterminated = b[len(b)-1] != '\n' && b[len(b)-1] != '\r'
	return b
}

// unread gives copies of the lines returned last back, in their order; nil
// stands for one that was too long.
func (l *lines) unread(b [][]byte) {
	l.line -= len(b)
	for _, line := range b {
		l.at -= int64(len(line))
	}
	l.back = append(b, l.back...)
}

// chomp returns the line without the carriage return and line feed at its
// end, or the one of them that is there.
func chomp(b []byte) []byte {
	if n := len(b); n > 0 && b[n-1] == '\n' {
		b = b[:n-1]
	}
	if n := len(b); n > 0 && b[n-1] == '\r' {
		b = b[:n-1]
	}
	return b
}
