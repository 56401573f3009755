package command

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// TestNothingOverwritten: a page or a table replaces its like and nothing else: no
// recording, no input, no file of another kind.
func TestNothingOverwritten(t *testing.T) {
	folder(t)
	succeeds(t, "benchmark", "-p", "2", "-i", "1", "-o", "rows.jsonl", "noop.wasm")
	rows := read(t, "rows.jsonl")
	for name, text := range map[string]string{"rows.csv": strings.Repeat("x86_64,e,,b.wasm,1,0,Execution,cycles,10\n", 9), "README.md": "# thesis\n", "text.html": "Dear diary\n", "diary.txt": "Dear diary\n", "empty.html": ""} {
		put(t, name, text)
	}
	if err := errors.Join(os.Symlink("rows.jsonl", "link.html"), os.Mkdir("folder", 0o755)); err != nil {
		t.Skip("no symbolic links here: ", err)
	}
	if err := errors.Join(os.MkdirAll("sub/a/b", 0o755), os.WriteFile("sub/a/b/noop.wasm", []byte(read(t, "noop.wasm")), 0o644)); err != nil {
		t.Fatal(err)
	}
	if r := sightglass(t, "", "benchmark", "-p", "1", "-i", "1", "sub/a/b/noop.wasm"); !strings.HasPrefix(r.stdout, "benchmarks in sub/a/b/\n") {
		t.Errorf("no table with a folder to be tried: %s", r.stdout)
	}
	for _, tt := range []struct {
		args string
		code int
		says string
	}{
		{"report rows.jsonl -o rows.jsonl", exitRefuse, "it is an input, rows.jsonl"},
		{"report rows.jsonl -o link.html", exitRefuse, "it is an input, rows.jsonl"},
		{"report rows.jsonl -o rows.csv", exitRefuse, "it is a recording"},
		{"report rows.jsonl -o noop.wasm", exitRefuse, "it is not a page"},
		{"report rows.jsonl -o text.html", exitRefuse, "it is not a page"},
		{"report rows.jsonl -o folder", exitOutput, "it is a folder"},
		{"report rows.jsonl -o empty.html", 0, "wrote empty.html"},
		{"report rows.jsonl -o empty.html", 0, "wrote empty.html"},
		{"history rows.jsonl -o empty.html", 0, "wrote empty.html"},
		{"history rows.jsonl -o rows.jsonl", exitRefuse, "it is an input"},
		{"benchmark -p 1 -i 1 noop.wasm -o README.md", exitRefuse, "it is not a table"},
		{"benchmark -p 1 -i 1 noop.wasm -f csv -o noop.wasm", exitRefuse, "is an input, noop.wasm"},
		{"benchmark -p 1 -i 1 noop.wasm -f csv -o noop.wasm --force", exitRefuse, "is an input, noop.wasm"},
		{"benchmark -p 1 -i 1 noop.wasm -o rows.jsonl", exitRefuse, "--resume rows.jsonl, to move it aside --force"},
		{"benchmark -p 1 -i 1 nosuch.wasm -o rows.jsonl", exitRefuse, ""},
		{"benchmark -p 1 -i 1 noop.wasm -o rows.csv", exitRefuse, "to move it aside use --force"},
		{"benchmark -p 1 -i 1 noop.wasm -o text.html", exitRefuse, "it is not a page"},
		{"benchmark -p 1 -i 1 noop.wasm -o diary.txt -f csv", exitRefuse, "something that is not a recording"},
		{"benchmark -p 1 -i 1 noop.wasm -o diary.txt -f table", exitRefuse, "it is not a table"},
		{"benchmark -p 1 -i 1 noop.wasm -o diary.txt", exitRefuse, "its ending does not say what to write"},
		{"benchmark -p 1 -i 1 noop.wasm -o new.md", 0, ""},
		{"benchmark -p 1 -i 1 noop.wasm -o new.md", 0, ""},
		{"benchmark -p 2 -i 1 -e wazero -e wazero:interpreter noop.wasm -o new.md", 0, ""},
		{"benchmark -p 1 -i 1 noop.wasm -o new.md", 0, ""},
		{"benchmark -p 1 -i 1 noop.wasm -f table -o new.txt", 0, ""},
		{"benchmark -p 1 -i 1 sub/a/b/noop.wasm -f table -o new.txt", 0, ""},
		{"benchmark -p 1 -i 1 sub/a/b/noop.wasm -f table -o new.txt", 0, ""},
		{"benchmark -p 1 -i 1 sub/a/b/noop.wasm -f markdown -o new.txt", 0, ""},
		{"benchmark -p 2 -i 1 -e wazero -e wazero:interpreter sub/a/b/noop.wasm -o new.txt -f markdown", 0, ""},
		{"benchmark -p 1 -i 1 -m noop noop.wasm -f table -o new.txt", 0, ""},
		{"benchmark -p 1 -i 1 noop.wasm -f table -o new.txt", 0, ""},
		{"benchmark -p 1 -i 1 -e nosuch noop.wasm -o never.jsonl", exitRefuse, ""},
		{"benchmark -p 1 -i 1 noop.wasm -o rows.csv --force", 0, "what was in rows.csv is in rows.old.csv now"},
		{"benchmark -p 1 -i 1 noop.wasm -o rows.csv --force", 0, "what was in rows.csv is in rows.old.2.csv now"},
	} {
		r := sightglass(t, "", strings.Fields(tt.args)...)
		if r.code != tt.code || !strings.Contains(r.stderr, tt.says) {
			t.Errorf("%s: code %d: %s, want %d and %q", tt.args, r.code, r.stderr, tt.code, tt.says)
		}
	}
	if read(t, "rows.jsonl") != rows || read(t, "text.html") != "Dear diary\n" || read(t, "diary.txt") != "Dear diary\n" || read(t, "README.md") != "# thesis\n" || strings.Count(read(t, "rows.old.csv"), "\n") != 9 {
		t.Error("something was overwritten")
	}
	if _, err := os.Stat("never.jsonl"); err == nil {
		t.Error("a recording that was refused left a file")
	}
	if list, _ := filepath.Glob(".*.tmp"); len(list) > 0 {
		t.Errorf("left %v", list)
	}
	// A temporary folder that cannot be used: as far as it got, there is no row.
	t.Setenv("TMPDIR", filepath.Join(t.TempDir(), "nosuch"))
	for range 2 {
		if r := sightglass(t, "", "benchmark", "-p", "1", "-i", "1", "noop.wasm", "-o", "again.jsonl"); r.code == 0 || strings.Contains(r.stderr, "not replaced") {
			t.Errorf("%+v", r)
		}
	}
}

// TestAtOnce: two and three recordings at once, into the file of a run that
// prints a table and into named ones: none loses a row, none fails but for a
// name that is taken.
func TestAtOnce(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("there are no locks here")
	}
	kinds := []string{"", "-o a.jsonl", "-o b.csv", "-o a.csv", "--force -o a.jsonl"}
	var combinations [][]string
	for i, a := range kinds {
		for j, b := range kinds[i:] {
			combinations = append(combinations, []string{a, b})
			for _, c := range kinds[i+j:] {
				if os.Getenv("SIGHTGLASS_TESTS") == "" && c != a && a != "" {
					continue
				}
				combinations = append(combinations, []string{a, b, c})
			}
		}
	}
	for _, c := range combinations {
		folder(t)
		results := make(chan result)
		for _, flags := range c {
			args := append(strings.Fields("benchmark --in-process -p 1 -i 1 noop.wasm"), strings.Fields(flags)...)
			go func() { results <- sightglass(t, "", args...) }()
		}
		good := 0
		for range c {
			switch r := <-results; {
			case r.code == 0:
				good++
			case r.code != exitRefuse || !strings.Contains(r.stderr, "another recording is being written") && !strings.Contains(r.stderr, "not replaced"):
				t.Errorf("%q: %+v", c, r)
			}
		}
		rows := 0
		files, _ := filepath.Glob("*.[cj]s*")
		for _, name := range files {
			text := read(t, name)
			rows += strings.Count(text, `"count"`)
			if strings.HasSuffix(name, ".csv") && strings.Count(text, ",cycles,") != 3 { // which is kept elsewhere, too
				t.Errorf("%q: %s holds %s", c, name, text)
			}
		}
		if rows != good*3 || good == 0 {
			t.Errorf("%q: %d recordings left %d rows in %v", c, good, rows, files)
		}
	}
}

// TestNothingRecorded: without a row nothing is well, unless nothing was to be
// counted; and a table that is there stays.
func TestNothingRecorded(t *testing.T) {
	folder(t)
	succeeds(t, strings.Fields("benchmark -e wazero -p 1 -i 1 noop.wasm -o t.md")...)
	table := read(t, "t.md")
	for _, args := range []string{"-p 2 noop.wasm", "-p 2 noop.wasm -o t.md", "-p 2 noop.wasm -f csv", "noop.wasm --until decided -e wazero:interpreter", "-p 2 noop.wasm -o rows.jsonl", "--resume rows.jsonl"} {
		args = "benchmark --max-time 1ns " + args
		if !strings.Contains(args, "--resume") {
			args += " -e wazero"
		}
		if r := sightglass(t, "", strings.Fields(args)...); r.code != exitFailed || !strings.Contains(r.stderr, "nothing was recorded") || strings.Contains(r.stderr, "is complete") {
			t.Errorf("%s: %+v", args, r)
		}
	}
	if read(t, "t.md") != table {
		t.Error("the table of before is gone")
	}
	if r := sightglass(t, "", "check", "rows.jsonl"); !strings.Contains(r.stdout, "0 of 2 processes ended") || !strings.Contains(r.stdout, "its time of 1ns is spent") {
		t.Errorf("%+v", r)
	}
}
