package record

import (
	"bytes"
	"fmt"
	"io"
	"reflect"
	"strings"
	"testing"
	"testing/iotest"
)

// inPieces checks what holds for any input and any format, beside roundTrip:
// every error names the file and the line, no more comes out than two things
// for each byte that went in, and how the input arrives (a byte at a time, the
// end with the last bytes) makes no difference.
func inPieces(t *testing.T, format Format, input []byte) {
	rows, errs := readEach(t, bytes.NewReader(input), format, 2*len(input)+2)
	for name, r := range map[string]io.Reader{
		"bytewise":                         iotest.OneByteReader(bytes.NewReader(input)),
		"in halves, the end with the data": iotest.DataErrReader(iotest.HalfReader(bytes.NewReader(input))),
	} {
		rows2, errs2 := readEach(t, r, format, 2*len(input)+2)
		if !reflect.DeepEqual(rows, rows2) || !reflect.DeepEqual(errs, errs2) {
			t.Fatalf("read %s:\n%+v\n%q\nat once:\n%+v\n%q", name, rows2, errs2, rows, errs)
		}
	}
}

func readEach(t *testing.T, in io.Reader, format Format, most int) (rows []Row, errs []string) {
	r := NewReader(in, "a file", format)
	for row, err := range r.All() {
		if err == nil {
			rows = append(rows, row)
		} else {
			errs = append(errs, err.Error())
			syntax, ok := err.(*SyntaxError)
			if !ok || !strings.HasPrefix(err.Error(), fmt.Sprintf("a file:%d: ", syntax.Line)) || len(err.Error()) > 2000 {
				t.Fatalf("error %q", err)
			}
		}
		if len(rows)+len(errs) > most {
			t.Fatalf("%d rows and %d errors of %d bytes", len(rows), len(errs), most)
		}
	}
	return rows, errs
}
