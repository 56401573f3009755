package program

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/engines/enginetest/guests"
)

// self is this test binary, which is an engine when it is started as one.
func self(t *testing.T) string {
	t.Helper()
	path, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// steps compiles, links, instantiates and runs a guest, on an engine with flags.
func steps(ctx context.Context, path, flags string) (bench *engines.Bench, step string, err error) {
	e, err := Open(ctx, path, flags)
	if err != nil {
		return nil, "open", err
	}
	defer func() {
		if closeErr := e.Close(context.Background()); err == nil && closeErr != nil {
			step, err = "close", closeErr
		}
	}()
	m, err := e.Compile(ctx, guests.Wasm("noop"))
	if err != nil {
		return nil, "compile", err
	}
	bench = engines.NewBench(nil)
	l, err := m.Link(ctx, engines.Host{Bench: bench})
	if err != nil {
		return nil, "link", err
	}
	i, err := l.Instantiate(ctx)
	if err != nil {
		return nil, "instantiate", err
	}
	if err := i.Run(ctx); err != nil {
		return bench, "run", err
	}
	return bench, "", errors.Join(i.Close(ctx), l.Close(ctx), m.Close(ctx))
}

// TestLies: whatever a program does in place of what the protocol wants is an error
// that names it, of one line, and soon.
func TestLies(t *testing.T) {
	defer func(usual func(string) time.Duration) { patience = usual }(patience)
	for _, tt := range []struct {
		lie, step string
		is        error
		says      string
	}{
		{"hello=", "open", ErrProtocol, `"" is not a reply`},
		{"hello=hello", "open", ErrProtocol, `"hello" is not a reply`},
		{`hello={"id":1,"protocol":2,"name":"fake","version":"1","clock":"c"}`, "open", ErrProtocol, "the protocol 2, and 1 is spoken here"},
		{`hello={"id":ID,"protocol":1,"version":"1","clock":"c"}`, "open", ErrProtocol, `the name ""`},
		{`hello={"id":ID,"protocol":1,"name":"a b","version":"1","clock":"c"}`, "open", ErrProtocol, `the name "a b"`},
		{`hello={"id":ID,"protocol":1,"name":"a","version":"","clock":"c"}`, "open", ErrProtocol, `the version ""`},
		{`hello={"id":ID,"protocol":1,"name":"a","version":"1\n2","clock":"c"}`, "open", ErrProtocol, `the version "1\n2"`},
		{`hello={"id":ID,"protocol":1,"name":"a","version":"1"}`, "open", ErrProtocol, `the clock ""`},
		{`hello={"id":ID,"protocol":1,"name":"a","version":"1","clock":"c","abilities":["fly"]}`, "open", ErrProtocol, `the ability "fly"`},
		{`hello={"id":ID,"error":{"kind":"flag","message":"no \"hello\"\nthere"}}`, "open", engines.ErrFlag, `no "hello" there`},
		{`hello={"id":ID,"error":{"kind":"unavailable","message":"not today"}}`, "open", engines.ErrUnavailable, "not today"},
		{`hello={"id":ID,"error":{"kind":"trap","message":"x"}}`, "open", ErrProtocol, `the kind "trap"`},
		{"hello=die", "open", ErrProtocol, "it ended with exit status 7; it wrote to standard error: no more of this"},
		{"hello=hang", "open", ErrProtocol, "no reply within 50ms"},
		{"compile=die", "compile", ErrProtocol, "was to compile"},
		{"compile=half", "compile", ErrProtocol, `within a reply: "{\"id\":"`},
		{"compile=long", "compile", ErrProtocol, "longer than 1048576 bytes"},
		{"compile=shut", "compile", ErrProtocol, "its output ended; it was then killed"},
		{`compile={"id":ID,"nanosecond":1}`, "compile", ErrProtocol, `unknown field "nanosecond"`},
		{`compile={"id":ID,"nanoseconds":1} {}`, "compile", ErrProtocol, "something behind the reply"},
		{`compile={"id":7,"nanoseconds":1}`, "compile", ErrProtocol, "a reply to request 7, where 2 was asked"},
		{`compile={"id":ID,"nanoseconds":"1"}`, "compile", ErrProtocol, "is not a reply"},
		{`compile={"id":ID,"nanoseconds":1.5}`, "compile", ErrProtocol, "nanoseconds is the JSON number 1.5: want a whole number without a decimal point or exponent, from -2^63 to 2^63-1"},
		{`compile={"id":ID,"nanoseconds":12.0}`, "compile", ErrProtocol, "nanoseconds is the JSON number 12.0: want a whole number without a decimal point"},
		{`compile={"id":ID,"nanoseconds":1e300}`, "compile", ErrProtocol, "nanoseconds is the JSON number 1e300: want a whole number"},
		{`compile={"id":ID,"error":"no"}`, "compile", ErrProtocol, "error is the JSON string: want an object"},
		{`compile={"id":ID,"error":{"kind":"exit","code":-1}}`, "compile", ErrProtocol, "error.code is the JSON number -1: want a whole number without a decimal point or exponent, from 0 to 2^32-1"},
		{`compile=[]`, "compile", ErrProtocol, "it is a JSON array: want an object"},
		{`compile=noise`, "compile", ErrProtocol, `"some words" is not a reply: invalid character 's' looking for beginning of value; it ended with exit status 0`},
		{`compile={"id":ID}`, "compile", ErrReading, "a time that it does not report"},
		{`compile={"id":ID,"nanoseconds":0}`, "compile", ErrReading, "0 ns"},
		{`compile={"id":ID,"nanoseconds":-5}`, "compile", ErrReading, "-5 ns"},
		{`compile={"id":ID,"nanoseconds":3600000000000}`, "compile", ErrReading, "3600000000000 ns, and only"},
		{`compile={"id":ID,"nanoseconds":9,"calls":[{"bench":"start","at":1}]}`, "compile", ErrProtocol, "no guest runs in compile"},
		{`compile={"id":ID,"error":{"kind":"compile","message":"no"}}`, "compile", engines.ErrCompile, "no"},
		{`compile={"id":ID,"error":{"kind":"failed","message":"out of paper"}}`, "compile", ErrProgram, "out of paper"},
		{`compile={"id":ID,"error":{"kind":"exit","code":1}}`, "compile", ErrProtocol, `the kind "exit"`},
		{`link={"id":ID,"error":{"kind":"host","message":"no folder"}}`, "link", engines.ErrHost, "no folder"},
		{`link=hang`, "link", ErrProtocol, "no reply within 50ms"},
		{`instantiate={"id":ID,"error":{"kind":"trap","message":"unreachable"}}`, "instantiate", engines.ErrTrap, "unreachable"},
		{`instantiate={"id":ID,"error":{"kind":"instantiate","message":"full"}}`, "instantiate", engines.ErrInstantiate, "full"},
		{`instantiate={"id":ID,"nanoseconds":0}`, "instantiate", ErrReading, "0 ns"},
		{`call=die`, "run", ErrProtocol, "was to call"},
		{`call={"id":ID,"error":{"kind":"exit","code":3,"message":""}}`, "run", new(engines.ExitError), "code 3"},
		{`call={"id":ID,"error":{"kind":"exit","message":""}}`, "run", ErrProtocol, "an error of the kind \"exit\" without the code"},
		{`call={"id":ID,"error":{"kind":"exit","code":null}}`, "run", ErrProtocol, "without the code"},
		{`instantiate={"id":ID,"error":{"kind":"exit"}}`, "instantiate", ErrProtocol, "without the code"},
		{`call={"id":ID,"error":{"kind":"boom","message":"x"}}`, "run", ErrProtocol, `the kind "boom"`},
		{`call={"id":ID,"calls":[{"bench":"start","at":1},{"bench":"end","at":2}]}`, "run", ErrReading, "a time that it does not report"},
		{`call={"id":ID,"nanoseconds":100,"calls":[{"bench":"start","at":1},{"bench":"end","at":200}]}`, "run", ErrReading, "bench.end was called at 200 ns"},
		{`call={"id":ID,"nanoseconds":100,"calls":[{"bench":"start","at":50},{"bench":"end","at":40}]}`, "run", ErrReading, "bench.end was called at 40 ns, after 50 ns"},
		{`call={"id":ID,"nanoseconds":100,"calls":[{"bench":"start","at":50},{"bench":"end","at":50}]}`, "run", ErrReading, "too coarse"},
		{`call={"id":ID,"nanoseconds":100,"calls":[{"bench":"start","at":-1},{"bench":"end","at":50}]}`, "run", ErrReading, "at -1 ns"},
		{`call={"id":ID,"nanoseconds":100,"calls":[{"bench":"stop","at":1}]}`, "run", ErrProtocol, "bench.stop"},
		{`call={"id":ID,"nanoseconds":100,"calls":[{"at":1},{"at":2},{"at":3},{"at":4},{"at":5}]}`, "run", ErrProtocol, "5 calls"},
		{`call={"id":ID,"nanoseconds":100,"values":["1"]}`, "run", ErrProtocol, "1 values, want 0"},
		{`call={"id":ID,"nanoseconds":100,"values":[1]}`, "run", ErrProtocol, "values is the JSON number: want a text"},
		{`call={"id":ID,"nanoseconds":100,"calls":[{"bench":"start","at":1.0}]}`, "run", ErrProtocol, "calls.at is the JSON number 1.0: want a whole number"},
		{`call={"id":ID,"nanoseconds":100,"calls":{}}`, "run", ErrProtocol, "calls is the JSON object: want a list"},
		{`call={"id":ID,"nanoseconds":100,"globals":["1"]}`, "run", ErrProtocol, "1 values, want 0"},
		{`deaf`, "close", nil, "did not end within 50ms"},
		{`close=die`, "", ErrProtocol, "was to close"},
	} {
		patience = func(do string) time.Duration { // for what never comes it is short
			if tt.lie == do+"=hang" || tt.lie == "deaf" && do == "end" || strings.HasSuffix(tt.lie, "=shut") && do == "die" {
				return 50 * time.Millisecond
			}
			return time.Hour
		}
		_, step, err := steps(t.Context(), self(t), tt.lie)
		exit := new(engines.ExitError)
		switch {
		case err == nil || step != tt.step || !strings.Contains(err.Error(), tt.says) || strings.Contains(err.Error(), "\n"):
			t.Errorf("%s: %s: %v; want %s: %s", tt.lie, step, err, tt.step, tt.says)
		case errors.As(tt.is, &exit):
			if !errors.As(err, &exit) || exit.Code != 3 {
				t.Errorf("%s: %v, want exit 3", tt.lie, err)
			}
		case tt.is != nil && !errors.Is(err, tt.is):
			t.Errorf("%s: %v does not wrap %v", tt.lie, err, tt.is)
		case !strings.Contains(err.Error(), filepath.Base(self(t))) && (errors.Is(err, ErrProtocol) || errors.Is(err, ErrReading) || errors.Is(err, ErrProgram)):
			t.Errorf("%s: the error does not name the program: %v", tt.lie, err)
		}
	}
}

// TestHonest: what is reported is what the engine's clock shows, phase by phase and in
// the guest's window.
func TestHonest(t *testing.T) {
	bench, step, err := steps(t.Context(), self(t), "")
	if err != nil || bench.Err() != nil {
		t.Errorf("%s: %v, %v", step, err, bench.Err())
	}
	e, err := Open(t.Context(), self(t), "x=1")
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close(t.Context())
	if id := e.Identity(); id != (engines.Identity{Name: "fake", Version: "v1", Flags: "x=1"}) {
		t.Errorf("%+v", id)
	}
	clock := e.(engines.Remote).Elapsed
	if _, err := e.Compile(t.Context(), guests.Wasm("noop")); err != nil || clock() != 111 {
		t.Errorf("after Compile %d, error %v", clock(), err)
	}
}

// TestStart: what cannot be started says what to do.
func TestStart(t *testing.T) {
	dir := t.TempDir()
	text := filepath.Join(dir, "a text")
	if err := os.WriteFile(text, []byte("text"), 0o644); err != nil {
		t.Fatal(err)
	}
	for path, says := range map[string]string{
		filepath.Join(dir, "nothing"): "nothing",
		dir:                           "it is a folder",
		text:                          "", // as the system has it
	} {
		if _, err := Open(t.Context(), path, ""); !errors.Is(err, ErrProgram) || !strings.Contains(err.Error(), says) || !strings.Contains(err.Error(), path) {
			t.Errorf("%s: %v", path, err)
		}
	}
}

// TestCancelled: a context that ends while a guest runs ends the program.
func TestCancelled(t *testing.T) {
	for _, hang := range []string{"hello=hang", "compile=hang", "call=hang;deaf"} {
		ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
		_, step, err := steps(ctx, self(t), hang)
		if cancel(); !errors.Is(err, context.DeadlineExceeded) || step == "close" || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %s: %v", hang, step, err)
		}
	}
}
