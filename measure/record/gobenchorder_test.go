package record

import (
	"bytes"
	"errors"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestGoBenchBaselineFirst: benchstat compares with the engine of the first line
// (TestBenchstat asks it), and rounds have random order.
func TestGoBenchBaselineFirst(t *testing.T) {
	header := Header{Engines: []Engine{{Name: "old"}, {Name: "new", Flags: "x"}}}
	many := strings.Repeat("new ", mostWaiting+1)
	for _, tt := range []struct{ name, processes, want string }{
		{"drawn in the other order", "new old new old", "old new new old"},
		{"drawn in order", "old new new old", "old new new old"},
		{"the baseline failed at first", "new new old new", "old new new new"},
		{"the baseline always fails", "new new", "new new"},
		{"an engine that the header lacks", "other new old new", "old new other new"},
		{"not all of a long recording is held", many + "old", many + "old"},
	} {
		var out bytes.Buffer
		w := NewWriter(&out, GoBench)
		err := w.Begin(header)
		for i, engine := range strings.Fields(tt.processes) {
			row := sample(func(r *Row) { r.Process, r.Engine = uint64(i), engine })
			if engine == "new" {
				row.EngineFlags = "x"
			}
			second := row
			second.Event = "nanoseconds"
			err = errors.Join(err, w.Write(row), w.Write(second), w.Flush()) // as recorders do
		}
		if err = errors.Join(err, w.Close()); err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, m := range regexp.MustCompile(`/engine=(\w+)\S* 1 130 cycles/op 130 ns/op\n`).FindAllStringSubmatch(out.String(), -1) {
			got = append(got, m[1])
		}
		if want := strings.Fields(tt.want); !slices.Equal(got, want) {
			t.Errorf("%s: %.60q, want %.60q", tt.name, got, want)
		}
	}
}
