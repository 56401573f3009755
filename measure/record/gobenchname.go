package record

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/words"
)

// GoBenchUnit returns the unit that an event has in Go benchmark lines: its
// name and "/op". Where it counts nanoseconds the name says so as benchstat
// understands it, which then scales the values: "nanoseconds" is "ns/op",
// "cpu-nanoseconds" is "cpu-ns/op", and "task-clock" is "task-clock-ns/op".
//
// What package gotest has made of a unit of Go's benchmarks is that unit again, as
// in "B/op".
func GoBenchUnit(e measure.Event) string {
	name := e.Name
	switch printed, divisor := words.PrintedUnit(e.Unit); {
	case name == measure.AllocatedBytes.Name:
		return "B/op"
	case name == measure.Allocations.Name:
		return "allocs/op"
	case name == measure.Femtoseconds.Name:
		return "ns/op"
	case divisor != 1:
		return string(appendParts(nil, printed))
	}
	switch short, ok := strings.CutSuffix(name, "nanoseconds"); {
	case ok && (short == "" || strings.HasSuffix(short, "-")):
		name = short + "ns"
	case e.Unit == "ns":
		name += "-ns"
	}
	return string(appendPart(nil, name, "")) + "/op"
}

// GoBenchEngine returns what stands behind "/engine=" in the names of Go
// benchmark lines: "wazero", or "wazero:interpreter" with flags. It holds
// both, so that two settings of one engine are two columns for benchstat
// -col /engine.
func GoBenchEngine(name, flags string) string {
	b := appendPart(nil, name, ":")
	if flags != "" {
		b = appendPart(append(b, ':'), flags, "")
	}
	// At the end of a name, "-8" would be taken for the number of CPUs.
	digits := len(b)
	for digits > 0 && b[digits-1] >= '0' && b[digits-1] <= '9' {
		digits--
	}
	if digits > 0 && digits < len(b) && b[digits-1] == '-' {
		return string(b[:digits-1]) + "%2D" + string(b[digits:])
	}
	return string(b)
}

// benchName returns the name of the row's line and, if that is a Go benchmark's,
// "example.com/m.BenchmarkX/size=1", the package that is not in it.
func benchName(row *Row) (pkg, name string) {
	at := strings.Index(row.Wasm, ".Benchmark")
	if at < 0 || strings.HasSuffix(row.Wasm, ".wasm") {
		return "", string(appendBenchName(nil, row))
	}
	b := appendParts(nil, row.Wasm[at+1:])
	return row.Wasm[:at], string(append(append(b, "/engine="...), GoBenchEngine(row.Engine, row.EngineFlags)...))
}

// appendParts appends a name that has parts already.
func appendParts(b []byte, text string) []byte {
	for i, part := range strings.Split(text, "/") {
		if i > 0 {
			b = append(b, '/')
		}
		b = appendPart(b, part, "")
	}
	return b
}

// appendBenchName appends the name of the row's benchmark. Its parts are keys
// for benchstat's -col, -row, -table and -filter. Different rows of a
// recording have different names.
func appendBenchName(b []byte, row *Row) []byte {
	b = append(b, "BenchmarkWasm"...)
	file := row.Wasm
	if i := strings.LastIndexByte(file, '/'); i >= 0 {
		separator := "/dir="
		for folder := range strings.SplitSeq(file[:i], "/") {
			b = appendPart(append(b, separator...), folder, ":")
			separator = ":"
		}
		file = file[i+1:]
	}
	b = appendPart(append(b, "/wasm="...), file, "")
	b = append(append(b, "/phase="...), row.Phase.String()...)
	return append(append(b, "/engine="...), GoBenchEngine(row.Engine, row.EngineFlags)...)
}

// appendPart appends text as part of a name or unit. What would end the part
// or the field, and what cannot be printed, becomes %XX for each of its bytes,
// and so does what is special here, so that different texts stay different.
func appendPart(b []byte, text, special string) []byte {
	const hex = "0123456789ABCDEF"
	for i := 0; i < len(text); {
		r, n := utf8.DecodeRuneInString(text[i:])
		if r == '%' || r == '/' || unicode.IsSpace(r) || !unicode.IsPrint(r) || r == utf8.RuneError && n == 1 || strings.ContainsRune(special, r) {
			for _, c := range []byte(text[i : i+n]) {
				b = append(b, '%', hex[c>>4], hex[c&15])
			}
		} else {
			b = append(b, text[i:i+n]...)
		}
		i += n
	}
	return b
}
