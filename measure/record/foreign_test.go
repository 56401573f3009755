package record

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"
)

// TestForeign: what is no recording is said in one error, whichever way it
// comes, and what is one, however damaged, is read.
func TestForeign(t *testing.T) {
	readme, err := os.ReadFile(filepath.Join("..", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct{ text, want string }{
		"README.md, which shows a header line": {string(readme), "it is text"},
		"module":                               {"\x00asm\x01\x00\x00\x00", "a WebAssembly module"},
		"gzip":                                 {"\x1f\x8b\x08\x00\x00", "compressed with gzip: decompress it first"},
		"page":                                 {"\n<!DOCTYPE html>\n<title>x</title>", "a page in HTML"},
		"program":                              {"\x7fELF\x02\x01", "a program"},
		"script":                               {"#!/bin/sh\nexit\n", "a script"},
		"binary":                               {"abc\x00\x01\x02\n\n\n", "binary data"},
		"UTF-16":                               {"\xff\xfea\x00r\x00", "UTF-16"},
		"prose":                                {"x", "it is text"},
		"prose of 30 lines":                    {strings.Repeat("Lorem ipsum, dolor\nsit amet\n", 30), "it is text"},
		"one long line":                        {strings.Repeat("Lorem ipsum ", 20000), "it is text"},
		"other CSV":                            {"name,size,price\na,1,2\n", "CSV, but not with the columns arch,"},
		"CSV of 8 columns":                     {"a,b,c,d,e,f,g,h\n1.5,2,3,x,y,6,7,8\n", "CSV, but not"},
		"summaries":                            {"x86_64,a.so,noop.wasm,Execution,cycles,1100,6101,3600.5,5.0\n", "text, but neither JSON nor CSV with"},
		"JSON object":                          {"{\n  \"name\": \"x\",\n  \"version\": 1\n}\n", "JSON without rows, which have the keys arch,"},
		"JSON array":                           {`[1,2,3]`, "JSON without rows"},
		"other objects":                        {`[{"name":"x","count":3}]`, "JSON without rows"},
		"lines of JSON":                        {"{\"a\":1}\n{\"a\":2}\n", "JSON without rows"},
		"JSON summaries":                       {`[{"arch":"x","engine":"e","wasm":"w","phase":"Execution","event":"cycles","min":1` + strings.Repeat(" ", 200) + "}]", "JSON without rows"},
	} {
		for _, r := range []io.Reader{strings.NewReader(tt.text), iotest.OneByteReader(strings.NewReader(tt.text)), iotest.HalfReader(strings.NewReader(tt.text))} {
			rows, err := ReadAll(NewReader(r, "file", Auto))
			if len(rows) > 0 || !errors.Is(err, ErrNotRecording) || !strings.HasPrefix(err.Error(), "file: not a recording: it is ") ||
				!strings.Contains(err.Error(), tt.want) || strings.Contains(err.Error(), "\n") || len(err.Error()) > 250 {
				t.Errorf("%s: %d rows, %v, want %q", name, len(rows), err, tt.want)
			}
		}
	}
	const row = "x86_64,e,,noop.wasm,7,0,Execution,cycles,56\n"
	for name, text := range map[string]string{
		"objects over many lines":    "[\n  {\n    \"arch\": \"x\",\n    \"phase\": \"Execution\",\n    \"event\": \"cycles\",\n    \"count\": 1\n  }\n]\n",
		"nothing":                    "",
		"white space":                " \n\n",
		"no rows":                    "[]\n",
		"a header":                   "arch,engine,engine_flags,wasm,process,iteration,phase,event,count\n",
		"a header without a column":  "arch,engine,wasm,process,iteration,phase,event\n",
		"damage before the first":    "\x01\x02garbage\n" + row,
		"damage in 19 lines":         strings.Repeat("garbage\n", 19) + row,
		"a phase that there is not":  strings.Replace(row, "Execution", "Linking", 1),
		"a count below 0":            strings.Replace(row, "56", "-56", 1),
		"a field too many":           strings.Replace(row, "56", "56,", 1),
		"a row that was cut off":     row[:len(row)-6],
		"objects that were cut off":  `[{"arch":"x86`,
		"a line that was cut off":    `{"arch":"x86_64","engine":"e"`,
		"a header that was cut off":  `{"format":"sightglass-rec`,
		"a header of a later format": `{"format":"sightglass-recording/99"}` + "\n",
		"marks":                      `{"ended":{"process":1}}` + "\n",
	} {
		if _, err := ReadAll(NewReader(strings.NewReader(text), "file", Auto)); errors.Is(err, ErrNotRecording) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, format := range []Format{CSV, JSON, JSONL} { // what this package writes, cut off anywhere
		files, err := filepath.Glob(filepath.Join("testdata", "rows."+strings.ToLower(format.String())))
		if err != nil || len(files) == 0 {
			t.Fatalf("no rows of %v", format)
		}
		b, err := os.ReadFile(files[0])
		if err != nil {
			t.Fatal(err)
		}
		for n := range min(len(b), 5000) {
			if err := checkForeign(b[:n]); err != nil {
				t.Errorf("%v, the first %d bytes: %v: %q", format, n, err, bytes.TrimSpace(b[:n]))
				break
			}
		}
	}
}
