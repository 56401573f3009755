package job

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

// TestLineTooMany: an empty line too many is an empty line, not the end.
func TestLineTooMany(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, "x.stdout.expected", "one\n")
	put(t, dir, "actual", "one\n\n")
	f, err := os.Open(filepath.Join(dir, "actual"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	e := expectation{stream: "stdout", actual: f, path: filepath.Join(dir, "x.stdout.expected")}
	var mismatch *OutputError
	if err := e.check("x.wasm"); !errors.As(err, &mismatch) || mismatch.Line != 2 || mismatch.Got != `""` || mismatch.Want != "(end of text)" {
		t.Error(err)
	}
}

// TestExpectedLink: a link that leads nowhere is not the lack of one.
func TestExpectedLink(t *testing.T) {
	dir := t.TempDir()
	link := filepath.Join(dir, "x.stdout.expected")
	symlink(t, "nowhere", link)
	path := (&Job{Benchmark: filepath.Join(dir, "x.wasm")}).FindExpected("stdout")
	e := expectation{stream: "stdout", path: path}
	if err := e.check("x.wasm"); path != link || !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("%s, %v", path, err)
	}
}
