package enginetest

import (
	"context"
	"errors"
	"math"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/engines/enginetest/guests"
	"github.com/sightglass-go/sightglass/engines/internal/kit"
)

// sees: nothing of this process reaches a guest unless its host has it.
func (s suite) sees(t *testing.T) {
	t.Setenv("SIGHTGLASS_ENGINETEST", "secret")
	e := s.Engine(t)
	for _, name := range []string{"echo-args", "echo-env", "echo-stdin"} {
		if o := s.run(t, e, guests.Wasm(name), engines.Host{}, nil); o.err != nil || o.stdout != "" {
			t.Errorf("%s of an empty host: %q, error %v", name, o.stdout, o.err)
		}
	}
	if o := s.run(t, e, guests.Wasm("read-file"), engines.Host{}, nil); o.err != nil || o.stdout == lookup(t, "read-file").Stdout {
		t.Errorf("read-file without a folder: %q, error %v", o.stdout, o.err)
	}
	long := slices.Repeat([]string{strings.Repeat("x", 1000)}, 100)
	if o := s.run(t, e, guests.Wasm("echo-args"), engines.Host{Args: long}, nil); o.err == nil && o.stdout != strings.Join(long, "\n")+"\n" {
		t.Errorf("100 KB of arguments came out as %d bytes", len(o.stdout))
	}
}

// hosts: what WASI cannot show is refused, and nil streams are nothing.
func (s suite) hosts(t *testing.T) {
	e := s.Engine(t)
	for name, h := range map[string]engines.Host{
		"NUL in an argument":            {Args: []string{"a", "b\x00c"}},
		"NUL in the environment":        {Env: []string{"A=b\x00c"}},
		"argument that is not UTF-8":    {Args: []string{"\xff"}},
		"environment that is not UTF-8": {Env: []string{"A=\xff"}},
	} {
		if o := s.run(t, e, guests.Wasm("noop"), h, nil); o.phase != linking || !errors.Is(o.err, engines.ErrHost) {
			t.Errorf("%s: %v: error %v, want Link: ErrHost", name, o.phase, o.err)
		}
	}
	m := kit.Compile(t, e, guests.Wasm("hello"))
	defer m.Close(context.Background())
	i, bench := kit.Instance(t, m, engines.Host{})
	if err := i.Run(context.Background()); err != nil || bench.Err() != nil {
		t.Errorf("without streams: %v, %v", err, bench.Err())
	}
	in := kit.Create(t, filepath.Join(t.TempDir(), "in"))
	if _, err := in.WriteString("twice\n"); err != nil {
		t.Fatal(err)
	}
	for range 2 { // from the beginning each time
		if o := s.run(t, e, guests.Wasm("echo-stdin"), engines.Host{Stdin: in}, nil); o.stdout != "twice\n" {
			t.Errorf("stdin came out as %q, error %v", o.stdout, o.err)
		}
	}
}

// call: exported functions take and return raw values.
func (s suite) call(t *testing.T) {
	m := kit.Compile(t, s.Engine(t), guests.Wasm("funcs"))
	defer m.Close(context.Background())
	i, _ := kit.Instance(t, m, engines.Host{})
	f32, f64 := func(f float32) uint64 { return uint64(math.Float32bits(f)) }, math.Float64bits
	minus := func(n int32) uint64 { return uint64(uint32(-n)) }
	tests := []struct {
		name string
		args []uint64
		want []uint64
	}{
		{"fib", []uint64{10}, []uint64{55}},
		{"fib", []uint64{minus(3)}, []uint64{minus(3)}},
		{"add", []uint64{1 << 40, 2}, []uint64{1<<40 + 2}},
		{"add", []uint64{math.MaxUint64, 3}, []uint64{2}},
		{"addf", []uint64{f64(1.5), f64(-4)}, []uint64{f64(-2.5)}},
		{"mixed", []uint64{minus(2), f32(0.5)}, []uint64{f64(-1.5)}},
		{"nores", []uint64{7}, nil},
	}
	for range 2 {
		for _, tt := range tests {
			got, err := i.Call(context.Background(), tt.name, tt.args...)
			if err != nil || !slices.Equal(got, tt.want) {
				t.Errorf("%s(%#x) = %#x, %v; want %#x", tt.name, tt.args, got, err, tt.want)
			}
		}
	}
}

// exits: a function that exits did not return; to a command an exit with code 0
// is success. A code that the engine does not report is an exit all the same.
func (s suite) exits(t *testing.T) {
	for _, tt := range []struct {
		guest string
		code  uint32
	}{{string(guests.Wasm("exit-zero")), 0}, {string(guests.Wasm("exit-three")), 3}, {exits(125), 125}, {exits(256), 256}, {exits(math.MaxUint32), math.MaxUint32}} {
		m := kit.Compile(t, s.Engine(t), []byte(tt.guest))
		i, _ := kit.Instance(t, m, engines.Host{})
		_, err := i.Call(context.Background(), "_start")
		var exit *engines.ExitError
		if !errors.As(err, &exit) || errors.Is(err, engines.ErrTrap) || exit.Code != tt.code && !exit.Unknown || exit.Unknown && tt.code < 126 {
			t.Errorf("Call of what exits with %d: %v", tt.code, err)
		}
		i, _ = kit.Instance(t, m, engines.Host{})
		if err := i.Run(context.Background()); (err == nil) != (tt.code == 0) {
			t.Errorf("Run of what exits with %d: %v", tt.code, err)
		}
	}
}

// callRefused: what cannot be called is an error, and the instance goes on.
func (s suite) callRefused(t *testing.T) {
	m := kit.Compile(t, s.Engine(t), guests.Wasm("funcs"))
	defer m.Close(context.Background())
	i, _ := kit.Instance(t, m, engines.Host{})
	for _, tt := range []struct {
		name string
		args []uint64
		want error
	}{
		{"nonesuch", nil, engines.ErrExport},
		{"", nil, engines.ErrExport},
		{"nul\x00", nil, engines.ErrExport},
		{strings.Repeat("x", 1<<20), nil, engines.ErrExport},
		{"fib", nil, engines.ErrArgs},
		{"fib", []uint64{1, 2}, engines.ErrArgs},
		{"add", make([]uint64, 5000), engines.ErrArgs},
		{"trap", nil, engines.ErrTrap},
		{"_start", nil, engines.ErrExport},
	} {
		if got, err := i.Call(context.Background(), tt.name, tt.args...); !errors.Is(err, tt.want) || got != nil {
			t.Errorf("%.20q(%d arguments) = %v, %.100v; want %v", tt.name, len(tt.args), got, err, tt.want)
		}
	}
	if err := i.Run(context.Background()); !errors.Is(err, engines.ErrExport) {
		t.Errorf("Run: %v, want ErrExport", err)
	}
	if got, err := i.Call(context.Background(), "fib", 10); err != nil || !slices.Equal(got, []uint64{55}) {
		t.Errorf("afterwards fib(10) = %v, %v", got, err)
	}
}
