package native_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/examples/customengine/native"
)

// enginetest.Run is no use here: its guests are WebAssembly and have no names,
// while this engine knows names alone. These tests hold the engine to the same
// contract with guests in Go.

var wasm = []byte("\x00asm\x01\x00\x00\x00")

func work(g *native.Guest) error { g.Start(); g.End(); return nil }

var programs = native.Programs{
	"noop":       work,
	"starts":     func(g *native.Guest) error { g.Start(); return nil },
	"end-first":  func(g *native.Guest) error { g.End(); return nil },
	"nothing":    func(*native.Guest) error { return nil },
	"twice":      func(g *native.Guest) error { return errors.Join(work(g), work(g)) },
	"panics":     func(g *native.Guest) error { g.Start(); panic("oh\nno") },
	"out-of":     func(g *native.Guest) error { g.Start(); _ = g.Args[len(g.Args)]; return nil },
	"exit-three": func(g *native.Guest) error { work(g); return &engines.ExitError{Code: 3} },
	"exit-zero":  func(g *native.Guest) error { work(g); return &engines.ExitError{} },
	"error":      func(g *native.Guest) error { work(g); return errors.New("not today") },
	"sees": func(g *native.Guest) error {
		work(g)
		in, err := io.ReadAll(g.Stdin)
		if err != nil {
			return err
		}
		value, set := g.LookupEnv("A")
		_, path := g.LookupEnv("PATH")
		n, errNumber := g.Number("number")
		_, errOut := fs.Stat(g.Files, "../secret")
		errWrite := error(nil)
		if f, err := g.Files.Open("number"); err == nil {
			if w, ok := f.(io.Writer); ok {
				_, errWrite = w.Write([]byte("x"))
			}
			f.Close()
		}
		_, err = fmt.Fprintf(g.Stdout, "%q %q %q %v %v %d %v %v %v\n", g.Args, in, value, set, path, n, errNumber == nil, errOut == nil, errWrite != nil)
		return err
	},
}

// link opens, compiles and links; all of it is closed with the test.
func link(t *testing.T, host engines.Host) (engines.Linker, error) {
	t.Helper()
	e, err := programs.Open(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	m, err := e.Compile(t.Context(), wasm)
	if err != nil {
		t.Fatal(err)
	}
	l, err := m.Link(t.Context(), host)
	t.Cleanup(func() {
		ctx := context.Background()
		errs := []error{e.Close(ctx), e.Close(ctx), m.Close(ctx), m.Close(ctx)}
		if l != nil {
			errs = append(errs, l.Close(ctx), l.Close(ctx))
		}
		if err := errors.Join(errs...); err != nil {
			t.Error(err)
		}
	})
	return l, err
}

func TestEnds(t *testing.T) {
	for _, tt := range []struct {
		name     string
		run      error
		exit     uint32
		protocol error
		stderr   string
	}{
		{"noop", nil, 0, nil, ""},
		{"dir/noop", nil, 0, nil, ""},
		{`dir\noop`, nil, 0, nil, ""},
		{"starts", nil, 0, engines.ErrNoEnd, ""},
		{"end-first", nil, 0, engines.ErrEndFirst, ""},
		{"nothing", nil, 0, engines.ErrNoStart, ""},
		{"twice", nil, 0, engines.ErrAfterEnd, ""},
		{"panics", engines.ErrTrap, 0, engines.ErrNoEnd, ""},
		{"out-of", engines.ErrTrap, 0, engines.ErrNoEnd, ""},
		{"exit-three", nil, 3, nil, ""},
		{"exit-zero", nil, 0, nil, ""},
		{"error", nil, 1, nil, "not today\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			stderr := file(t, "")
			bench := engines.NewBench(nil)
			l, err := link(t, engines.Host{Args: []string{tt.name + ".wasm"}, Stderr: stderr, Bench: bench})
			if err != nil {
				t.Fatal(err)
			}
			i, err := l.Instantiate(t.Context())
			if err != nil || bench.Early() != nil {
				t.Fatal(err, bench.Early())
			}
			err = i.Run(t.Context())
			var exit *engines.ExitError
			switch errors.As(err, &exit); {
			case tt.exit != 0 && (exit == nil || exit.Code != tt.exit), tt.exit == 0 && !errors.Is(err, tt.run):
				t.Errorf("run: %v", err)
			case err != nil && strings.Contains(err.Error(), "\n"):
				t.Errorf("more than one line: %q", err)
			}
			if got := bench.Err(); got != tt.protocol {
				t.Errorf("protocol: %v, want %v", got, tt.protocol)
			}
			if got := content(t, stderr); got != tt.stderr {
				t.Errorf("stderr %q, want %q", got, tt.stderr)
			}
			if err := errors.Join(i.Close(t.Context()), i.Close(t.Context())); err != nil {
				t.Error(err)
			}
			if err := i.Run(t.Context()); !errors.Is(err, engines.ErrClosed) {
				t.Errorf("run a closed instance: %v", err)
			}
		})
	}
}

// TestSees: what a program finds is the host's, and nothing of the process.
func TestSees(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{"secret": "s", "in/number": " 42\n"} {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, []byte(text), 0o644)); err != nil {
			t.Fatal(err)
		}
	}
	for _, tt := range []struct {
		host engines.Host
		want string
	}{
		{engines.Host{Args: []string{"sees.wasm"}}, `["sees.wasm"] "" "" false false 0 false false false` + "\n"},
		{engines.Host{Args: []string{"sees.wasm", "x"}, Env: []string{"A=b=c"}, Dir: filepath.Join(dir, "in"), Stdin: file(t, "input")},
			`["sees.wasm" "x"] "input" "b=c" true false 42 true false true` + "\n"},
	} {
		for range 2 { // standard input from its beginning each time
			tt.host.Stdout, tt.host.Bench = file(t, ""), engines.NewBench(nil)
			l, err := link(t, tt.host)
			if err != nil {
				t.Fatal(err)
			}
			i, err := l.Instantiate(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if got := content(t, tt.host.Stdout); got != "" {
				t.Errorf("printed before it was run: %q", got)
			}
			if err := i.Run(t.Context()); err != nil {
				t.Error(err)
			}
			if got := content(t, tt.host.Stdout); got != tt.want {
				t.Errorf("%q, want %q", got, tt.want)
			}
		}
	}
}

// ExamplePrograms measures a Go function as if it were a guest.
func ExamplePrograms() {
	ctx := context.Background()
	programs := native.Programs{"sum": func(g *native.Guest) error {
		n := 0
		g.Start()
		for i := range 10 {
			n += i
		}
		g.End()
		_, err := fmt.Fprintln(g.Stdout, n)
		return err
	}}
	engine, _ := programs.Open(ctx, "")
	defer engine.Close(ctx)
	module, _ := engine.Compile(ctx, wasm)
	bench := engines.NewBench(nil)
	linker, _ := module.Link(ctx, engines.Host{Args: []string{"sum.wasm"}, Stdout: os.Stdout, Bench: bench})
	instance, _ := linker.Instantiate(ctx)
	fmt.Println(instance.Run(ctx), bench.Err())
	_, err := module.Link(ctx, engines.Host{Args: []string{"product.wasm"}, Bench: bench})
	fmt.Println(err)
	// Output:
	// 45
	// <nil> <nil>
	// module does not compile: there is no Go function for product.wasm: write a native.Program and add it as "product" to the native.Programs of the engine, which has sum
}

func file(t *testing.T, text string) *os.File {
	t.Helper()
	f, err := os.Create(filepath.Join(t.TempDir(), "file"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	if _, err := f.WriteString(text); err != nil {
		t.Fatal(err)
	}
	return f
}

func content(t *testing.T, f *os.File) string {
	t.Helper()
	b, err := os.ReadFile(f.Name())
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
