package inspect_test

import (
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/engines/inspect"
)

const componentHead = "\x00asm\x0d\x00\x01\x00"

func component(t testing.TB, name string) []byte {
	t.Helper()
	wasm, err := os.ReadFile(filepath.Join("../enginetest/guests/components", name+".wasm"))
	if err != nil {
		t.Fatal(err)
	}
	return wasm
}

// The texts beside these files say what they import and export.
func TestParseComponent(t *testing.T) {
	for name, want := range map[string]string{
		"noop":         "bench:instance{start:func,end:func} -> wasi:cli/run@0.2.0:instance; 1 modules, bench, wasi:cli/run@0.2.0",
		"qualified":    "sightglass:bench/bench@0.1.0:instance{start:func,end:func} -> wasi:cli/run@0.2.0:instance; 1 modules, sightglass:bench/bench@0.1.0, wasi:cli/run@0.2.0",
		"command":      "-> wasi:cli/run@0.2.0:instance; 1 modules, , wasi:cli/run@0.2.0",
		"bench-typed":  "bench:instance{start:func(1),end:func} -> wasi:cli/run@0.2.0:instance; 1 modules, bench, wasi:cli/run@0.2.0",
		"bench-func":   "bench:func -> wasi:cli/run@0.2.0:instance; 1 modules, bench, wasi:cli/run@0.2.0",
		"uses-random":  "wasi:random/random@0.2.0:instance{get-random-u64:func+} bench:instance{start:func,end:func} -> wasi:cli/run@0.2.0:instance; 1 modules, bench, wasi:cli/run@0.2.0",
		"run-later":    "bench:instance{start:func,end:func} -> wasi:cli/run@0.3.0:instance; 1 modules, bench, ",
		"run-missing":  "bench:instance{start:func,end:func} -> example:other/run@0.2.0:instance; 1 modules, bench, ",
		"never-starts": "bench:instance{start:func,end:func} -> wasi:cli/run@0.2.0:instance; 1 modules, bench, wasi:cli/run@0.2.0",
	} {
		wasm := component(t, name)
		c, err := inspect.ParseComponent(wasm)
		if err != nil || len(c.Warnings) > 0 || c.Size != len(wasm) {
			t.Errorf("%s: %+v, %v", name, c, err)
			continue
		}
		var got strings.Builder
		for _, i := range c.Imports {
			got.WriteString(item(i) + " ")
		}
		got.WriteString("->")
		for _, e := range c.Exports {
			fmt.Fprintf(&got, " %s:%s", e.Name, e.Sort)
		}
		fmt.Fprintf(&got, "; %d modules, %s, %s", len(c.Modules), c.Bench(), c.Run())
		if got.String() != want {
			t.Errorf("%s:\ngot  %s\nwant %s", name, got.String(), want)
		}
		if !inspect.IsComponent(wasm) {
			t.Errorf("%s is no component", name)
		}
	}
}

func item(i inspect.Item) string {
	s := i.Name + ":" + string(i.Sort)
	var items []string
	for _, each := range i.Items {
		items = append(items, item(each))
	}
	if len(items) > 0 {
		s += "{" + strings.Join(items, ",") + "}"
	}
	if i.Params > 0 {
		s += fmt.Sprintf("(%d)", i.Params)
	}
	if i.Result {
		s += "+"
	}
	return s
}

func TestCheckComponent(t *testing.T) {
	for name, want := range map[string]struct {
		bench, whole error
		says         string
	}{
		"noop":              {},
		"qualified":         {},
		"command":           {bench: inspect.ErrNoBenchImports, says: "an instance `bench` with `start` and `end`"},
		"bench-end-missing": {bench: inspect.ErrNoBenchImports, says: "the instance `bench` that the component imports lacks `end`"},
		"bench-typed":       {bench: inspect.ErrBenchType, whole: inspect.ErrBenchType, says: "import `bench.start` has 1 parameter and no result; want () -> ()"},
		"bench-func":        {bench: inspect.ErrBenchType, whole: inspect.ErrBenchType, says: "import `bench` is a func; want an instance"},
		"run-missing":       {bench: inspect.ErrNoEntry, whole: inspect.ErrNoEntry, says: "it exports `example:other/run@0.2.0`"},
		"run-later":         {bench: inspect.ErrNoEntry, whole: inspect.ErrNoEntry, says: "`wasi:cli/run` of WASI 0.2"},
	} {
		c, err := inspect.ParseComponent(component(t, name))
		if err != nil {
			t.Fatal(err)
		}
		if err := inspect.CheckComponent(c); !errors.Is(err, want.bench) || err != nil && !strings.Contains(err.Error(), want.says) {
			t.Errorf("%s: %v, want %v that says %q", name, err, want.bench, want.says)
		}
		if err := inspect.CheckComponentCommand(c); !errors.Is(err, want.whole) {
			t.Errorf("%s as a command: %v, want %v", name, err, want.whole)
		}
	}
}

// large is sec of any length.
func large(id byte, content string) string {
	return string(binary.AppendUvarint([]byte{id}, uint64(len(content)))) + content
}

func TestParseComponentRefuses(t *testing.T) {
	noop := string(component(t, "noop"))
	deep := componentHead
	for range 200 {
		deep = componentHead + large(4, deep)
	}
	types := "\x7f"
	for range 200 {
		types = "\x42\x01\x01" + types
	}
	for _, tt := range []struct {
		name, wasm string
		err        error
		says       string
	}{
		{"core module", "\x00asm\x01\x00\x00\x00", inspect.ErrVersion, "core module"},
		{"nothing", "", inspect.ErrNotWasm, "empty"},
		{"head cut off", "\x00asm\x0d", inspect.ErrTruncated, "first eight"},
		{"earlier format", "\x00asm\x0c\x00\x01\x00", inspect.ErrVersion, "version 12"},
		{"section without size", componentHead + "\x01", inspect.ErrTruncated, "head of a section"},
		{"cut off", noop[:150], inspect.ErrTruncated, "section 1 claims"},
		{"core sections", componentHead + noop[len(noop)-20:], inspect.ErrTruncated, "claims"},
		{"no core module inside", componentHead + sec(1, "(module)"), inspect.ErrMalformed, "a core module inside the component"},
		{"no component inside", componentHead + sec(4, "\x00asm\x01\x00\x00\x00"), inspect.ErrMalformed, "does not begin as one"},
		{"deep", deep, inspect.ErrMalformed, "more than 100 deep"},
		{"deep types", componentHead + large(7, "\x01"+types), inspect.ErrMalformed, "more than 100 deep"},
		{"many imports", componentHead + sec(10, "\xff\xff\xff\xff\x0f"), inspect.ErrMalformed, "4294967295 items"},
		{"many types", componentHead + sec(7, "\x01\x6e\xff\xff\xff\xff\x0f"), inspect.ErrMalformed, "parts of a type"},
		{"import cut off", componentHead + sec(10, "\x01\x00\x05ben"), inspect.ErrMalformed, "a name"},
	} {
		c, err := inspect.ParseComponent([]byte(tt.wasm))
		if c != nil || !errors.Is(err, tt.err) || !strings.Contains(err.Error(), tt.says) || errors.As(err, new(*inspect.Error)) == false {
			t.Errorf("%s: %v, %v; want an error %q that says %q", tt.name, c, err, tt.err, tt.says)
		}
	}
}

// What is not known is noted, and nothing is said to be missing because of it.
func TestParseComponentUnknown(t *testing.T) {
	c, err := inspect.ParseComponent([]byte(componentHead + sec(7, "\x01\x30\x00") + sec(10, "\x01\x00\x05bench\x05\x00")))
	if err != nil || len(c.Warnings) != 1 || c.Bench() != "bench" || inspect.CheckComponent(c) != nil {
		t.Errorf("%+v, %v", c, err)
	}
}

// FuzzParseComponent holds it to never panicking, to errors of the promised type, and to
// results no larger than the file.
func FuzzParseComponent(f *testing.F) {
	names, err := filepath.Glob("../enginetest/guests/components/*.wasm")
	if err != nil || len(names) == 0 {
		f.Fatal("no components", err)
	}
	for _, name := range names {
		f.Add(component(f, strings.TrimSuffix(filepath.Base(name), ".wasm")))
	}
	f.Add([]byte(componentHead + sec(7, "\x09\x72\x01\x01a\x7f\x71\x01\x01a\x01\x00\x00\x70\x00\x6f\x01\x00\x6e\x01\x01a\x6d\x01\x01a\x6b\x00\x6a\x01\x00\x00\x3f\x7f\x00")))
	f.Fuzz(func(t *testing.T, wasm []byte) {
		c, err := inspect.ParseComponent(wasm)
		if err != nil {
			var at *inspect.Error
			if !errors.As(err, &at) || at.Offset < 0 || at.Offset > len(wasm) || err.Error() == "" || c != nil {
				t.Fatalf("ParseComponent = %v, %#v", c, err)
			}
			return
		}
		if n := len(c.Imports) + len(c.Exports) + len(c.Modules); n > len(wasm) {
			t.Fatalf("%d things in %d bytes", n, len(wasm))
		}
		for _, err := range []error{inspect.CheckComponent(c), inspect.CheckComponentCommand(c)} {
			if err != nil && (err.Error() == "" || len(err.Error()) > 16*len(wasm)+1000) {
				t.Fatalf("an error of %d bytes for a file of %d", len(err.Error()), len(wasm))
			}
		}
	})
}
