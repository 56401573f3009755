package job

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestDiffer(t *testing.T) {
	for _, tt := range []struct {
		a, b string
		line int
	}{
		{"", "", 0},
		{"a\n", "a\n", 0},
		{"a", "a\n", 0},
		{"a\r\nb\r\n", "a\nb", 0},
		{"a\n\n", "a\n", 2},
		{"a\nb\n", "a\nc\n", 2},
		{"a\nb", "a", 2},
		{"a", "b", 1},
		{"", "a", 1},
		{"a\rb", "a\nb", 1},
		{"a\n\nb", "a\n\nc", 3},
		{strings.Repeat("x", 1<<20), strings.Repeat("x", 1<<20) + "\n", 0},
		{strings.Repeat("x\n", 1<<17) + "y", strings.Repeat("x\n", 1<<17) + "z", 1<<17 + 1},
	} {
		for _, swap := range []bool{false, true} {
			a, b := tt.a, tt.b
			if swap {
				a, b = b, a
			}
			line, err := differ(strings.NewReader(a), strings.NewReader(b))
			if line != tt.line || err != nil {
				t.Errorf("differ(%.20q, %.20q) = %d, %v, want %d", a, b, line, err, tt.line)
			}
		}
	}
}

func TestQuoteLine(t *testing.T) {
	f, err := os.Create(filepath.Join(t.TempDir(), "text"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := f.WriteString("one\r\n\n" + strings.Repeat("x", 200) + "\nlast"); err != nil {
		t.Fatal(err)
	}
	for line, want := range map[int]string{
		1: `"one"`, 2: `""`, 3: `"` + strings.Repeat("x", 100) + `"...`, 4: `"last"`, 5: "(end of text)",
	} {
		if got := quoteLine(f, line); got != want {
			t.Errorf("line %d: %s, want %s", line, got, want)
		}
	}
}

func TestExpectedNames(t *testing.T) {
	dir := t.TempDir()
	job := &Job{Benchmark: filepath.Join(dir, "b.wasm")}
	expect := func(want string) {
		t.Helper()
		if got := job.FindExpected("stdout"); got != want && got != filepath.Join(dir, want) {
			t.Errorf("found %q, want %q", got, want)
		}
	}
	expect("")
	touch := func(name string) {
		if err := os.WriteFile(filepath.Join(dir, name), nil, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	touch("default.stdout.expected")
	expect("default.stdout.expected")
	touch("b.stdout.expected")
	expect("b.stdout.expected")
	job.SmallWorkload = true
	expect("")
	touch("b.small.stdout.expected")
	expect("b.small.stdout.expected")
}
