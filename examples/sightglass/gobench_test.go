package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/examples/sightglass/command"
)

// goRepository makes a repository of a Go module. Its benchmarks report numbers
// that do not depend on the machine: those of v1.2.0 and main are equal,
// BenchmarkParse of the working tree reports 11% more, and the branch broken does not
// compile.
func goRepository(t *testing.T) string {
	t.Helper()
	for _, tool := range []string{"git", "go"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("needs %s: %v", tool, err)
		}
	}
	dir := t.TempDir()
	t.Setenv("SIGHTGLASS_CACHE", t.TempDir())
	t.Setenv("GOFLAGS", "-mod=mod")
	t.Setenv("GOWORK", "off")
	write := func(name, text string) {
		t.Helper()
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	git := func(args ...string) {
		t.Helper()
		cmd := exec.Command("git", append([]string{"-C", dir, "-c", "user.name=t", "-c", "user.email=t@example.com"}, args...)...)
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("git %s: %v\n%s", args, err, out)
		}
	}
	write("go.mod", "module example.com/parser\n\ngo 1.25\n")
	write("parse.go", "package parser\n")
	write("bare/bare.go", "package bare\n")
	write("testdata/cost.txt", "100003") // a prime, so that no clock seems to step by thousands
	write("parse_test.go", `package parser

import (
	"fmt"
	"os"
	"strconv"
	"testing"
)

func TestMain(m *testing.M) {
	fmt.Println("setting up")
	os.Exit(m.Run())
}

func BenchmarkParse(b *testing.B) {
	text, err := os.ReadFile("testdata/cost.txt") // of this revision
	if err != nil {
		b.Fatal(err)
	}
	cost, err := strconv.ParseFloat(string(text), 64)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(cost, "ns/op")
	b.ReportMetric(0.125, "hits/op")
}

func BenchmarkParseSame(b *testing.B) { b.ReportMetric(50021, "ns/op") }
`)
	git("init", "-q", "-b", "main")
	git("add", ".")
	git("commit", "-q", "-m", "first")
	git("tag", "v1.2.0")
	write("parse.go", "// Package parser parses.\npackage parser\n")
	git("commit", "-q", "-a", "-m", "a comment")
	git("checkout", "-q", "-b", "broken")
	write("parse.go", "package parser\n\nvar x int = \"\"\n")
	git("commit", "-q", "-a", "-m", "broken")
	git("checkout", "-q", "main")
	write("testdata/cost.txt", "111003")
	return dir
}

// run is the command line in the current folder.
func run(t *testing.T, line string) (code int, stdout, stderr string) {
	t.Helper()
	var out, err bytes.Buffer
	code = command.Run(t.Context(), strings.Fields(line), strings.NewReader(""), &out, &err)
	return code, out.String(), err.String()
}

// TestGoBench: 11% more is found in the working tree, and nothing else, and the
// file is a recording like any other.
func TestGoBench(t *testing.T) {
	t.Chdir(goRepository(t))
	file := filepath.Join(t.TempDir(), "r.jsonl")
	code, _, stderr := run(t, "gobench -p 8 -o "+file+" main -- -benchtime=1x ./...")
	if code != 0 {
		t.Fatalf("code %d\n%s", code, stderr)
	}
	code, stdout, stderr := run(t, "compare --show-insignificant --width 160 "+file)
	for _, want := range []string{`  Parse +100 µs +111 µs +1\.11x slower `, `  ParseSame +50\.0 µs +50\.0 µs +not changed `, `micro-hits/op(?s:.*)Parse +0.125 hits/op +0.125 hits/op +not changed `,
		`2 benchmarks: working-tree .* against main .*; 8 rounds[,;] `} {
		if code != 0 || !regexp.MustCompile(want).MatchString(stdout) {
			t.Errorf("code %d, no %s in\n%s%s", code, want, stdout, stderr)
		}
	}
	whole, err := os.ReadFile(file)
	if err != nil || !bytes.Contains(whole, []byte(" with changes go1.")) || bytes.Contains(whole, []byte("bare.")) {
		t.Errorf("%v, %s", err, whole)
	}
	code, stdout, _ = run(t, "convert -o gobench "+file)
	for _, line := range []string{"pkg: example.com/parser", "BenchmarkParse/engine=main 1 100003 ns/op 0.125 hits/op", "BenchmarkParse/engine=working-tree 1 111003 ns/op 0.125 hits/op"} {
		if code != 0 || !strings.Contains(stdout, line+"\n") {
			t.Errorf("code %d, no %s in\n%s", code, line, stdout)
		}
	}
	if strings.Index(stdout, "/engine=main ") > strings.Index(stdout, "/engine=working-tree ") {
		t.Errorf("benchstat would take the working tree for the baseline:\n%s", stdout)
	}
	out, err := exec.Command("git", "status", "--porcelain").Output()
	if err != nil || string(out) != " M testdata/cost.txt\n" {
		t.Errorf("the working tree has %s, %v", out, err)
	}
}

// TestGoBenchResumes: a recording is completed by the command that began it, and by
// no other. It is in the repository, and is no change of it.
func TestGoBenchResumes(t *testing.T) {
	if os.Getenv("SIGHTGLASS_TESTS") == "" {
		t.Skip("builds test binaries; run with SIGHTGLASS_TESTS=all")
	}
	t.Chdir(goRepository(t))
	if out, err := exec.Command("git", "checkout", "-q", "testdata").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	const file = "r.jsonl"
	if code, _, stderr := run(t, "gobench -p 8 -o "+file+" main -- -benchtime=1x ./..."); code != 0 {
		t.Fatalf("code %d\n%s", code, stderr)
	}
	whole, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	cut := strings.Join(strings.SplitAfter(string(whole), "\n")[:20], "")
	if err := os.WriteFile(file, []byte(cut), 0o644); err != nil {
		t.Fatal(err)
	}
	if code, stdout, _ := run(t, "check "+file); code != 1 || !strings.Contains(stdout, "to complete it: sightglass gobench --resume "+file) {
		t.Errorf("code %d, %s", code, stdout)
	}
	if code, _, stderr := run(t, "gobench -p 8 --resume "+file+" main -- -benchtime=2x ./..."); code != 2 || !strings.Contains(stderr, "the plan has other args") {
		t.Errorf("code %d, %s", code, stderr)
	}
	if code, _, stderr := run(t, "benchmark --resume "+file); code != 2 || !strings.Contains(stderr, "sightglass gobench --resume "+file) {
		t.Errorf("code %d, %s", code, stderr)
	}
	if code, _, stderr := run(t, "gobench -p 8 --resume "+file+" main -- -benchtime=1x ./..."); code != 0 {
		t.Errorf("code %d, %s", code, stderr)
	}
	if code, stdout, _ := run(t, "check "+file); code != 0 || !strings.Contains(stdout, "resumed 1 time") {
		t.Errorf("code %d, %s", code, stdout)
	}
}

// TestGoBenchBuildless: what needs no build to be refused is refused before one.
func TestGoBenchBuildless(t *testing.T) {
	t.Chdir(goRepository(t))
	for line, want := range map[string]struct {
		code int
		says string
	}{
		"gobench -o nosuch/page.html main":                  {3, "there is no folder nosuch"},
		"gobench -o page.pdf main":                          {2, "its ending does not say what to write"},
		"gobench -p 3 --fail-on changed-worse main":         {2, "3 rounds, and a gate needs 8"},
		"gobench main -- -count=5":                          {2, "use --processes"},
		"gobench --resume rows.jsonl":                       {2, "--resume rows.jsonl: name the builds and the arguments of go test as before: sightglass gobench --resume rows.jsonl BUILD... -- ARGUMENTS"},
		"gobench --dry-run --resume rows.jsonl -o x.md . .": {2, "named twice"},
	} {
		if code, stdout, stderr := run(t, line); code != want.code || !strings.Contains(stderr, want.says) || strings.Contains(stderr, "building") || stdout != "" {
			t.Errorf("%s: code %d, want %d and %q\n%s%s", line, code, want.code, want.says, stdout, stderr)
		}
	}
}

// TestGoBenchDry: the plan of two builds is printed, and neither a recording nor its folder is
// left behind.
func TestGoBenchDry(t *testing.T) {
	if os.Getenv("SIGHTGLASS_TESTS") == "" {
		t.Skip("builds two test binaries; run with SIGHTGLASS_TESTS=all")
	}
	t.Chdir(goRepository(t))
	data := filepath.Join(t.TempDir(), "new", "data")
	t.Setenv("SIGHTGLASS_DATA_DIR", data)
	code, stdout, stderr := run(t, "gobench --dry-run main -- -bench=Parse -benchtime=1x")
	if code != 0 || !strings.HasPrefix(stdout, "Would record:\nengines     main") || !strings.Contains(stdout, "8 to 100, until decided, up to 5m") || !strings.Contains(stdout, data) {
		t.Errorf("code %d\n%s%s", code, stdout, stderr)
	}
	if _, err := os.Stat(filepath.Dir(data)); err == nil {
		t.Error("a folder was left behind")
	}
}

// TestGoBenchEnds: gates, and what cannot be built.
func TestGoBenchEnds(t *testing.T) {
	if os.Getenv("SIGHTGLASS_TESTS") == "" {
		t.Skip("builds a dozen test binaries; run with SIGHTGLASS_TESTS=all")
	}
	t.Chdir(goRepository(t))
	for _, tt := range []struct {
		line string
		code int
		says string
	}{
		{"gobench -p 8 --fail-on unsure v1.2.0 main -- -benchtime=1x", 0, "gate --fail-on unsure: open"},
		// The same value in all rounds: not the step of a clock.
		{"gobench -p 8 --fail-on unsure v1.2.0 main -- -bench=Same -benchtime=10ms", 0, "gate --fail-on unsure: open"},
		{"gobench -p 8 --fail-on changed-worse main -- -benchtime=1x", 1, "gate --fail-on changed-worse: closed"},
		{"gobench --until decided --fail-on changed-worse main -- -benchtime=1x", 1, "closed"},
		{"gobench -p 1 . -- -benchtime=1x", 0, "finding the benchmarks"},
		{"gobench broken", 2, "parse.go:3:13"},
		{"gobench nonesuch", 2, "there is no such revision"},
		{"gobench main main", 2, "main is named twice"},
		{"gobench main . .", 2, "named twice"},
		{"gobench main -bench=Parse", 2, "flags of go test stand behind --: sightglass gobench main -- -bench=Parse"},
		{"gobench main -- ./bare", 2, "no benchmark is declared in example.com/parser/bare of main"},
		{"gobench main -- ./nonesuch", 2, "nonesuch"},
		{"gobench main -- -bench=Nonesuch", 2, "-bench=Nonesuch matches none"},
		{"gobench main -- -count=5", 2, "use --processes"},
		{"gobench main -- -benchtime=soon", 2, "-benchtime=soon is neither a duration"},
		{"gobench -p 3 --fail-on changed-worse main", 2, "3 rounds, and a gate needs 8"},
		{"gobench", 2, "no build"},
	} {
		if code, stdout, stderr := run(t, tt.line); code != tt.code || !strings.Contains(stdout+stderr, tt.says) {
			t.Errorf("%s: code %d, want %d and %q\n%s%s", tt.line, code, tt.code, tt.says, stdout, stderr)
		}
	}
	t.Chdir("testdata")
	if code, _, stderr := run(t, "gobench . ../bare"); code != 2 || !strings.Contains(stderr, "name packages, such as ./... ") {
		t.Errorf("code %d, %s", code, stderr)
	}
	t.Chdir(t.TempDir())
	for line, says := range map[string]string{"gobench main": "not a git repository", "gobench .": "go.mod"} {
		if code, _, stderr := run(t, line); code != 2 || !strings.Contains(stderr, says) {
			t.Errorf("%s: code %d, want 2 and %q\n%s", line, code, says, stderr)
		}
	}
}
