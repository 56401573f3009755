package inspect_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/sightglass-go/sightglass/engines/inspect"
)

// FuzzParse holds Parse and the checks to never panicking, to errors of the
// promised type, and to results no larger than the file.
func FuzzParse(f *testing.F) {
	f.Add([]byte(nil))
	f.Add(file(sec(1, "\x02\x4e\x02\x5f\x01\x78\x00\x50\x00\x65\x60\x02\x64\x00\x63\x6e\x01\x7b")))
	f.Add(file(sec(2, "\x02\x01a\x00\x7e\x02\x00\x01\x01\x01b\x01a\x00\x7f\x01\x01c\x00\x00")))
	guests, err := filepath.Glob("../enginetest/guests/*.wasm")
	if err != nil {
		f.Fatal(err)
	}
	for _, name := range guests {
		wasm, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(wasm)
	}
	f.Add(withLines)
	f.Fuzz(func(t *testing.T, wasm []byte) {
		m, err := inspect.Parse(wasm)
		if err != nil {
			var at *inspect.Error
			if !errors.As(err, &at) || at.Offset < 0 || at.Offset > len(wasm) || err.Error() == "" || m != nil {
				t.Fatalf("Parse = %v, %#v", m, err)
			}
			return
		}
		if n := len(m.Imports) + len(m.Exports) + len(m.Sections) + m.Functions; n > len(wasm) || m.CodeSize > m.Size {
			t.Fatalf("%d things in %d bytes", n, len(wasm))
		}
		if _, err := m.FunctionSources(wasm); err != nil && !errors.Is(err, inspect.ErrSources) {
			t.Fatal(err)
		}
		for index, name := range m.FunctionNames(wasm) {
			if len(name) == 0 || len(name) > 2*len(wasm)+1 {
				t.Fatalf("function %d is called %q", index, name)
			}
		}
		at := 8
		for _, s := range m.Sections {
			if s.Offset < at+2 || s.Offset+s.Size > len(wasm) {
				t.Fatalf("section %+v begins before byte %d or ends after byte %d", s, at+2, len(wasm))
			}
			at = s.Offset + s.Size
		}
		if at != len(wasm) {
			t.Fatalf("the sections end at %d, the file at %d", at, len(wasm))
		}
		for _, err := range []error{inspect.CheckBenchmark(m), inspect.CheckCommand(m)} {
			if err != nil && (err.Error() == "" || len(err.Error()) > 16*len(wasm)+1000) {
				t.Fatalf("an error of %d bytes for a file of %d", len(err.Error()), len(wasm))
			}
		}
		for _, e := range m.Exports {
			if _, err := inspect.CheckEntry(m, e.Name); err != nil && e.Kind == inspect.Func {
				checkFault(t, err)
			}
		}
	})
}

// checkFault accepts what a function that is there can be refused for: another
// export of the same name, or the benchmark's imports.
func checkFault(t *testing.T, err error) {
	if !errors.Is(err, inspect.ErrEntryType) && !errors.Is(err, inspect.ErrBenchType) {
		t.Fatal(err)
	}
}

// FuzzParseArgs holds ParseArgs to taking what FormatResults writes.
func FuzzParseArgs(f *testing.F) {
	for _, s := range []string{"0", "-1", "0x10", "1e39", "nan", "inf", "4294967296"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, typ := range []inspect.ValType{inspect.I32, inspect.I64, inspect.F32, inspect.F64} {
			ft := inspect.FuncType{Params: []inspect.ValType{typ}, Results: []inspect.ValType{typ}}
			raw, err := inspect.ParseArgs(ft, []string{s})
			if err != nil {
				if !errors.Is(err, inspect.ErrArgs) {
					t.Fatal(err)
				}
				continue
			}
			text := inspect.FormatResults(ft, raw)
			back, err := inspect.ParseArgs(ft, []string{text})
			if err != nil || inspect.FormatResults(ft, back) != text {
				t.Fatalf("%s %q gave %#x, %q, then %#x, %v", typ, s, raw, text, back, err)
			}
		}
	})
}
