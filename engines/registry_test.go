package engines_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/engines"
)

type named struct {
	engines.Engine
	id engines.Identity
}

func (n named) Identity() engines.Identity { return n.id }

type warns struct{ named }

func (warns) Warnings() []string { return []string{"slow"} }

func opener(name string) engines.Opener {
	return func(_ context.Context, flags string) (engines.Engine, error) {
		if flags != "" {
			return nil, engines.ParseFlags(flags, nil)
		}
		return named{id: engines.Identity{Name: name}}, nil
	}
}

func TestRegistry(t *testing.T) {
	var r engines.Registry
	_, err := r.Open(t.Context(), "b", "")
	if !errors.Is(err, engines.ErrUnknown) || !strings.Contains(err.Error(), "import an adapter") {
		t.Errorf("empty registry: %v", err)
	}
	r.Register("b", opener("b"))
	r.Register("a", opener("a"))
	if got := r.Names(); !slices.Equal(got, []string{"a", "b"}) {
		t.Errorf("names %v", got)
	}
	if e, err := r.Open(t.Context(), "b", ""); err != nil || e.Identity().Name != "b" {
		t.Errorf("b: %v, %v", e, err)
	}
	_, err = r.Open(t.Context(), "c", "")
	if !errors.Is(err, engines.ErrUnknown) || !strings.Contains(err.Error(), `"c": known are a, b`) {
		t.Errorf("c: %v", err)
	}
	_, err = r.Open(t.Context(), "a", "x")
	if !errors.Is(err, engines.ErrFlag) || !strings.HasPrefix(err.Error(), "open engine a: ") {
		t.Errorf("a with a flag: %v", err)
	}
}

func TestFiles(t *testing.T) {
	var r engines.Registry
	if _, err := r.Open(t.Context(), "./libx.so", ""); !errors.Is(err, engines.ErrUnavailable) || !strings.Contains(err.Error(), "engines/library") {
		t.Errorf("without an opener: %v", err)
	}
	if _, err := r.Open(t.Context(), "./engine", ""); !errors.Is(err, engines.ErrUnavailable) || !strings.Contains(err.Error(), "engines/program") {
		t.Errorf("a program without an opener: %v", err)
	}
	r.Files.Register(engines.ProgramFile, func(_ context.Context, path, flags string) (engines.Engine, error) {
		return named{id: engines.Identity{Name: "program " + path, Flags: flags}}, nil
	})
	if e, err := r.Open(t.Context(), "./engine", "f"); err != nil || e.Identity() != (engines.Identity{Name: "program ./engine", Flags: "f"}) {
		t.Errorf("%v, %v", e, err)
	}
	r.Files.Register(".so", func(_ context.Context, path, flags string) (engines.Engine, error) {
		return named{id: engines.Identity{Name: path, Flags: flags}}, nil
	})
	if e, err := r.Open(t.Context(), "a/libx.SO", "f"); err != nil || e.Identity() != (engines.Identity{Name: "a/libx.SO", Flags: "f"}) {
		t.Errorf("%v, %v", e, err)
	}
	r.Register("odd.so", opener("odd"))
	if e, err := r.Open(t.Context(), "odd.so", ""); err != nil || e.Identity().Name != "odd" {
		t.Errorf("a registered name comes first: %v, %v", e, err)
	}
}

func TestCutFile(t *testing.T) {
	for text, want := range map[string][2]string{
		"./libengine.so":            {"./libengine.so"},
		"libengine.so:":             {"libengine.so"},
		"a b/libengine.so:-O x=1":   {"a b/libengine.so", "-O x=1"},
		"./a:b@c/libengine.dylib:f": {"./a:b@c/libengine.dylib", "f"},
		`C:\engines\engine.DLL:f:g`: {`C:\engines\engine.DLL`, "f:g"},
		"./a.so:x.so":               {"./a.so", "x.so"},
		"wazero":                    {},
		"wazero:cache=x.so":         {},
		"wazero@./x.so":             {},
		"./libengine.so@v1":         {}, // no build of a library is asked for
		"libengine.so.1":            {},
		"engine.sol":                {},
		"./libengine.so.1":          {"./libengine.so.1"}, // a program
		"./engine.sol":              {"./engine.sol"},
		"../bin/engine:a=b:c":       {"../bin/engine", "a=b:c"},
		"/bin/engine@2:":            {"/bin/engine@2"},
		`C:\engines\engine.exe:f`:   {`C:\engines\engine.exe`, "f"},
		`.\engine`:                  {`.\engine`},
		"bin/engine":                {},
		".engine":                   {},
		"~/engine":                  {},
		"...":                       {},
		"":                          {},
	} {
		path, flags, ok := engines.CutFile(text)
		if path != want[0] || flags != want[1] || ok != (want[0] != "") {
			t.Errorf("%q: %q, %q, %t", text, path, flags, ok)
		}
	}
}

func TestIdentity(t *testing.T) {
	for want, id := range map[string]engines.Identity{
		"w":          {Name: "w"},
		"w v1":       {Name: "w", Version: "v1"},
		"w:a,b=2 v1": {Name: "w", Version: "v1", Flags: "a,b=2"},
		"w:a":        {Name: "w", Flags: "a"},
	} {
		if got := id.String(); got != want {
			t.Errorf("%+v is %q, want %q", id, got, want)
		}
	}
}

func TestWarnings(t *testing.T) {
	if w := engines.Warnings(named{}); w != nil {
		t.Errorf("warnings %q of an engine that has none", w)
	}
	if w := engines.Warnings(warns{}); !slices.Equal(w, []string{"slow"}) {
		t.Errorf("warnings %q", w)
	}
}

func TestHostCheck(t *testing.T) {
	b := engines.NewBench(nil)
	for name, h := range map[string]engines.Host{
		"no Bench":                        {},
		"argument 1 holds a NUL":          {Bench: b, Args: []string{"", "\x00"}},
		"argument 0 is not UTF-8":         {Bench: b, Args: []string{"\xff"}},
		"environment variable 0 holds a":  {Bench: b, Env: []string{"A=\x00"}},
		"environment variable 0 is not U": {Bench: b, Env: []string{"\xff=1"}},
	} {
		if err := h.Check(); !errors.Is(err, engines.ErrHost) || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := (engines.Host{Bench: b, Args: []string{"ünï"}, Env: []string{"A", "=", "B="}}).Check(); err != nil {
		t.Error(err)
	}
}

func FuzzCutFile(f *testing.F) {
	for _, text := range []string{"./engine:a:b", "./libengine.so:-O x", "wazero@./x.so", `C:\e.dll:f`, "a.so:b.so:c"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		path, flags, ok := engines.CutFile(text)
		switch joined := path + ":" + flags; {
		case !ok && path+flags != "":
			t.Errorf("%q is no file, and is %q and %q", text, path, flags)
		case ok && !engines.IsFile(path):
			t.Errorf("%q: %q is not the name of a file", text, path)
		case ok && joined != text && joined != text+":":
			t.Errorf("%q came apart as %q and %q", text, path, flags)
		}
	})
}

// TestOpenNil: an opener that returns nothing is named, and no nil engine is used.
func TestOpenNil(t *testing.T) {
	r := new(engines.Registry)
	r.Register("empty", func(context.Context, string) (engines.Engine, error) { return nil, nil })
	e, err := r.Open(t.Context(), "empty", "")
	if want := "open engine empty: what opens it returned neither an engine nor an error"; e != nil || err == nil || err.Error() != want {
		t.Errorf("%v, %v, want %q", e, err, want)
	}
}
