package command

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/sightglass-go/sightglass/analysis/report"
	"github.com/sightglass-go/sightglass/measure/record"
)

// null runs the command as cron and many a CI do, without standard input.
func null(t *testing.T, args ...string) result {
	t.Helper()
	in, err := os.Open(os.DevNull)
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	var out, errs bytes.Buffer
	code := Run(t.Context(), args, in, &out, &errs)
	return result{code, out.String(), errs.String()}
}

// TestCreateKept: recordings of one second have names of their own, and those that are
// there stay.
func TestCreateKept(t *testing.T) {
	folder(t)
	at := time.Date(2025, 11, 25, 19, 47, 5, 0, time.UTC)
	for _, want := range []string{"sightglass-20251125-194705.jsonl", "sightglass-20251125-194705-2.jsonl", "sightglass-20251125-194705-3.jsonl"} {
		f, err := createKept(at, "")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Write([]byte(want)); err != nil || f.Close() != nil || read(t, want) != want {
			t.Errorf("%s, want %s; %v", f.Name(), want, err)
		}
	}
	f, err := createKept(at, "sub/rows.jsonl")
	if err == nil || !strings.Contains(err.Error(), filepath.Join("sub", "rows.again.jsonl")) {
		t.Errorf("%v, %v", f, err)
	}
}

// readUnnamed are commands that read a recording, and something that they print of one
// of noop.wasm.
var readUnnamed = map[string]string{
	"analyze": "noop.wasm", "summarize -o csv": "noop.wasm", "compare": "noop", "convert": "noop.wasm", "check": "whole", "report -o -": "noop.wasm", "compare -v": "noop.wasm",
}

// TestLatestIsRead: without a file, and without a standard input from which something
// could come, the newest recording is read, and that is said; of a pipe, what comes
// from it.
func TestLatestIsRead(t *testing.T) {
	folder(t, "work")
	two := strings.Fields("benchmark -e wazero -e wazero:interpreter -p 2 -i 1")
	for _, args := range []string{"work.wasm", "noop.wasm"} {
		succeeds(t, append(two, args)...)
	}
	newest, err := record.Latest(latestName)
	if err != nil || !strings.HasPrefix(filepath.Base(newest), "sightglass-2") {
		t.Fatalf("%s, %v", newest, err)
	}
	says := "note: reading the latest recording, " + newest + "\n"
	rows := read(t, newest)
	for _, how := range []string{"a link", "a file"} {
		if how == "a file" { // as on Windows without the right to make links
			if err := os.Remove(latestName); err != nil {
				t.Fatal(err)
			}
			put(t, latestName, `{"sightglass-latest":"`+newest+`"}`)
		}
		for args, want := range readUnnamed {
			r := null(t, strings.Fields(args)...)
			if r.code != 0 || !strings.HasPrefix(r.stderr, says) || !strings.Contains(r.stdout, want) || strings.Contains(r.stdout, "work.wasm") {
				t.Errorf("%s: %s: %d, %s%.300s", how, args, r.code, r.stderr, r.stdout)
			}
			if r := sightglass(t, rows, strings.Fields(args)...); r.code != 0 || strings.Contains(r.stderr, "latest") || !strings.Contains(r.stdout, want) {
				t.Errorf("%s of a pipe: %d, %s%.300s", args, r.code, r.stderr, r.stdout)
			}
			// An empty pipe is a pipeline that has failed, and not a question about the latest.
			if r := sightglass(t, "", strings.Fields(args)...); r.code != exitRefuse || strings.Contains(r.stdout, want) || !strings.Contains(r.stderr+r.stdout, "standard input is empty") {
				t.Errorf("%s of nothing: %+v", args, r)
			}
			for _, name := range []string{"latest", latestName} {
				if r := sightglass(t, "", append(strings.Fields(args), name)...); r.code != 0 || !strings.Contains(r.stdout, want) {
					t.Errorf("%s: %s %s: %d, %s%.300s", how, args, name, r.code, r.stderr, r.stdout)
				}
			}
		}
		if r := sightglass(t, "", "benchmark", "--resume", "latest"); r.code != 0 || !strings.Contains(r.stderr, "resuming "+newest) {
			t.Errorf("%+v", r)
		}
	}
	if r := null(t, "history"); r.code != 0 || !strings.HasPrefix(r.stderr, "note: reading 2 recordings in .\n") || !strings.Contains(r.stdout, "2 recordings, from sightglass-2") {
		t.Errorf("%+v", r)
	}
	if r := sightglass(t, rows, "history"); r.code != 0 || strings.Contains(r.stderr, "note: reading") || !strings.Contains(r.stdout, "1 recording: standard input\n") {
		t.Errorf("%+v", r)
	}
	if r := sightglass(t, "", "compare", "latest", newest); r.code != exitRefuse || !strings.Contains(r.stderr, "is named twice") {
		t.Errorf("%+v", r)
	}
	// Its folder can be moved.
	there := filepath.Join(t.TempDir(), "there")
	mkdir(t, there)
	for _, name := range []string{newest, latestName} {
		if err := os.Rename(name, filepath.Join(there, name)); err != nil {
			t.Fatal(err)
		}
	}
	if r := null(t, "compare"); r.code != exitRefuse || r.stdout != "" || !strings.Contains(r.stderr, "the current folder ($SIGHTGLASS_DATA_DIR names another): there is no sightglass-latest") {
		t.Errorf("%+v", r)
	}
	t.Setenv(dataDir, filepath.Join(there, "nosuch"))
	if r := null(t, "history"); r.code != exitRefuse || r.stdout != "" || !strings.Contains(r.stderr, "no recording is kept here: nothing is called "+filepath.Join(there, "nosuch", "sightglass-*.jsonl")+". Name recordings, or a folder") {
		t.Errorf("%+v", r)
	}
	t.Setenv(dataDir, there)
	if r := null(t, "history"); r.code != 0 || !strings.HasPrefix(r.stderr, "note: reading 1 recording in "+there+"\n") {
		t.Errorf("%+v", r)
	}
	if r := null(t, "compare"); r.code != 0 || !strings.Contains(r.stderr, filepath.Join(there, newest)) {
		t.Errorf("%+v", r)
	}
	if err := os.Remove(filepath.Join(there, newest)); err != nil {
		t.Fatal(err)
	}
	for args := range readUnnamed {
		if r := null(t, strings.Fields(args)...); r.code != exitRefuse || r.stdout != "" || !strings.Contains(r.stderr, "is gone") {
			t.Errorf("%s: %+v", args, r)
		}
		t.Setenv(dataDir, filepath.Join(there, "nosuch"))
		if r := null(t, strings.Fields(args)...); r.code != exitRefuse || r.stdout != "" || !strings.Contains(r.stderr, "no recording was made in $SIGHTGLASS_DATA_DIR, "+filepath.Join(there, "nosuch")) {
			t.Errorf("%s: %+v", args, r)
		}
		t.Setenv(dataDir, there)
	}
}

// TestLatestIsNewest: whichever way it is kept, the newest recording is the latest; one
// without rows is none, nor is one that was refused.
func TestLatestIsNewest(t *testing.T) {
	folder(t, "trap-inside")
	mkdir(t, "a folder")
	const kept = "sightglass-2"
	succeeds(t, "benchmark", "-p", "1", "-i", "1", "noop.wasm", "-o", "a folder/first.jsonl")
	if left, _ := filepath.Glob("sightglass*"); len(left) > 0 {
		t.Errorf("a recording that is kept elsewhere left %v", left)
	}
	for _, tt := range []struct{ args, want string }{
		{"noop.wasm -o rows.jsonl", "rows.jsonl"},
		{"noop.wasm -m noop", "rows.jsonl"},
		{"noop.wasm -e nosuch", "rows.jsonl"},
		{"noop.wasm -o rows.jsonl", "rows.jsonl"}, // refused: it is there
		{"noop.wasm", kept},
		{"noop.wasm -o FOLDER/rows.jsonl", "a folder/rows.jsonl"},
		{"noop.wasm --raw", kept},
		{"noop.wasm -o rows.csv", kept},
		{"--resume rows.jsonl -p 2", "rows.jsonl"},
		{"trap-inside.wasm", "rows.jsonl"}, // all failed: nothing is in it to be read
	} {
		args := strings.Fields("benchmark -i 1 -p 1 " + tt.args)
		if strings.Contains(tt.args, "--resume") {
			args = strings.Fields("benchmark " + tt.args)
		}
		for i := range args {
			args[i] = strings.Replace(args[i], "FOLDER", "a folder", 1)
		}
		r := sightglass(t, "", args...)
		latest, err := record.Latest(latestName)
		if rel, relErr := filepath.Rel(".", latest); relErr == nil {
			latest = rel
		}
		if here, _ := os.Getwd(); strings.HasPrefix(latest, here) {
			latest = strings.TrimPrefix(latest, here+string(filepath.Separator))
		}
		if err != nil || !strings.HasPrefix(filepath.ToSlash(latest), tt.want) {
			t.Errorf("%s: the latest is %s, want %s; %v; %+v", tt.args, latest, tt.want, err, r)
		}
	}
}

// TestDataDirMade: a folder that is not there is made, for the latest alone, too.
func TestDataDirMade(t *testing.T) {
	folder(t)
	t.Setenv(dataDir, filepath.Join("made", "by", "it"))
	if r := sightglass(t, "", strings.Fields("benchmark -p 1 -i 1 -o elsewhere.jsonl noop.wasm")...); r.code != 0 || strings.Contains(r.stderr, "will not find") {
		t.Errorf("%+v", r)
	}
	if r := sightglass(t, "", "summarize", "latest"); r.code != 0 || r.stdout == "" {
		t.Errorf("the latest, in a folder that was made: %+v", r)
	}
}

// TestCannotBeKept: where nothing can be kept that is said before anything runs, and
// what to do; rows that somebody reads are written all the same.
func TestCannotBeKept(t *testing.T) {
	folder(t)
	t.Setenv(dataDir, filepath.Join("noop.wasm", "sub")) // which is a file
	for _, args := range []string{"", "-o rows.csv", "-f markdown", "--raw -o page.html"} {
		r := sightglass(t, "", append(strings.Fields("benchmark -p 1 -i 1 noop.wasm"), strings.Fields(args)...)...)
		if r.code != exitOutput || r.stdout != "" || strings.Count(r.stderr, "\n") != 1 || !strings.Contains(r.stderr, "the recording cannot be kept") ||
			!strings.Contains(r.stderr, "set SIGHTGLASS_DATA_DIR to a folder that can be written to, or name the file: --output-file FOLDER/NAME.jsonl") {
			t.Errorf("%s: %+v", args, r)
		}
		if files, _ := filepath.Glob("*"); len(files) != 1 {
			t.Errorf("%s: left %v", args, files)
		}
	}
	if r := sightglass(t, "", strings.Fields("benchmark -p 1 -i 1 noop.wasm -o rows.jsonl")...); r.code != 0 || !strings.Contains(r.stdout, "Kept in rows.jsonl") ||
		!strings.Contains(r.stderr, "note: commands to which no recording is named will not find this one") {
		t.Errorf("%+v", r)
	}
	if r := sightglass(t, "", strings.Fields("benchmark -p 1 -i 1 noop.wasm --raw")...); r.code != 0 || strings.Count(r.stdout, ",cycles,") != 3 || !strings.Contains(r.stderr, "note: the recording cannot be kept") {
		t.Errorf("%+v", r)
	}
	// Nothing but a link of its own is replaced.
	t.Setenv(dataDir, "")
	put(t, latestName, "Dear diary")
	if r := sightglass(t, "", strings.Fields("benchmark -p 1 -i 1 noop.wasm")...); r.code != 0 || read(t, latestName) != "Dear diary" || !strings.Contains(r.stderr, "will not find this one") {
		t.Errorf("%+v", r)
	}
	if r := null(t, "compare"); r.code != exitRefuse || !strings.Contains(r.stderr, "it does not name a recording") {
		t.Errorf("%+v", r)
	}
}

// TestOutputs: each -o adds a file, by its ending, and takes nothing away from standard
// output; what a format is asked for goes into the file that has it, or no ending of
// another, else to standard output.
func TestOutputs(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Log("without /dev/stdout")
	}
	const text, table, rows, nothing = `^noop\.wasm: wazero:interpreter .* against wazero`, "^┌", "^arch,engine,", "^$"
	const csv, json, jsonl, page, markdown, bench = "^arch,", `^\[\n?\{"arch"`, `^\{"format"`, "^<!doctype html>", "^" + report.FileMark + "\n### wazero:interpreter against wazero", "^(goos|# |pkg|Benchmark|[a-z-]+:)"
	for _, tt := range []struct {
		args, stdout string
		files        map[string]string
	}{
		{"", text, nil},
		{"-o a.jsonl", text, map[string]string{"a.jsonl": jsonl}},
		{"-o a.csv -o b.json -o c.html -o d.md -o e.jsonl -o F.CSV", text, map[string]string{"a.csv": csv, "b.json": json, "c.html": page, "d.md": markdown, "e.jsonl": jsonl, "F.CSV": csv}},
		{"-o - -o a.csv", text, map[string]string{"a.csv": csv}},
		{"-o -", text, nil},
		{"-o /dev/stdout", text, nil},
		{"-v -o a.md", table, map[string]string{"a.md": markdown}},
		{"-f csv", rows, nil},
		{"--raw", rows, nil},
		{"-f csv -o -", rows, nil},
		{"-f csv -o a.csv", text, map[string]string{"a.csv": csv}}, // as in the original
		{"-r -f csv -o a.out", text, map[string]string{"a.out": csv}},
		{"-r -o a", text, map[string]string{"a": csv}},
		{"-r -o a.jsonl", text, map[string]string{"a.jsonl": jsonl}},
		{"-f csv -o a.csv -o -", rows, map[string]string{"a.csv": csv}},
		{"-f csv -o a.html", rows, map[string]string{"a.html": page}},
		{"-f csv -o a.jsonl", rows, map[string]string{"a.jsonl": jsonl}},
		{"-f gobench -o a.txt -o b.csv", text, map[string]string{"a.txt": bench, "b.csv": csv}},
		{"-f markdown", "^### wazero:interpreter against wazero", nil},
		{"-f markdown -o a.txt", text, map[string]string{"a.txt": markdown}},
		{"-f table -o a.txt", text, map[string]string{"a.txt": table}},
		{"-f table", table, nil},
	} {
		folder(t)
		args := append(strings.Fields("benchmark -e wazero -e wazero:interpreter -p 2 -i 1 noop.wasm"), strings.Fields(tt.args)...)
		r := sightglass(t, "", args...)
		if r.code != 0 || !regexp.MustCompile(tt.stdout).MatchString(r.stdout) {
			t.Errorf("%s: %d, %s%.300s; want %s", tt.args, r.code, r.stderr, r.stdout, tt.stdout)
		}
		for name, begins := range tt.files {
			if got := read(t, name); !regexp.MustCompile(`(?i)` + begins).MatchString(got) {
				t.Errorf("%s: %s begins %.100q; want %s", tt.args, name, got, begins)
			}
		}
		kept := recordings(t)
		if named := strings.Contains(tt.args, ".jsonl"); named == (len(kept) == 1) || len(kept) > 1 {
			t.Errorf("%s: kept in %v", tt.args, kept)
		}
		if said := r.stdout + r.stderr; strings.Count(said, "Kept in ") != 1 {
			t.Errorf("%s: where it is kept is not said: %s", tt.args, said)
		}
		for _, name := range kept { // of the same rows
			if n := strings.Count(read(t, name), `"count"`); n != 2*2*3 {
				t.Errorf("%s: %d rows in %s", tt.args, n, name)
			}
		}
	}
}

// TestOutputsRefused: what cannot be written is refused before anything runs.
func TestOutputsRefused(t *testing.T) {
	folder(t)
	put(t, "text.html", "Dear diary")
	for args, want := range map[string]string{
		"-o a.txt":                      "--output-file a.txt: its ending does not say what to write: .jsonl, .csv or .json rows, .html the page of report, .md the answer; or say it with --output-format",
		"-o a.csv -o a":                 "--output-file a: its ending",
		"-o a.csv -o ./a.csv":           "--output-file a.csv and ./a.csv are one file",
		"-o a.csv -o text.html":         "it is not a page",
		"-o a.csv -o nosuch/page.html":  "nosuch",
		"-o a.csv -o nosuch/b.csv":      "nosuch",
		"-o a.csv -o a.jsonl -o a.yaml": "a.yaml",
		"--output-file=":                "--output-file is empty",
	} {
		r := sightglass(t, "", append(strings.Fields("benchmark -p 1 -i 1 noop.wasm"), strings.Fields(args)...)...)
		if r.code == 0 || r.stdout != "" || strings.Count(r.stderr, "\n") != 1 || !strings.Contains(r.stderr, want) {
			t.Errorf("%s: %+v, want %q", args, r, want)
		}
		if files, _ := filepath.Glob("*"); len(files) != 2 {
			t.Errorf("%s: left %v", args, files)
		}
	}
	if r := sightglass(t, "", strings.Fields("benchmark -m noop -p 1 -i 1 noop.wasm -o page.html")...); r.code == 0 || !strings.Contains(r.stderr, "page.html is not written: no rows were recorded") {
		t.Errorf("%+v", r)
	}
}

// TestResumeOutputs: a recording that is resumed gets a page and an answer of all of it.
func TestResumeOutputs(t *testing.T) {
	folder(t)
	succeeds(t, strings.Fields("benchmark -e wazero -e wazero:interpreter -p 2 -i 1 noop.wasm")...)
	r := sightglass(t, "", strings.Fields("benchmark --resume latest -p 3 -o a.html -o a.md")...)
	if r.code != 0 || !strings.Contains(r.stdout, "; 3 rounds") || !strings.Contains(read(t, "a.html"), "<html") || !strings.HasPrefix(read(t, "a.md"), report.FileMark+"\n### ") {
		t.Errorf("%+v", r)
	}
	for _, args := range []string{"--raw", "-f csv", "-o a.csv", "-o b.jsonl"} {
		if r := sightglass(t, "", append(strings.Fields("benchmark --resume latest -p 4"), strings.Fields(args)...)...); r.code != exitRefuse || !strings.Contains(r.stderr, "appends to the recording") {
			t.Errorf("%s: %+v", args, r)
		}
	}
}

// TestOwnFilesBeside: a benchmark that reads the files of its folder is recorded there
// again and again, and resumed: what recording leaves there is not one of its files.
func TestOwnFilesBeside(t *testing.T) {
	folder(t, "read-file")
	put(t, "input.txt", "hello")
	const all = "benchmark read-file.wasm -p 2 -i 1 -o page.html -o answer.md"
	for range 3 {
		succeeds(t, strings.Fields(all)...)
		put(t, "sightglass.toml", "timeout = \""+strings.Repeat("1", len(recordings(t)))+"m\"\n")
	}
	if r := sightglass(t, "", strings.Fields("benchmark --resume latest -p 3")...); r.code != 0 {
		t.Errorf("%+v", r)
	}
	kept := recordings(t)
	if r := sightglass(t, "", "compare", "-v", kept[0], kept[1]); r.code != 0 || strings.Contains(r.stdout+r.stderr, "files") {
		t.Errorf("%+v", r)
	}
	put(t, "input.txt", "another") // one of its own
	if r := sightglass(t, "", strings.Fields("benchmark --resume latest -p 4")...); r.code != exitRefuse || !strings.Contains(r.stderr, "a file beside a benchmark has changed") {
		t.Errorf("%+v", r)
	}
}

// TestKeptInPattern: a folder of recordings whose name looks like a pattern is that
// folder, and no other that the pattern matches.
func TestKeptInPattern(t *testing.T) {
	there := t.TempDir()
	for _, dir := range []string{"a[b]", "ab"} {
		put(t, filepath.Join(there, dir, "sightglass-20260101-000000.jsonl"), "")
	}
	t.Setenv(dataDir, filepath.Join(there, "a[b]"))
	if got, err := keptRecordings(); err != nil || len(got) != 1 || got[0] != filepath.Join(there, "a[b]", "sightglass-20260101-000000.jsonl") {
		t.Errorf("%q, %v", got, err)
	}
}
