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
func Copy(dst Sink, src *Reader, refused func(error)) error {
	headers := 0
	for {
		row, err := src.Read()
		for ; headers < len(src.headers); headers++ {
			if err := dst.Begin(src.headers[headers]); err != nil {
				return err
			}
		}
		var syntax *SyntaxError
		switch {
		case err == io.EOF:
			return dst.Flush()
		case errors.As(err, &syntax):
			if refused != nil {
				refused(err)
			}
		case err != nil:
			return errors.Join(err, dst.Flush())
		default:
			if w, ok := dst.(*Writer); ok && headers == 0 && w.headed {
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
