package main

import (
	"encoding/binary"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/examples/sightglass/internal/hostile"
)

// importing is a module that imports a function of the given name.
func importing(name string) []byte {
	vector := func(b []byte) []byte { return append(binary.AppendUvarint(nil, uint64(len(b))), b...) }
	section := func(id byte, b []byte) []byte { return append([]byte{id}, vector(b)...) }
	imports := slices.Concat([]byte{3}, vector([]byte("bench")), vector([]byte("start")), []byte{0, 0},
		vector([]byte("bench")), vector([]byte("end")), []byte{0, 0}, vector([]byte(name)), vector([]byte(name)), []byte{0, 0})
	return slices.Concat([]byte("\x00asm\x01\x00\x00\x00"), section(1, []byte{1, 0x60, 0, 0}), section(2, imports),
		section(3, []byte{1, 0}), section(7, append(append([]byte{1}, vector([]byte("_start"))...), 0, 3)), section(10, []byte{1, 2, 0, 0x0b}))
}

// TestHostileGuest: the names of imports come from the guest.
func TestHostileGuest(t *testing.T) {
	if os.Getenv("SIGHTGLASS_TESTS") == "" {
		t.Skip("starts some 200 processes; run with SIGHTGLASS_TESTS=all")
	}
	folder(t)
	for kind, name := range hostile.Names {
		for _, engine := range []string{"wazero", "wasmtime"} {
			if err := os.WriteFile("guest.wasm", importing(name), 0o644); err != nil {
				t.Fatal(err)
			}
			for _, command := range []string{"validate", "benchmark -p 1 -i 1 --output-format jsonl", "benchmark -p 1 -i 1 --progress plain", "benchmark --in-process -i 1 --raw"} {
				r := sightglass(t, append(strings.Fields(command), "-e", engine, "guest.wasm")...)
				if r.code == 2 && strings.Contains(r.stderr, "C compiler") {
					continue
				}
				if r.code != 1 {
					t.Errorf("%s, %s on %s: exit %d, %.300s", kind, command, engine, r.code, r.stderr)
				}
				if !strings.HasSuffix(command, "jsonl") { // exact
					hostile.Harmless(t, kind+", "+command, r.stdout)
				}
				hostile.Harmless(t, kind+", "+command, r.stderr)
				if len(r.stderr)+len(r.stdout) > 20_000 {
					t.Errorf("%s, %s on %s: %d and %d bytes: %.300s", kind, command, engine, len(r.stdout), len(r.stderr), r.stderr)
				}
			}
		}
	}
}
