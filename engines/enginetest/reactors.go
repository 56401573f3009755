package enginetest

import (
	"context"
	"errors"
	"math"
	"slices"
	"testing"

	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/engines/enginetest/guests"
	"github.com/sightglass-go/sightglass/engines/internal/kit"
)

// reactors: every instance is initialised, once, before anything else is
// called.
func (s suite) reactors(t *testing.T) {
	m := kit.Compile(t, s.Engine(t), guests.Wasm("reactor"))
	defer m.Close(context.Background())
	for range 2 {
		i, bench := kit.Instance(t, m, engines.Host{})
		for _, tt := range []struct {
			name string
			args []uint64
			want []uint64
		}{
			{"state", nil, []uint64{1}},
			{"work", []uint64{21}, []uint64{42}},
			{"state", nil, []uint64{1}},
			{"many", nil, []uint64{math.MaxUint32, math.MaxUint64 - 1, 0x7fc00000, math.Float64bits(-0.5)}},
		} {
			if got, err := i.Call(context.Background(), tt.name, tt.args...); err != nil || !slices.Equal(got, tt.want) {
				t.Errorf("%s(%v) = %#x, %v; want %#x", tt.name, tt.args, got, err, tt.want)
			}
		}
		if err := bench.Err(); err != nil {
			t.Errorf("the window of work: %v", err)
		}
	}
	// A function of that name and another type is not called.
	typed := kit.Compile(t, s.Engine(t), guests.Wasm("reactor-typed"))
	defer typed.Close(context.Background())
	i, _ := kit.Instance(t, typed, engines.Host{})
	if got, err := i.Call(context.Background(), "state"); err != nil || !slices.Equal(got, []uint64{0}) {
		t.Errorf("an _initialize with a parameter: %v, %v", got, err)
	}
	// An instance that exited is not initialised, whatever the code.
	var exit *engines.ExitError
	if o := s.run(t, s.Engine(t), []byte(exitingReactor), engines.Host{}, nil); o.phase != instantiating ||
		!errors.Is(o.err, engines.ErrInstantiate) || !errors.As(o.err, &exit) || exit.Code != 0 {
		t.Errorf("%v: error %v; want Instantiate: ErrInstantiate, exit 0", o.phase, o.err)
	}
}

// earlyReactor calls bench.start and bench.end too early:
//
//	(module
//	  (import "bench" "start" (func)) (import "bench" "end" (func))
//	  (func (export "_initialize") call 0 call 1)
//	  (func (export "_start")))
const earlyReactor = "\x00asm\x01\x00\x00\x00" +
	"\x01\x04\x01\x60\x00\x00" +
	"\x02\x1b\x02\x05bench\x05start\x00\x00\x05bench\x03end\x00\x00" +
	"\x03\x03\x02\x00\x00" +
	"\x07\x18\x02\x0b_initialize\x00\x02\x06_start\x00\x03" +
	"\x0a\x0b\x02\x06\x00\x10\x00\x10\x01\x0b\x02\x00\x0b"

// exitingReactor exits with code 0:
//
//	(module
//	  (import "wasi_snapshot_preview1" "proc_exit" (func (param i32)))
//	  (memory (export "memory") 1)
//	  (func (export "_initialize") i32.const 0 call 0)
//	  (func (export "_start")))
const exitingReactor = "\x00asm\x01\x00\x00\x00" +
	"\x01\x08\x02\x60\x01\x7f\x00\x60\x00\x00" +
	"\x02\x24\x01\x16wasi_snapshot_preview1\x09proc_exit\x00\x00" +
	"\x03\x03\x02\x01\x01\x05\x03\x01\x00\x01" +
	"\x07\x21\x03\x06memory\x02\x00\x0b_initialize\x00\x01\x06_start\x00\x02" +
	"\x0a\x0b\x02\x06\x00\x41\x00\x10\x00\x0b\x02\x00\x0b"

// exits is a guest that exits with a code:
//
//	(module
//	  (import "wasi_snapshot_preview1" "proc_exit" (func (param i32)))
//	  (memory (export "memory") 1)
//	  (func (export "_start") i32.const CODE call 0))
func exits(code uint32) string {
	var leb [5]byte // signed LEB128
	for i, v := 0, int32(code); i < len(leb); i++ {
		leb[i] = byte(v)&0x7f | 0x80
		v >>= 7
	}
	leb[4] &= 0x7f
	return "\x00asm\x01\x00\x00\x00" +
		"\x01\x08\x02\x60\x01\x7f\x00\x60\x00\x00" +
		"\x02\x24\x01\x16wasi_snapshot_preview1\x09proc_exit\x00\x00" +
		"\x03\x02\x01\x01\x05\x03\x01\x00\x01" +
		"\x07\x13\x02\x06memory\x02\x00\x06_start\x00\x01" +
		"\x0a\x0c\x01\x0a\x00\x41" + string(leb[:]) + "\x10\x00\x0b"
}
