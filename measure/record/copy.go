package record

import (
	"errors"
	"io"
)

// Copy hands a recording that exists on to a sink, from its headers to its
// last row, and flushes it: this is how a recording becomes one in another
// format. Lines that are not rows are given to refused, which may be nil, as
// *SyntaxError, and copying goes on. The error is what ended it otherwise: a
// file that cannot be read to its end, or the sink's, which may also be of a
// row that its format cannot carry.
//
// Marks are handed on, too, to a Marker. A Writer, and a Sink that embeds one, writes
// checksums only where the original has some and under its header. What is damaged is left out, and
// the mark at the end of that recording says so: the copy is whole, but not
// complete.
func Copy(dst Sink, src *Reader, refused func(error)) error {
	if e := jsonlOf(dst); e != nil {
		e.copies = true
		defer func() { e.copies = false }()
	}
	return copyTo(dst, src, refused)
}

func copyTo(dst Sink, src *Reader, refused func(error)) error {
	var failed error // of the sink, in between
	damaged := false // in this recording
	onHeader, onMark := src.OnHeader, src.OnMark
	defer func() { src.OnHeader, src.OnMark = onHeader, onMark }()
	src.OnHeader = func(h Header) {
		damaged = false
		if failed == nil {
			failed = dst.Begin(h)
		}
		if onHeader != nil {
			onHeader(h)
		}
	}
	src.OnMark = func(m Mark) {
		copied := m
		if damaged && m.Finished != nil && m.Finished.Why == "" {
			copied.Finished = &Finished{At: m.Finished.At, Why: "copied without what was damaged"}
		}
		if marker, ok := dst.(Marker); ok && failed == nil {
			failed = marker.Mark(copied)
		}
		if onMark != nil {
			onMark(m)
		}
	}
	for {
		row, err := src.Read()
		var syntax *SyntaxError
		switch {
		case failed != nil:
			return failed
		case err == io.EOF:
			return dst.Flush()
		case errors.As(err, &syntax):
			damaged = damaged || errors.Is(err, ErrDamaged)
			if refused != nil {
				refused(err)
			}
		case err != nil:
			return errors.Join(err, dst.Flush())
		default:
			if e := jsonlOf(dst); e != nil && len(src.headers) == 0 && e.headed {
				// Else these rows would stand under the header of others.
				if err := dst.Begin(Header{}); err != nil {
					return err
				}
				e.headed = false
			}
			if err := dst.Write(row); err != nil {
				return err
			}
		}
	}
}

// jsonlOf returns the encoder of a Writer of JSON Lines, or of a Sink that one is
// embedded in, else nil.
func jsonlOf(s Sink) *jsonlEncoder {
	if w, ok := s.(interface{ writer() *Writer }); ok {
		e, _ := w.writer().enc.(*jsonlEncoder)
		return e
	}
	return nil
}

func (w *Writer) writer() *Writer { return w }
