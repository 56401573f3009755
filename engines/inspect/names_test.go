package inspect_test

import (
	"maps"
	"testing"

	"github.com/sightglass-go/sightglass/engines/inspect"
)

// TestFunctionNames: the name section wins over exports and imports, and what is damaged
// in it names nothing. The sections are written by hand, by the specification.
func TestFunctionNames(t *testing.T) {
	types := sec(1, "\x01\x60\x00\x00")
	imported := sec(2, "\x01\x01m\x01f\x00\x00")
	functions := sec(3, "\x02\x00\x00")
	exports := sec(7, "\x02\x01e\x00\x01\x02e2\x00\x02")
	code := sec(10, "\x02\x02\x00\x0b\x02\x00\x0b")
	all := func(names string) []byte {
		return file(types, imported, functions, exports, code, sec(0, "\x04name"+names))
	}
	without := map[uint32]string{0: "m.f", 1: "e", 2: "e2"}
	for _, tt := range []struct {
		name, section string
		want          map[uint32]string
	}{
		{"none", "", without},
		{"one", "\x01\x04\x01\x02\x01x", map[uint32]string{0: "m.f", 1: "e", 2: "x"}},
		{"behind another subsection", "\x00\x02\x01M\x01\x07\x02\x00\x01a\x01\x01b", map[uint32]string{0: "a", 1: "b", 2: "e2"}},
		{"too long", "\x01\x7f\x01\x02\x01x", without},
		{"cut off", "\x01\x04\x02\x02\x01x", map[uint32]string{0: "m.f", 1: "e", 2: "e2"}},
		{"an empty name", "\x01\x03\x01\x02\x00", without},
	} {
		wasm := all(tt.section)
		m, err := inspect.Parse(wasm)
		if err != nil {
			t.Fatalf("%s: %v", tt.name, err)
		}
		if got := m.FunctionNames(wasm); !maps.Equal(got, tt.want) {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
	}
}
