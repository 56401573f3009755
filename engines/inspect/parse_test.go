package inspect_test

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/engines/inspect"
)

// file is a module of these sections.
func file(sections ...string) []byte {
	return []byte("\x00asm\x01\x00\x00\x00" + strings.Join(sections, ""))
}

// sec is a section; its content is short enough for its size to take one byte.
func sec(id byte, content ...string) string {
	s := strings.Join(content, "")
	if len(s) > 127 {
		panic("BUG: the section is too long for sec")
	}
	return string([]byte{id, byte(len(s))}) + s
}

const (
	proc       = "\x60\x00\x00" // the type () -> ()
	benchStart = "\x05bench\x05start\x00"
	benchEnd   = "\x05bench\x03end\x00"
)

func mustParse(t testing.TB, wasm []byte) *inspect.Module {
	t.Helper()
	m, err := inspect.Parse(wasm)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestParse(t *testing.T) {
	wasm := file(
		sec(1, "\x02", proc, "\x60\x02\x7f\x7d\x01\x7c"),
		sec(2, "\x02", benchStart+"\x00", "\x03env\x03mem\x02\x01\x01\x02"),
		sec(3, "\x02\x00\x01"),
		sec(7, "\x03", "\x06_start\x00\x01", "\x01f\x00\x02", "\x01m\x02\x00"),
		sec(8, "\x01"),
		sec(10, "\x02\x02\x00\x0b\x02\x00\x0b"),
		sec(0, "\x04notehello"),
	)
	m := mustParse(t, wasm)
	f := inspect.FuncType{
		Params:  []inspect.ValType{inspect.I32, inspect.F32},
		Results: []inspect.ValType{inspect.F64},
	}
	if want := []inspect.Import{
		{Module: "bench", Name: "start"},
		{Module: "env", Name: "mem", Kind: inspect.Memory},
	}; !reflect.DeepEqual(m.Imports, want) {
		t.Errorf("Imports = %+v, want %+v", m.Imports, want)
	}
	if want := []inspect.Export{
		{Name: "_start", Index: 1},
		{Name: "f", Index: 2, Type: f},
		{Name: "m", Kind: inspect.Memory},
	}; !reflect.DeepEqual(m.Exports, want) {
		t.Errorf("Exports = %+v, want %+v", m.Exports, want)
	}
	if want := (inspect.Section{ID: 10, Name: "code", Offset: 79, Size: 7}); m.Sections[5] != want {
		t.Errorf("Sections[5] = %+v, want %+v", m.Sections[5], want)
	}
	if m.Start != 1 || m.Functions != 2 || m.CodeSize != 7 || m.Size != len(wasm) {
		t.Errorf("Start, Functions, CodeSize, Size = %d, %d, %d, %d", m.Start, m.Functions, m.CodeSize, m.Size)
	}
	if !m.Custom("note") || m.Custom("name") || len(m.Warnings) != 0 {
		t.Errorf("custom sections or warnings are wrong: %+v", m)
	}
	if s := f.String(); s != "(i32, f32) -> (f64)" {
		t.Errorf("String = %q", s)
	}
	imports, err := inspect.ParseImports(wasm)
	if err != nil || !reflect.DeepEqual(imports.Imports, m.Imports) || len(imports.Exports) > 0 {
		t.Errorf("ParseImports = %+v, %v", imports, err)
	}
}

func TestParseEmptyModule(t *testing.T) {
	if m := mustParse(t, file()); m.Start != -1 || m.Size != 8 {
		t.Errorf("got %+v", m)
	}
}

func TestParseRefuses(t *testing.T) {
	long := strings.Repeat("\x80", 5) + "\x00"
	for _, tt := range []struct {
		name, wasm string
		err        error
		offset     int
		says       string
	}{
		{"empty", "", inspect.ErrNotWasm, 0, "empty"},
		{"text", "(module)", inspect.ErrNotWasm, 0, "wat2wasm"},
		{"text with comments", "\ufeff;; a\n (; b ;)\n(module", inspect.ErrNotWasm, 0, "wat2wasm"},
		{"comment without end", ";; a", inspect.ErrNotWasm, 0, "begins with"},
		{"ELF", "\x7fELF\x02", inspect.ErrNotWasm, 0, "ELF"},
		{"gzip", "\x1f\x8b\x08", inspect.ErrNotWasm, 0, "gzip"},
		{"LFS", "version https://git-lfs.github.com/spec/v1\n", inspect.ErrNotWasm, 0, "git lfs pull"},
		{"HTML", "<!DOCTYPE html>", inspect.ErrNotWasm, 0, "HTML"},
		{"something", "something", inspect.ErrNotWasm, 0, `"somethin"`},
		{"magic cut off", "\x00as", inspect.ErrTruncated, 3, "first eight"},
		{"version cut off", "\x00asm\x01", inspect.ErrTruncated, 5, "first eight"},
		{"component", "\x00asm\x0d\x00\x01\x00", inspect.ErrComponent, 0, "core module"},
		{"version", "\x00asm\x0d\x00\x00\x00", inspect.ErrVersion, 4, "version 13"},
		{"section without size", string(file("\x01")), inspect.ErrTruncated, 9, "head"},
		{"size without end", string(file("\x01\x80")), inspect.ErrTruncated, 10, "head"},
		{"section cut off", string(file("\x01\x04\x01\x60")), inspect.ErrTruncated, 8, `"type" claims 4 bytes, and 2 are left`},
		{"size of five gigabytes", string(file("\x01\xff\xff\xff\xff\x1f")), inspect.ErrMalformed, 9, "too large for 32 bits"},
		{"overlong size", string(file("\x01" + long)), inspect.ErrMalformed, 9, "too many bytes"},
		{"type cut off", string(file(sec(1, "\x01\x60\x00"))), inspect.ErrMalformed, 13, "end of section"},
		{"many types", string(file(sec(1, "\xff\xff\xff\xff\x0f"))), inspect.ErrMalformed, 10, "4294967295 types in the 0 bytes"},
		{"many parameters", string(file(sec(1, "\x01\x60\xff\xff\x03\x7f"))), inspect.ErrMalformed, 12, "65535 parameters"},
		{"many functions", string(file(sec(3, "\xff\xff\xff\xff\x0f"))), inspect.ErrMalformed, 10, "functions"},
		{"many imports", string(file(sec(2, "\xff\xff\x03\x00"))), inspect.ErrMalformed, 10, "imports"},
		{"many exports", string(file(sec(7, "\xff\xff\x03\x00"))), inspect.ErrMalformed, 10, "exports"},
		{"name out of section", string(file(sec(2, "\x01\x10env\x00\x00"))), inspect.ErrMalformed, 11, "a name"},
		{"custom name out of section", string(file(sec(0, "\x04not"))), inspect.ErrMalformed, 10, "a name"},
		{"left over", string(file(sec(8, "\x00\x00"))), inspect.ErrMalformed, 11, "1 bytes are left over"},
		{"no start index", string(file(sec(8))), inspect.ErrMalformed, 10, "end of section"},
		{"reference of 34 bits", string(file(sec(1, "\x01\x60\x01\x64\xff\xff\xff\xff\x1f\x00"))), inspect.ErrMalformed, 14, "33 bits"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			m, err := inspect.Parse([]byte(tt.wasm))
			if m != nil || !errors.Is(err, tt.err) {
				t.Fatalf("Parse = %v, %v; want an error %q", m, err, tt.err)
			}
			var at *inspect.Error
			if !errors.As(err, &at) || at.Offset != tt.offset {
				t.Errorf("%v: want offset %d", err, tt.offset)
			}
			if !strings.Contains(err.Error(), tt.says) {
				t.Errorf("%q does not say %q", err, tt.says)
			}
		})
	}
}
