package inspect_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/engines/inspect"
)

// withTypes is a module of these types that imports the function a.f of type
// index last, exported as f as well.
func withTypes(types string, last byte) []byte {
	return file(
		sec(1, types),
		sec(2, "\x01\x01a\x01f\x00"+string([]byte{last})),
		sec(7, "\x01\x01f\x00\x00"),
	)
}

// The bytes follow the binary format of the specification, version 3, and the
// overviews of the proposals named.
func TestTypes(t *testing.T) {
	const unknown = "an unknown type"
	for _, tt := range []struct {
		name, types string
		index       byte
		want        string
		warns       string
	}{
		{"vector", "\x01\x60\x01\x7b\x01\x7e", 0, "(v128) -> (i64)", ""},
		{"reference types", "\x01\x60\x02\x70\x6f\x00", 0, "(funcref, externref) -> ()", ""},
		{"multi-value", "\x01\x60\x00\x02\x7f\x7f", 0, "() -> (i32, i32)", ""},
		{"typed references", "\x02" + proc + "\x60\x02\x64\x00\x63\x70\x00", 1, "((ref 0), (ref null func)) -> ()", ""},
		{"large type index", "\x01\x60\x01\x64\xff\x01\x00", 0, "((ref 255)) -> ()", ""},
		{"exceptions", "\x01\x60\x01\x69\x01\x64\x69", 0, "(exnref) -> ((ref exn))", ""},
		{"gc: struct before", "\x02\x5f\x02\x78\x00\x64\x00\x01\x60\x01\x6e\x00", 1, "(anyref) -> ()", ""},
		{"gc: array before", "\x02\x5e\x77\x01" + proc, 1, "() -> ()", ""},
		{"gc: not a function", "\x01\x5e\x77\x01", 0, unknown, ""},
		{"gc: group", "\x02\x4e\x02\x5f\x00" + proc + "\x60\x01\x7f\x00", 2, "(i32) -> ()", ""},
		{"gc: empty group", "\x02\x4e\x00" + proc, 0, "() -> ()", ""},
		{"gc: subtype", "\x02\x50\x00" + proc + "\x4f\x01\x00\x60\x00\x01\x7f", 1, "() -> (i32)", ""},
		{"shared-everything", "\x01\x65\x60\x01\x63\x65\x6e\x00", 0, "((ref null (shared any))) -> ()", ""},
		{"stack switching", "\x03" + proc + "\x5d\x00\x60\x01\x64\x01\x01\x68", 2, "((ref 1)) -> (contref)", ""},
		{"custom descriptors", "\x02\x4d\x01\x5f\x00\x4c\x00\x60\x01\x64\x62\x00\x00", 1, "((ref (exact 0))) -> ()", ""},

		{"unknown form", "\x03" + proc + "\x40\x01\x02\x03", 0, "() -> ()", "unknown form 0x40"},
		{"after an unknown form", "\x03\x40\x01\x02\x03", 2, unknown, "from number 0 on"},
		{"unknown value type", "\x02\x60\x01\x41\x00" + proc, 1, unknown, "type of value 0x41"},
		{"unknown heap type", "\x01\x60\x01\x64\x41\x00", 0, unknown, "reference to the unknown type -63"},
		{"unknown field type", "\x01\x5f\x01\x41\x00", 0, unknown, "type of value 0x41"},
		{"no such type", "\x01" + proc, 5, unknown, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			m := mustParse(t, withTypes(tt.types, tt.index))
			if got := m.Imports[0].Type.String(); got != tt.want {
				t.Errorf("the import's type is %q, want %q", got, tt.want)
			}
			if got := m.Exports[0].Type.String(); got != tt.want {
				t.Errorf("the export's type is %q, want %q", got, tt.want)
			}
			checkWarnings(t, m, tt.warns)
		})
	}
}

func checkWarnings(t *testing.T, m *inspect.Module, want string) {
	t.Helper()
	all := ""
	for _, w := range m.Warnings {
		all += w.Error() + "\n"
	}
	if want == "" && all != "" || !strings.Contains(all, want) {
		t.Errorf("the warnings are %q, want %q", all, want)
	}
}

// Whatever kind of thing is imported first, bench.start is found after it.
func TestImports(t *testing.T) {
	for _, tt := range []struct{ name, before, warns string }{
		{"table", "\x01a\x01b\x01\x70\x00\x01", ""},
		{"table with a maximum", "\x01a\x01b\x01\x6f\x01\x01\xff\x7f", ""},
		{"table of typed references", "\x01a\x01b\x01\x63\x00\x00\x01", ""},
		{"64-bit table", "\x01a\x01b\x01\x70\x04\x01", ""},
		{"memory", "\x01a\x01b\x02\x00\x01", ""},
		{"shared memory", "\x01a\x01b\x02\x03\x01\x02", ""},
		{"64-bit memory", "\x01a\x01b\x02\x05\x01\x80\x80\x80\x80\x80\x80\x01", ""},
		{"custom page size", "\x01a\x01b\x02\x09\x01\x02\x00", ""},
		{"global", "\x01a\x01b\x03\x7e\x01", ""},
		{"global of a typed reference", "\x01a\x01b\x03\x64\x00\x00", ""},
		{"tag", "\x01a\x01b\x04\x00\x00", ""},
		{"exact function", "\x01a\x01b\x20\x00", ""},
		{"compact, a type each", "\x01a\x00\x7f\x01\x01b\x02\x00\x01", ""},
		{"compact, one type", "\x01a\x00\x7e\x02\x00\x01\x01\x01b", ""},
		{"no names", "\x00\x00\x02\x00\x01", ""},
		{"unknown kind", "\x01a\x01b\x33", "unknown kind 0x33"},
		{"unknown limits", "\x01a\x01b\x02\x10\x01", "unknown flags 0x10"},
		{"unknown type of a global", "\x01a\x01b\x03\x41\x00", "type of value 0x41"},
		{"unknown, compact", "\x01a\x00\x7f\x01\x01b\x33", "unknown kind 0x33"},
		{"unknown, compact of one type", "\x01a\x00\x7e\x33", "unknown kind 0x33"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			m := mustParse(t, file(
				sec(1, "\x01", proc),
				sec(2, "\x02", tt.before, benchStart+"\x00"),
				sec(7, "\x01\x01f\x00\x00"),
			))
			checkWarnings(t, m, tt.warns)
			k := slices.IndexFunc(m.Imports, func(i inspect.Import) bool { return i.String() == "bench.start" })
			if tt.warns != "" {
				if k >= 0 || !m.Exports[0].Type.Unknown {
					t.Errorf("imports were read on after one that is not known: %+v", m)
				}
			} else if k < 0 || !m.Imports[k].Type.Equal(inspect.FuncType{}) {
				t.Errorf("bench.start is not found: %v", m.Imports)
			}
		})
	}
}

func TestCompactImportsShareAType(t *testing.T) {
	m := mustParse(t, file(
		sec(1, "\x02\x60\x01\x7f\x00", proc),
		sec(2, "\x01\x05bench\x00\x7e\x00\x01\x02\x05start\x03end"),
	))
	if len(m.Imports) != 2 || m.Imports[1].String() != "bench.end" || !m.Imports[1].Type.Equal(inspect.FuncType{}) {
		t.Errorf("got %+v", m.Imports)
	}
}

func TestUnknownSections(t *testing.T) {
	m := mustParse(t, file(strings.Repeat(sec(77, "abc"), 1000)))
	checkWarnings(t, m, "section 77 is not known")
	if len(m.Warnings) > 100 || len(m.Sections) != 1000 {
		t.Errorf("%d warnings, %d sections", len(m.Warnings), len(m.Sections))
	}
}

func TestUnknownExportKind(t *testing.T) {
	m := mustParse(t, file(sec(7, "\x02\x01a\x09\x00\x06_start\x00\x00")))
	checkWarnings(t, m, "export of the unknown kind 0x09")
}

func TestKindString(t *testing.T) {
	for k, want := range map[inspect.Kind]string{inspect.Func: "func", inspect.Tag: "tag", 9: "kind 0x09"} {
		if k.String() != want {
			t.Errorf("Kind(%d) = %q, want %q", k, k, want)
		}
	}
}
