//go:build unix

package program

import (
	"bytes"
	"debug/elf"
	"encoding/binary"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/engines/enginetest/guests"
)

// TestShell: a program whose reads must wait, as a shell's, is an engine; it ends when its
// input does.
func TestShell(t *testing.T) {
	const script = `id=0
while read -r line; do
	id=$((id+1))
	case $line in
	*'"do":"hello"'*) echo '{"id":'$id',"protocol":1,"name":"shell","version":"v1","clock":"none"}';;
	*) echo '{"id":'$id',"nanoseconds":'$id'00}';;
	esac
done`
	e, err := Opener("sh", "-c", script)(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	for range 50 {
		m, err := e.Compile(t.Context(), guests.Wasm("noop"))
		if err != nil {
			t.Fatal(err)
		}
		if err := m.Close(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if err := e.Close(t.Context()); err != nil {
		t.Error(err)
	}
}

// TestAdvice: what the system does not start is said to be what it is.
func TestAdvice(t *testing.T) {
	elsewhere := elf.EM_RISCV
	var program bytes.Buffer
	if err := binary.Write(&program, binary.LittleEndian, elf.Header64{
		Ident: [16]byte{0x7f, 'E', 'L', 'F', byte(elf.ELFCLASS64), byte(elf.ELFDATA2LSB), byte(elf.EV_CURRENT)},
		Type:  uint16(elf.ET_EXEC), Machine: uint16(elsewhere), Version: uint32(elf.EV_CURRENT), Ehsize: 64,
	}); err != nil {
		t.Fatal(err)
	}
	built := "it was built for RISCV, and this is"
	if runtime.GOOS == "darwin" {
		built = "for other systems (ELF)"
	}
	for name, tt := range map[string]struct{ content, says string }{
		"no interpreter":       {"#!/no/such/interpreter\n", "the interpreter that its #! line names is not"},
		"CRLF":                 {"#!/bin/sh\r\necho\r\n", "save the file with LF as its line ends"},
		"CRLF behind env":      {"#!/usr/bin/env sh\r\necho\r\n", "save the file with LF as its line ends"},
		"no #! line":           {"import sys\nprint(1)\n", "it has no #! line: begin it with"},
		"empty":                {"", "the file is empty"},
		"module":               {"\x00asm\x01\x00\x00\x00", "it is a WebAssembly module"},
		"Windows":              {"MZ\x90\x00" + strings.Repeat("\x00", 100), "it is a program for Windows"},
		"another architecture": {program.String(), built},
	} {
		path := filepath.Join(t.TempDir(), "an engine")
		if err := os.WriteFile(path, []byte(tt.content), 0o755); err != nil {
			t.Fatal(err)
		}
		if _, err := Open(t.Context(), path, ""); err == nil || !strings.Contains(err.Error(), tt.says) || !strings.Contains(err.Error(), path) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
