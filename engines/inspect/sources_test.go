package inspect_test

import (
	_ "embed"
	"errors"
	"maps"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/engines/inspect"
)

// withLines is lines.c with DWARF and names; its first lines say how it was built.
//
//go:embed testdata/lines.wasm
var withLines []byte

//go:embed testdata/lines.c
var linesSource string

// lineOf is the line that has a text.
func lineOf(t *testing.T, text string) int {
	t.Helper()
	before, _, ok := strings.Cut(linesSource, text)
	if !ok {
		t.Fatalf("no line has %q", text)
	}
	return 1 + strings.Count(before, "\n")
}

// TestFunctionSources: the oracle is the text of the source. Functions 0 and 1 are
// imported.
func TestFunctionSources(t *testing.T) {
	m, err := inspect.Parse(withLines)
	if err != nil {
		t.Fatal(err)
	}
	want := map[uint32]inspect.Source{
		2: {File: "lines.c", Line: lineOf(t, "void begin("), Name: "begin"},
		3: {File: "lines.c", Line: lineOf(t, "unsigned scan("), Name: "scan"},
		4: {File: "lines.c", Line: lineOf(t, "unsigned fold("), Name: "fold"},
	}
	if got, err := m.FunctionSources(withLines); err != nil || !maps.Equal(got, want) {
		t.Errorf("%+v, %v, want %+v", got, err, want)
	}
	without := file()
	if m, err = inspect.Parse(without); err != nil {
		t.Fatal(err)
	}
	if got, err := m.FunctionSources(without); err != nil || len(got) != 0 {
		t.Errorf("without DWARF: %+v, %v", got, err)
	}
}

// TestDamagedSources: no damage to DWARF makes a panic or an endless loop, and none is
// told apart from its absence.
func TestDamagedSources(t *testing.T) {
	m, err := inspect.Parse(withLines)
	if err != nil {
		t.Fatal(err)
	}
	failed := 0
	for _, s := range m.Sections {
		if !strings.HasPrefix(s.Name, ".debug_") {
			continue
		}
		for at := s.Offset + 1 + len(s.Name); at < s.Offset+s.Size; at++ {
			damaged := []byte(string(withLines))
			damaged[at] ^= 0xff
			if _, err := m.FunctionSources(damaged); err != nil {
				failed++
				if !errors.Is(err, inspect.ErrSources) {
					t.Errorf("%s, byte %d: %v", s.Name, at-s.Offset, err)
				}
			}
		}
	}
	if failed == 0 {
		t.Error("no damage was an error")
	}
}
