package recorder

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestExpand(t *testing.T) {
	dir := t.TempDir()
	abs := filepath.Join(dir, "elsewhere", "abs.wasm")
	suite := filepath.Join(dir, "my.suite")
	text := "\ufeff# a suite\r\n\n  noop/noop.wasm  # behind a name\r\nsub/../b#1.wasm\n" + abs + "\nnoop/noop.wasm\n"
	if err := os.WriteFile(suite, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	got, err := Expand([]string{"x.wasm", suite, "x.wasm"})
	want := []string{"x.wasm", filepath.Join(dir, "noop/noop.wasm"), filepath.Join(dir, "b#1.wasm"), abs}
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("%q, %v, want %q", got, err, want)
	}
}

func TestExpandRefuses(t *testing.T) {
	dir := t.TempDir()
	for name, tt := range map[string]struct{ text, want string }{
		"empty.suite":  {"# nothing\n", "lists no benchmark"},
		"nested.suite": {"a.wasm\nother.suite\n", "nested.suite:2"},
		"long.suite":   {strings.Repeat("x", 1<<20), "too long"},
	} {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(tt.text), 0o644); err != nil {
			t.Fatal(err)
		}
		if _, err := Expand([]string{path}); !errors.Is(err, ErrSuite) || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v, want %q", name, err, tt.want)
		}
	}
	if _, err := Expand([]string{filepath.Join(dir, "missing.suite")}); !errors.Is(err, ErrSuite) || !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("missing: %v", err)
	}
}

// FuzzReadSuite: a suite is a list of paths, each once, or an error that names
// the file; a line that is refused is named, too.
func FuzzReadSuite(f *testing.F) {
	f.Add("a.wasm\n# c\n b.wasm # d\n")
	f.Add("\r\n\x00\n../x.suite")
	f.Add("\ufeff/abs.wasm\na.wasm\n./a.wasm\n\u00a0\n" + strings.Repeat("x", 1<<16))
	f.Fuzz(func(t *testing.T, text string) {
		path := filepath.Join(t.TempDir(), "f.suite")
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		list, err := Expand([]string{path})
		lines := strings.Count(text, "\n") + 1
		if err != nil {
			if list != nil || !errors.Is(err, ErrSuite) || !strings.Contains(err.Error(), path) {
				t.Fatalf("%q: %q, %v", text, list, err)
			}
			return
		}
		if len(list) == 0 || len(list) > lines {
			t.Fatalf("%d paths in %d lines", len(list), lines)
		}
		seen := map[string]bool{}
		for _, p := range list {
			if !filepath.IsAbs(p) || strings.ContainsAny(p, "\n") || filepath.Ext(p) == ".suite" || seen[p] {
				t.Fatalf("%q: path %q", text, p)
			}
			seen[p] = true
		}
		if again, err := Expand(append(list, path)); err != nil || !slices.Equal(again, list) {
			t.Fatalf("%q, and expanded again %q, %v", list, again, err)
		}
	})
}
