package worker

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"strconv"
	"strings"
)

// A message that travels on a standard output shares it with whatever else is
// printed there: a login shell's greeting, a wrapper's progress. So it is
// framed,
//
//	TOKEN SP number SP length SP checksum SP message LF
//
// and everything outside of frames is noise. The token is drawn for one process
// and told it on its standard input, so that nobody else can write a frame; the
// number, from 0, shows that one is missing, and the checksum (CRC-32 of the
// message, in hexadecimal) that something was printed into one.

// frameWriter writes every Write, a message with or without its newline, as a
// frame, in one Write.
type frameWriter struct {
	w      io.Writer
	token  string
	number uint64
	buffer []byte
}

func (f *frameWriter) Write(message []byte) (int, error) {
	text := bytes.TrimSuffix(message, []byte("\n"))
	b := append(f.buffer[:0], f.token...)
	b = strconv.AppendUint(append(b, ' '), f.number, 10)
	b = strconv.AppendInt(append(b, ' '), int64(len(text)), 10)
	b = strconv.AppendUint(append(b, ' '), uint64(crc32.ChecksumIEEE(text)), 16)
	b = append(append(append(b, ' '), text...), '\n')
	f.buffer = b
	f.number++
	if _, err := f.w.Write(b); err != nil {
		return 0, err
	}
	return len(message), nil
}

// frameReader finds the frames in a stream and hands the rest to noise.
type frameReader struct {
	r      *bufio.Reader
	token  string // its first byte does not occur in it again
	number uint64
	noise  io.Writer
	unsaid []byte // noise that was not handed on yet
}

func newFrameReader(r io.Reader, token string, noise io.Writer) *frameReader {
	return &frameReader{r: bufio.NewReaderSize(r, 64<<10), token: token, noise: noise}
}

// next returns the next message, io.EOF at the end, also at one within a frame,
// and an error that wraps errRubbish if a frame is missing or damaged.
func (f *frameReader) next() ([]byte, error) {
	defer f.flush()
	for {
		if err := f.find(); err != nil {
			return nil, err
		}
		number, length, sum, ok := f.header()
		switch {
		case !ok: // the token alone, as a terminal echoes it
			continue
		case number != f.number:
			return nil, fmt.Errorf("%w: message %d came in place of %d", errRubbish, number, f.number)
		case length > maxMessage:
			return nil, fmt.Errorf("%w: a message of %d bytes", errRubbish, length)
		}
		f.number++
		message := make([]byte, length)
		if _, err := io.ReadFull(f.r, message); err != nil {
			return nil, atEnd(err)
		}
		if uint64(crc32.ChecksumIEEE(message)) != sum {
			return nil, fmt.Errorf("%w: something was printed into message %d: %.80q", errRubbish, number, message)
		}
		return message, nil
	}
}

// find reads up to the end of the next token.
func (f *frameReader) find() error {
	for matched := 0; matched < len(f.token); {
		c, err := f.r.ReadByte()
		if err != nil {
			return atEnd(err)
		}
		switch c {
		case f.token[matched]:
			matched++
			continue
		case f.token[0]:
			f.say(f.token[:matched])
			matched = 1
			continue
		}
		f.say(f.token[:matched])
		f.say(string(c))
		matched = 0
	}
	return nil
}

// header reads what lies between the token and the message, as far as it is
// that.
func (f *frameReader) header() (number, length, sum uint64, ok bool) {
	if c, err := f.r.ReadByte(); err != nil {
		return 0, 0, 0, false
	} else if c != ' ' {
		_ = f.r.UnreadByte()
		return 0, 0, 0, false
	}
	number, ok = f.field(10)
	if ok {
		length, ok = f.field(10)
	}
	if ok {
		sum, ok = f.field(16)
	}
	return number, length, sum, ok
}

// field reads a number and the space behind it, and leaves what is neither.
func (f *frameReader) field(base int) (uint64, bool) {
	var digits []byte
	for len(digits) <= 20 {
		c, err := f.r.ReadByte()
		if err != nil {
			return 0, false
		}
		if c == ' ' {
			n, err := strconv.ParseUint(string(digits), base, 64)
			return n, err == nil
		}
		if !strings.ContainsRune("0123456789abcdef", rune(c)) {
			_ = f.r.UnreadByte()
			return 0, false
		}
		digits = append(digits, c)
	}
	return 0, false
}

func (f *frameReader) say(text string) {
	if f.unsaid = append(f.unsaid, text...); len(f.unsaid) > 4<<10 {
		f.flush()
	}
}

func (f *frameReader) flush() {
	_, _ = f.noise.Write(f.unsaid) // a tail never fails
	f.unsaid = f.unsaid[:0]
}

// atEnd takes a stream that broke for one that ended: it makes no difference to
// who reads it.
func atEnd(err error) error {
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return io.EOF
	}
	return err
}
