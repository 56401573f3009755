package record

import (
	"errors"
	"io"
)

// Copy hands a recording that exists on to a sink, from its headers to its
// last row, and flushes it: this is how a recording becomes one in another
// format. Lines that are no rows are given to refused, which may be nil, as
// *SyntaxError, and copying goes on. The error is what ended it otherwise: a
// file that cannot be read to its end, or the sink's, which may also be of a
// row that its format cannot carry.
//
// Marks are handed on, too, to a Marker. A Writer writes checksums only where
// the original has some, and numbers processes as they are numbered there, so
// that the copy hides no damage.
func Copy(dst Sink, src *Reader, refused func(error)) error {
	if w, ok := dst.(*Writer); ok {
		w.copies = true
		defer func() { w.copies = false }()
	}
	return copyTo(dst, src, refused)
}

func copyTo(dst Sink, src *Reader, refused func(error)) error {
	var failed error // of the sink, in between
	onHeader, onMark := src.OnHeader, src.OnMark
	defer func() { src.OnHeader, src.OnMark = onHeader, onMark }()
	src.OnHeader = func(h Header) {
		if failed == nil {
			failed = dst.Begin(h)
		}
		if onHeader != nil {
			onHeader(h)
		}
	}
	src.OnMark = func(m Mark) {
		if marker, ok := dst.(Marker); ok && failed == nil {
			failed = marker.Mark(m)
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
			if refused != nil {
				refused(err)
			}
		case err != nil:
			return errors.Join(err, dst.Flush())
		default:
			if w, ok := dst.(*Writer); ok && len(src.headers) == 0 && w.headed {
				// Else these rows would stand under the header of others.
				if err := dst.Begin(Header{}); err != nil {
					return err
				}
				w.headed = false
			}
			if err := dst.Write(row); err != nil {
				return err
			}
		}
	}
}
