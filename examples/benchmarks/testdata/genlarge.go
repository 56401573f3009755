// Genlarge writes a benchmark of many functions, 50,000 unless another number is
// given, which is too large to be kept here:
//
//	go run testdata/genlarge.go > large.wasm
//	go run testdata/genlarge.go 1000 > small.wasm
//
// It is about compiling: 2 MB of code in small functions of many shapes, all of which are
// in the table and called once, through it, between bench.start and bench.end. What they
// make of 1 is printed.
package main

import (
	"bufio"
	"encoding/binary"
	"log"
	"os"
	"strconv"
)

func main() {
	n := 50_000
	if len(os.Args) > 2 {
		log.Fatalf("%q: one number of functions is taken, and no more", os.Args[1:])
	}
	if len(os.Args) > 1 {
		var err error
		if n, err = strconv.Atoi(os.Args[1]); err != nil || n < 1 || n > 900_000 {
			log.Fatalf("%s: a number of functions is from 1 to 900000", os.Args[1])
		}
	}
	w := bufio.NewWriter(os.Stdout)
	if _, err := w.Write(module(n)); err != nil {
		log.Fatal(err)
	}
	if err := w.Flush(); err != nil {
		log.Fatal(err)
	}
}

func unsigned(b []byte, n int) []byte { return binary.AppendUvarint(b, uint64(n)) }

// signed is a number as instructions have it.
func signed(b []byte, n int32) []byte {
	for v := int64(n); ; v >>= 7 {
		if v >= -64 && v < 64 {
			return append(b, byte(v&0x7f))
		}
		b = append(b, byte(v&0x7f|0x80))
	}
}

func sized(b, content []byte) []byte { return append(unsigned(b, len(content)), content...) }

func section(b []byte, id byte, content []byte) []byte { return sized(append(b, id), content) }

// list is a vector's length and its content.
func list(n int, content ...byte) []byte { return append(unsigned(nil, n), content...) }

func name(b []byte, s string) []byte { return sized(b, []byte(s)) }

const i32 = 0x7f

// module has the imports 0 start, 1 end, 2 fd_write, then n functions, then _start.
func module(n int) []byte {
	b := []byte("\x00asm\x01\x00\x00\x00")
	types := list(3, 0x60, 0, 0, 0x60, 1, i32, 1, i32, 0x60, 4, i32, i32, i32, i32, 1, i32)
	b = section(b, 1, types)
	imports := unsigned(nil, 3)
	for _, f := range []struct {
		from, name string
		of         byte
	}{{"bench", "start", 0}, {"bench", "end", 0}, {"wasi_snapshot_preview1", "fd_write", 2}} {
		imports = append(name(name(imports, f.from), f.name), 0, f.of)
	}
	b = section(b, 2, imports)
	functions := unsigned(nil, n+1)
	for range n {
		functions = append(functions, 1)
	}
	b = section(b, 3, append(functions, 0))
	b = section(b, 4, unsigned(list(1, 0x70, 0), n))
	b = section(b, 5, list(1, 0, 1))
	b = section(b, 7, append(unsigned(append(name(unsigned(nil, 2), "_start"), 0), 3+n), append(name(nil, "memory"), 2, 0)...))
	elements := unsigned(list(1, 0, 0x41, 0, 0x0b), n)
	for i := range n {
		elements = unsigned(elements, 3+i)
	}
	b = section(b, 9, elements)
	code := unsigned(nil, n+1)
	for i := range n {
		code = sized(code, function(i))
	}
	return section(b, 10, sized(code, start(n)))
}

// function is ((x*a ^ b) rotated by r) + x, in a loop where i is a multiple of 3, behind
// a branch where it is one more, and straight elsewhere.
func function(i int) []byte {
	constant := func(b []byte, n uint32) []byte { return signed(append(b, 0x41), int32(n)) }
	mix := uint32(i)*2654435761 + 12345
	step := constant([]byte{0x20, 0}, mix|1)
	step = constant(append(step, 0x6c), mix>>7)         // i32.mul
	step = constant(append(step, 0x73), uint32(i)%31+1) // i32.xor
	step = append(step, 0x77, 0x20, 0, 0x6a, 0x21, 0)   // i32.rotl, local.get, i32.add, local.set
	body := []byte{1, 1, i32}                           // one local: 1
	switch i % 3 {
	case 0: // three times
		body = append(constant(body, 3), 0x21, 1, 0x03, 0x40)
		body = append(body, step...)
		body = append(body, 0x20, 1, 0x41, 1, 0x6b, 0x22, 1, 0x0d, 0, 0x0b)
	case 1: // if x is odd
		body = append(body, 0x20, 0, 0x41, 1, 0x71, 0x04, 0x40)
		body = append(append(body, step...), 0x0b)
	default:
		body = append(body, step...)
	}
	return append(body, 0x20, 0, 0x0b)
}

// start calls all of them, and prints what comes of it: eight hexadecimal digits.
func start(n int) []byte {
	b := []byte{1, 2, i32}                                           // two locals: 0 is i, 1 is x
	b = append(b, 0x41, 1, 0x21, 1, 0x10, 0)                         // x = 1, start
	b = append(b, 0x03, 0x40, 0x20, 1, 0x20, 0, 0x11, 1, 0, 0x21, 1) // x = table[i](x)
	b = append(b, 0x20, 0, 0x41, 1, 0x6a, 0x22, 0)                   // i++
	b = signed(append(b, 0x41), int32(n))
	b = append(b, 0x48, 0x0d, 0, 0x0b, 0x10, 1) // while i < n; end
	for digit := range 8 {
		b = append(b, 0x41, byte(16+digit), 0x20, 1) // the address, x
		b = append(b, 0x41, byte(28-4*digit), 0x76, 0x41, 15, 0x71, 0x22, 0)
		b = append(b, 0x41, 48, 0x6a, 0x20, 0, 0x41, 9, 0x4a, 0x41, 39, 0x6c, 0x6a, 0x3a, 0, 0) // + '0', and 39 more above 9
	}
	b = append(b, 0x41, 24, 0x41, 10, 0x3a, 0, 0) // a newline
	b = append(b, 0x41, 0, 0x41, 16, 0x36, 2, 0)  // text at 16
	b = append(b, 0x41, 4, 0x41, 9, 0x36, 2, 0)   // of 9 bytes
	b = append(b, 0x41, 1, 0x41, 0, 0x41, 1, 0x41, 8, 0x10, 2, 0x1a)
	return append(b, 0x0b)
}
