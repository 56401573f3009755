package stream

import (
	"io"
	"os"

	"golang.org/x/term"

	"github.com/sightglass-go/sightglass/measure/quote"
)

// IsTerminal tells whether what is written to w, or read from it, is a terminal.
func IsTerminal(w any) bool {
	f, ok := fileBehind(w)
	return ok && term.IsTerminal(int(f.Fd()))
}

// Width is a terminal's number of columns, 0 if it does not say.
func Width(w any) int {
	if f, ok := fileBehind(w); ok {
		if width, _, err := term.GetSize(int(f.Fd())); err == nil {
			return width
		}
	}
	return 0
}

// fileBehind returns the file that a writer is or hands on to.
func fileBehind(w any) (*os.File, bool) {
	if to, ok := w.(io.Writer); ok {
		w = quote.Raw(to)
	}
	if o, ok := w.(*Outlet); ok {
		w = o.to
	}
	f, ok := w.(*os.File)
	return f, ok
}
