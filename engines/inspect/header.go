package inspect

import (
	"bytes"
	"fmt"
)

const magic = "\x00asm"

// header checks the first eight bytes.
func header(wasm []byte) error {
	if len(wasm) == 0 {
		return &Error{Err: ErrNotWasm, Detail: "the file is empty"}
	}
	if n := min(len(wasm), len(magic)); string(wasm[:n]) != magic[:n] {
		return &Error{Err: ErrNotWasm, Detail: looksLike(wasm)}
	}
	if len(wasm) < 8 {
		return &Error{Err: ErrTruncated, Offset: len(wasm), Detail: "it ends within the first eight bytes"}
	}
	version := uint16(wasm[4]) | uint16(wasm[5])<<8
	layer := uint16(wasm[6]) | uint16(wasm[7])<<8
	switch {
	case layer == 1:
		return &Error{Err: ErrComponent}
	case version != 1 || layer != 0:
		return &Error{Err: ErrVersion, Offset: 4,
			Detail: fmt.Sprintf("version %d, want 1", uint32(version)|uint32(layer)<<16)}
	}
	return nil
}

// What people hand over instead, by its first bytes.
var impostors = []struct{ prefix, is string }{
	{"\x7fELF", "looks like an ELF file (a native program, or a module that an engine compiled ahead of time); the .wasm it came from is needed"},
	{"\x1f\x8b", "looks like gzip; unpack it first"},
	{"\x28\xb5\x2f\xfd", "looks like zstd; unpack it first"},
	{"\xfd7zXZ", "looks like xz; unpack it first"},
	{"BZh", "looks like bzip2; unpack it first"},
	{"PK\x03\x04", "looks like a zip archive; unpack it first"},
	{"!<arch>", "looks like an ar archive (a static library); link it first"},
	{"BC\xc0\xde", "looks like LLVM bitcode; compile and link it first"},
	{"MZ", "looks like a Windows program"},
	{"\xcf\xfa\xed\xfe", "looks like a macOS program"},
	{"\xca\xfe\xba\xbe", "looks like a macOS program or a Java class"},
	{"version https://git-lfs", "is a Git LFS pointer; fetch the file with git lfs pull"},
	{"#!", "looks like a script"},
	{"<", "looks like HTML or XML; was it downloaded from a page that was not found?"},
	{"{", "looks like JSON"},
	{"WAVM", "looks like a module that an engine compiled ahead of time"},
}

// looksLike says what a file that is no WebAssembly may be.
func looksLike(b []byte) string {
	if isText(b) {
		return "is WebAssembly text; convert it with wat2wasm"
	}
	for _, i := range impostors {
		if bytes.HasPrefix(b, []byte(i.prefix)) {
			return i.is
		}
	}
	return fmt.Sprintf("begins with %q, want %q", b[:min(len(b), 8)], magic)
}

// isText recognises the text format, which may begin with comments.
func isText(b []byte) bool {
	b = bytes.TrimPrefix(b, []byte("\ufeff"))
	for {
		b = bytes.TrimLeft(b, " \t\r\n")
		switch {
		case bytes.HasPrefix(b, []byte(";;")):
			_, b, _ = bytes.Cut(b, []byte("\n"))
		case bytes.HasPrefix(b, []byte("(;")):
			// Comments nest; the first end is near enough for a guess.
			_, b, _ = bytes.Cut(b, []byte(";)"))
		default:
			return bytes.HasPrefix(b, []byte("(module")) || bytes.HasPrefix(b, []byte("(component")) ||
				bytes.HasPrefix(b, []byte("(import")) || bytes.HasPrefix(b, []byte("(func"))
		}
	}
}
