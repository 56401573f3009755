package record

import (
	"bytes"
	"os"
	"path/filepath"
	"reflect"
	"testing"
)

// sameEnded checks a line against encoding/json, and says whether it was read without.
func sameEnded(t *testing.T, r *endedReader, in *interner, line []byte) bool {
	t.Helper()
	got, bare := r.read(line, in)
	if got == nil {
		return false
	}
	want, wantBare, err := parseMark(line)
	if err != nil || !reflect.DeepEqual(got, want) || string(bare) != string(wantBare) {
		t.Fatalf("%s\nis read as %+v %+v\n%s\nand by encoding/json as %+v, %v\n%s", line, got.Ended, got.Check, bare, want, err, wantBare)
	}
	return true
}

const endedLine = `{"ended":{"engine":"a<b","engine_flags":"-O 2","wasm":"w.wasm","process":2042932011,"round":7,"program":"9f","rows":3,"padding":358},"check":{"block":1,"recording":"7e8f3908","crc32c":"68341f2a"}}`

// TestEndedReader: a line of a process that ended is read as encoding/json reads it, whatever
// byte of it is another, missing or there twice.
func TestEndedReader(t *testing.T) {
	var r endedReader
	var in interner
	for _, line := range []string{
		endedLine,
		`{"ended":{"engine":"e","wasm":"","process":0,"round":0,"rows":0},"check":{"block":2}}`,
		`{"ended":{"engine":"e","wasm":"w","process":999999999999999999,"round":2147483647,"rows":3,"padding":0},"check":{"block":3,"crc32c":""}}`,
	} {
		if !sameEnded(t, &r, &in, []byte(line)) {
			t.Errorf("left to encoding/json: %s", line)
		}
	}
	for _, line := range []string{ // which are no numbers, or too large for some machines
		`{"ended":{"engine":"e","wasm":"w","process":01,"round":0,"rows":0},"check":{"block":2}}`,
		`{"ended":{"engine":"e","wasm":"w","process":1000000000000000000,"round":0,"rows":0},"check":{"block":2}}`,
		`{"ended":{"engine":"e","wasm":"w","process":1,"round":2147483648,"rows":0},"check":{"block":2}}`,
		`{"ended":{"engine":"e","wasm":"w","process":1,"round":0,"rows":0},"check":{"block":}}`,
		`{"ended":{"engine":"é","wasm":"w","process":1,"round":0,"rows":0},"check":{"block":2}}`,
		`{"ended":{"engine":"e\n","wasm":"w","process":1,"round":0,"rows":0},"check":{"block":2}}`,
		endedLine + " {}", "",
	} {
		if sameEnded(t, &r, &in, []byte(line)) {
			t.Errorf("not left to encoding/json: %s", line)
		}
	}
	for at := range len(endedLine) {
		for _, c := range []byte("\"\\ \x00\x7f0-,:{}\xff") {
			for _, keep := range []int{0, 1} { // in its place, or before it
				line := append([]byte(endedLine[:at]), c)
				sameEnded(t, &r, &in, append(line, endedLine[at+1-keep:]...))
			}
		}
		sameEnded(t, &r, &in, []byte(endedLine[:at]+endedLine[at+1:]))
	}
}

// TestEndedReaderOfRecordings: so are those of recordings, which is what it is for.
func TestEndedReaderOfRecordings(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("..", "..", "examples", "sightglass", "testdata", "*.jsonl"))
	if err != nil || len(files) == 0 {
		t.Fatal(err, "no recordings")
	}
	var r endedReader
	var in interner
	read, others := 0, 0
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for line := range bytes.Lines(text) {
			line = bytes.TrimSpace(line)
			if sameEnded(t, &r, &in, line) {
				read++
			} else if bytes.HasPrefix(line, []byte(`{"ended"`)) {
				others++
			}
		}
	}
	if read < 10 || others > read {
		t.Errorf("%d lines of processes that ended were read, and %d left to encoding/json", read, others)
	}
}

func FuzzEnded(f *testing.F) {
	f.Add([]byte(endedLine))
	f.Fuzz(func(t *testing.T, line []byte) { sameEnded(t, new(endedReader), new(interner), line) })
}
