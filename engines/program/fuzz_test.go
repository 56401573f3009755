package program

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/sightglass-go/sightglass/engines"
)

// FuzzReply: whatever a program writes is a reply whose readings can be, or an error of
// one line.
func FuzzReply(f *testing.F) {
	for _, line := range []string{
		`{"id":1,"protocol":1,"name":"n","version":"v","clock":"c","abilities":["globals"]}`,
		`{"id":1,"nanoseconds":100,"calls":[{"bench":"start","at":1},{"bench":"end","at":2}],"values":["18446744073709551615"]}`,
		`{"id":1,"error":{"kind":"exit","message":"a\nb","code":3}}`,
		`{"id":1,"nanoseconds":-1}`, `{"id":1,"nanoseconds":9223372036854775807}`, `{}`, `[]`, `nul`, "",
	} {
		f.Add([]byte(line))
	}
	f.Fuzz(func(t *testing.T, line []byte) {
		r, err := parseReply(line)
		if err != nil {
			if r != nil || !errors.Is(err, ErrProtocol) || strings.Contains(err.Error(), "\n") {
				t.Errorf("%q: %v", line, err)
			}
			return
		}
		const wall = time.Millisecond
		e := &engine{process: &process{name: "fuzz"}}
		_ = e.greeted(r)
		bench := engines.NewBench(nil)
		last := uint64(0)
		err = e.took("call", r, wall, bench, func(*call) {
			if e.elapsed < last {
				t.Errorf("%q: the clock goes back", line)
			}
			last = e.elapsed
		})
		if most := uint64(wall + wall/1000 + time.Microsecond); e.elapsed > most || err == nil && r.Error == nil && (r.Nanoseconds == nil || e.elapsed != uint64(*r.Nanoseconds)) {
			t.Errorf("%q: %d ns of %v, error %v", line, e.elapsed, wall, err)
		}
		if r.Error != nil {
			for do := range kinds {
				if err := e.refused(do, r.Error, nil); err == nil || strings.Contains(err.Error(), "\n") {
					t.Errorf("%q: %v", line, err)
				}
			}
		}
	})
}
