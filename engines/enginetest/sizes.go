package enginetest

import (
	"context"
	"encoding/binary"
	"os"
	"testing"

	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/engines/enginetest/guests"
	"github.com/sightglass-go/sightglass/engines/internal/kit"
	"github.com/sightglass-go/sightglass/measure"
)

// guestMemory: a guest's memory is as large as its text says, in each phase.
func (s suite) guestMemory(t *testing.T) {
	const page = 64 << 10
	for _, tt := range []struct {
		guest               string
		instantiated, ended uint64
	}{
		{"noop", 0, 0}, // it has no memory
		{"hello", 1 * page, 1 * page},
		{"grow-pages", 3 * page, 8 * page}, // not 5, which it grows by, nor 15, after the window
	} {
		m, err := measure.Open(measure.GuestMemory.Name)
		if err != nil {
			t.Fatal(err)
		}
		e := s.Engine(t)
		if flags, err := engines.CountFlags(t.Context(), e, m); err != nil || flags != "" {
			t.Errorf("it wants the flags %q, error %v", flags, err)
		}
		for range 2 {
			if i, ended := s.countPhases(t, e, m, guests.Wasm(tt.guest)); i != tt.instantiated || ended != tt.ended {
				t.Errorf("%s: %d bytes and then %d, want %d and %d", tt.guest, i, ended, tt.instantiated, tt.ended)
			}
		}
		m.Close()
	}
}

// codeSize: the same module has the same size, in any engine; one with more code is larger.
// Nothing is left behind, and the module runs as if nobody had asked.
func (s suite) codeSize(t *testing.T) {
	of := func(e engines.Engine, wasm []byte) uint64 {
		t.Helper()
		m := kit.Compile(t, e, wasm)
		defer m.Close(context.Background())
		sized, ok := m.(engines.SizedModule)
		if !ok {
			t.Fatalf("a %T is no engines.SizedModule, which the engine's Counters promise", m)
		}
		dir := t.TempDir()
		n, err := sized.CodeSize(t.Context(), dir)
		if err != nil {
			t.Fatal(err)
		}
		if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
			t.Errorf("it leaves %v behind, error %v", left, err)
		}
		if again, err := sized.CodeSize(t.Context(), dir); err != nil || again != n {
			t.Errorf("%d bytes, and asked again %d, error %v", n, again, err)
		}
		return n
	}
	e := s.Engine(t)
	var sizes []uint64
	for _, n := range []int{1, 100, 200, 400} {
		size := of(e, functions(n))
		if again := of(e, functions(n)); again != size {
			t.Errorf("%d functions have %d bytes, and then %d", n, size, again)
		}
		if again := of(s.Engine(t), functions(n)); again != size {
			t.Errorf("%d functions have %d bytes, and %d in another engine", n, size, again)
		}
		sizes = append(sizes, size)
	}
	// What 200 functions add is twice what 100 do, to within a tenth.
	first, second := sizes[2]-sizes[1], sizes[3]-sizes[2]
	if sizes[0] == 0 || sizes[1] <= sizes[0] || first < 100 || second < 2*first-first/10 || second > 2*first+first/10 {
		t.Errorf("1, 100, 200 and 400 functions have %d bytes", sizes)
	}
	if closed := kit.Compile(t, e, functions(1)); closed.Close(t.Context()) == nil {
		if n, err := closed.(engines.SizedModule).CodeSize(t.Context(), t.TempDir()); err == nil {
			t.Errorf("%d bytes of a module that is closed", n)
		}
	}
}

// functions is a module of n exported functions that do the same: they double what
// they are given.
func functions(n int) []byte {
	leb := func(b []byte, x int) []byte { return binary.AppendUvarint(b, uint64(x)) }
	wasm := []byte("\x00asm\x01\x00\x00\x00\x01\x06\x01\x60\x01\x7f\x01\x7f")
	section := func(id byte, each func(b []byte, i int) []byte) {
		body := leb(nil, n)
		for i := range n {
			body = each(body, i)
		}
		wasm = append(leb(append(wasm, id), len(body)), body...)
	}
	section(3, func(b []byte, _ int) []byte { return append(b, 0) })
	section(7, func(b []byte, i int) []byte { return leb(append(b, 2, 'f'+byte(i>>7), byte(i&0x7f), 0), i) })
	section(10, func(b []byte, _ int) []byte { return append(b, "\x07\x00\x20\x00\x20\x00\x6a\x0b"...) })
	return wasm
}
