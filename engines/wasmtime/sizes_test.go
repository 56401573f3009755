//go:build cgo

package wasmtime

import (
	"bytes"
	"encoding/binary"
	"slices"
	"testing"

	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/engines/enginetest/guests"
	"github.com/sightglass-go/sightglass/engines/internal/kit"
)

// image is what work is compiled to.
func image(t testing.TB) []byte {
	t.Helper()
	m := kit.Compile(t, kit.Kit{Open: Open, Flags: "api=wasmtime-go"}.Engine(t), guests.Wasm("work"))
	image, err := m.(*bindingModule).module.Serialize()
	if err != nil {
		t.Fatal(err)
	}
	return image
}

// TestTextIn: code behind the last symbol would be missing from the size, and is refused.
func TestTextIn(t *testing.T) {
	good := image(t)
	size, err := textIn(good)
	if err != nil || size < 100 || size > 4000 { // some 20 instructions and three trampolines
		t.Fatalf("%d bytes, error %v", size, err)
	}
	// The multiplier of its one loop is in the code that is counted.
	seed := binary.LittleEndian.AppendUint32(nil, 1664525)
	text := bytes.Index(good, seed)
	if text < 0 {
		t.Skip("the code is not for this processor alone")
	}
	behind := append([]byte(nil), good...)
	at := text&^4095 + 4095 // the last byte of the page
	behind[at] = 1
	if n, err := textIn(behind); err == nil {
		t.Errorf("%d bytes, with more behind", n)
	}
	for _, n := range []int{0, 3, 64, len(good) / 2, len(good) - 1} {
		if got, err := textIn(good[:n]); err == nil {
			t.Errorf("%d bytes of code in the first %d of the file", got, n)
		}
	}
}

func FuzzTextIn(f *testing.F) {
	f.Add(image(f))
	f.Add([]byte("\x7fELF"))
	f.Fuzz(func(t *testing.T, b []byte) {
		if n, err := textIn(b); err == nil && n > uint64(len(b)) {
			t.Errorf("%d bytes of code in %d", n, len(b))
		}
	})
}

// TestMemoriesOf: one name for each memory, also of one that has two, and of none.
func TestMemoriesOf(t *testing.T) {
	for _, tt := range []struct {
		wasm string // sections behind the header
		want []string
		bad  bool
	}{
		{wasm: ""},
		{wasm: "\x05\x03\x01\x00\x01" + "\x07\x09\x02\x01a\x02\x00\x01b\x02\x00", want: []string{"b"}},
		{wasm: "\x05\x03\x01\x00\x01", bad: true},
		{wasm: "\x05\x05\x02\x00\x01\x00\x01" + "\x07\x09\x02\x01a\x02\x01\x01b\x02\x00", want: []string{"b", "a"}},
		{wasm: "\x05\x05\x02\x00\x01\x00\x01" + "\x07\x05\x01\x01a\x02\x01", bad: true},
		{wasm: "\x02\x08\x01\x01m\x01n\x02\x00\x01" + "\x05\x03\x01\x00\x01" + "\x07\x09\x02\x01a\x02\x01\x01b\x02\x00", want: []string{"b", "a"}},
	} {
		names, err := memoriesOf([]byte("\x00asm\x01\x00\x00\x00" + tt.wasm))
		if (err != nil) != tt.bad || !slices.Equal(names, tt.want) {
			t.Errorf("%q: %q, %v, want %q", tt.wasm, names, err, tt.want)
		}
	}
}

// TestSharedMemory: its size is known through the C API alone.
func TestSharedMemory(t *testing.T) {
	const shared = "\x00asm\x01\x00\x00\x00" + "\x01\x04\x01\x60\x00\x00" + "\x03\x02\x01\x00" + "\x05\x04\x01\x03\x02\x05" +
		"\x07\x0e\x02\x03mem\x02\x00\x04grow\x00\x00" + "\x0a\x09\x01\x07\x00\x41\x03\x40\x00\x1a\x0b"
	i, _ := kit.Instance(t, kit.Compile(t, kit.Kit{Open: Open}.Engine(t), []byte(shared)), engines.Host{})
	read := i.(engines.CountingInstance).Count("guest-memory")
	if read == nil {
		t.Fatal(i.(engines.Uncounted).Uncounted("guest-memory"))
	}
	if n := read(); n != 2<<16 {
		t.Errorf("%d bytes of 2 pages", n)
	}
	if _, err := i.Call(t.Context(), "grow"); err != nil {
		t.Fatal(err)
	}
	if n := read(); n != 5<<16 {
		t.Errorf("%d bytes of 5 pages", n)
	}
	if err := i.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n := read(); n != 0 {
		t.Errorf("%d bytes of a closed instance", n)
	}
}
