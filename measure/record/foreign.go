package record

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
)

// ErrNotRecording is wrapped by the error of a Reader with the
// format Auto that was given something else to read than a recording.
var ErrNotRecording = errors.New("not a recording")

// signatures begin files that are something else.
var signatures = []struct{ begin, what string }{
	{"\x00asm", "a WebAssembly module"},
	{"\x1f\x8b", "compressed with gzip: decompress it first"},
	{"\x28\xb5\x2f\xfd", "compressed with zstd: decompress it first"},
	{"\xfd7zXZ\x00", "compressed with xz: decompress it first"},
	{"BZh", "compressed with bzip2: decompress it first"},
	{"PK\x03\x04", "a ZIP archive: unpack it first"},
	{"\xff\xfe", "text in UTF-16: save it as UTF-8"},
	{"\xfe\xff", "text in UTF-16: save it as UTF-8"},
	{"\x7fELF", "a program"},
	{"MZ", "a program"},
	{"#!", "a script"},
	{"\x89PNG", "an image"},
	{"GIF8", "an image"},
	{"\xff\xd8\xff", "an image"},
	{"%PDF", "a PDF document"},
	{"SQLite format 3\x00", "a database"},
	{"PAR1", "an Apache Parquet file, which is read only where no other format is asked for: convert it first"},
}

// beginnings are those of recordings, but for CSV without a header line.
var beginnings = []string{string(headBegins), `{"arch":"`, `[{"arch":"`, "[\n{", "[]",
	"arch,engine,engine_flags,wasm,process,iteration,phase,event,count", "arch,engine,wasm,process,iteration,phase,event,count"}

// foreignLines is how many lines decide whether text is a recording: the first
// may be damaged, and what stands far below may be an example in a manual.
const foreignLines = 20

// checkForeign says that what begins with these bytes is not a recording, and what it
// is, in an error that wraps ErrNotRecording. A recording that is damaged
// somewhere, or was cut off, is one all the same, and so is nothing at all.
func checkForeign(begin []byte) error {
	what := foreign(bytes.TrimPrefix(begin, bom))
	if what == "" {
		return nil
	}
	return fmt.Errorf("%w: it is %s", ErrNotRecording, what)
}

func foreign(b []byte) string {
	for _, s := range signatures {
		if bytes.HasPrefix(b, []byte(s.begin)) {
			return s.what
		}
	}
	text := bytes.TrimSpace(b)
	for _, begin := range beginnings {
		if strings.HasPrefix(begin, string(text)) { // cut off within it
			return ""
		}
	}
	tag := strings.ToLower(string(text[:min(len(text), 14)]))
	for _, markup := range []string{"<!doctype html", "<html", "<!--", "<?xml", "<svg"} {
		if strings.HasPrefix(tag, markup) {
			return "a page in HTML or XML"
		}
	}
	if hasLine(text) {
		return ""
	}
	object := text[0] == '{' || text[0] == '['
	switch {
	case object && hasKeys(text):
		return ""
	case object:
		return "JSON without rows, which have the keys " + strings.Join(columnNames[:], ", ")
	case bytes.IndexByte(text, 0) >= 0:
		return "binary data"
	}
	first, rest, _ := bytes.Cut(text, newline)
	second, _, _ := bytes.Cut(rest, newline)
	if n := bytes.Count(first, []byte(",")); n > 0 && n == bytes.Count(second, []byte(",")) {
		return "CSV, but not with the columns " + strings.Join(columnNames[:], ",")
	}
	return "text, but neither JSON nor CSV with the columns " + strings.Join(columnNames[:], ",")
}

// hasLine tells whether one of the first lines is one of a recording.
func hasLine(text []byte) bool {
	n := 0
	for line := range bytes.Lines(text) {
		if n++; n > foreignLines {
			break
		}
		if resembles(bytes.TrimPrefix(bytes.TrimSpace(line), bom)) {
			return true
		}
	}
	return false
}

// resembles tells whether a line is, or was once, one of a recording in CSV or
// JSON Lines.
func resembles(line []byte) bool {
	if looksLikeMark(line) || bytes.HasPrefix(line, []byte("{")) && (hasKeys(line) || bytes.HasPrefix(line, headBegins)) {
		return true
	}
	fields, _, err := splitFields(line, nil, nil)
	if err != nil {
		fields = splitPlain(line, nil)
	}
	known := 0
	for _, f := range fields {
		if columnNamed(bytes.ToLower(bytes.TrimSpace(f))) != colUnknown {
			known++
		}
	}
	if known > len(eightColumns)/2 { // most of a header
		return true
	}
	n := len(fields)
	for i := 2; i < n; i++ { // process, iteration, phase: one of the numbers may be damaged
		if _, err := parsePhase(fields[i]); err == nil && (isNumber(fields[i-1]) || isNumber(fields[i-2])) {
			return true
		}
	}
	return (n == len(eightColumns) || n == len(nineColumns)) && isNumber(fields[n-4]) && isNumber(fields[n-5])
}

func isNumber(text []byte) bool {
	_, err := parseUint(text)
	return err == nil
}

// hasKeys tells whether JSON has what only rows have together.
func hasKeys(text []byte) bool {
	has := func(c column) bool { return bytes.Contains(text, []byte(`"`+columnNames[c]+`"`)) }
	if len(text) < 400 && has(colArch) && !has(colCount) && (has(colProcess) || !has(colPhase)) { // cut off within the first
		return true
	}
	return has(colCount) && has(colPhase) && has(colEvent)
}
