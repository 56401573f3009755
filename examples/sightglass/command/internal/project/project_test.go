package project

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite golden files")

func suggest(word string, known []string) string {
	for _, k := range known {
		if len(k) == len(word) && k[0] == word[0] {
			return fmt.Sprintf(" (did you mean %s?)", k)
		}
	}
	return ""
}

// dump is a file, and what is wrong with it, as text.
func dump(f *File, problems []error) string {
	var b strings.Builder
	say := func(prefix string, list []Setting) {
		for _, s := range list {
			fmt.Fprintf(&b, "%s%d:%d %s = %q\n", prefix, s.At.Line, s.At.Column, s.Key, s.Values)
		}
	}
	say("", f.Settings)
	for _, e := range f.Engines {
		fmt.Fprintf(&b, "%d:%d engine %q, flags %q, name %q\n", e.At.Line, e.At.Column, e.Engine, e.Flags, e.Name)
	}
	for _, m := range f.Benchmarks {
		fmt.Fprintf(&b, "%d:%d wasm %q, suite %q, tags %q, expected %t\n", m.At.Line, m.At.Column, m.Wasm, m.Suite, m.Tags, m.Expected)
		say("  ", m.Settings)
	}
	for _, p := range problems {
		fmt.Fprintf(&b, "error: %v\n", p)
	}
	return b.String()
}

func TestParse(t *testing.T) {
	files, err := filepath.Glob("testdata/files/*.toml")
	if err != nil || len(files) < 10 {
		t.Fatal(files, err)
	}
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		got := dump(Parse(filepath.Base(name), text, suggest))
		golden := strings.TrimSuffix(name, ".toml") + ".golden"
		if *update {
			if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		want, err := os.ReadFile(golden)
		if err != nil || got != string(want) {
			t.Errorf("%s: %v, got\n%s\nwant\n%s", name, err, got, want)
		}
	}
}

// FuzzParse: whatever is in a file, it is read or refused with places that it has.
func FuzzParse(f *testing.F) {
	files, err := filepath.Glob("testdata/files/*.toml")
	if err != nil {
		f.Fatal(err)
	}
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		file, problems := Parse("p.toml", text, suggest)
		lines := strings.Count(string(text), "\n") + 1
		in := func(what string, at Position) {
			if at.Line < 1 || at.Line > lines || at.Column < 1 || at.Column > len(text)+1 {
				t.Errorf("%s at %+v of %d lines", what, at, lines)
			}
		}
		for _, p := range problems {
			var e *Error
			if !errors.As(p, &e) {
				t.Fatalf("%v has no place", p)
			}
			in(p.Error(), e.At)
		}
		if len(problems) > 0 {
			return
		}
		for _, s := range file.Settings {
			in(s.Key, s.At)
		}
		for _, e := range file.Engines {
			in("an engine", e.At)
		}
		for _, b := range file.Benchmarks {
			in("a benchmark", b.At)
			for _, s := range b.Settings {
				in(s.Key, s.At)
			}
		}
	})
}

// TestFind: a file is found in the folder and above it, but not beyond the repository,
// and without one in the folder alone: it names programs to be run.
func TestFind(t *testing.T) {
	root := t.TempDir()
	for _, dir := range []string{"repo/.git", "repo/a/b", "plain/a"} {
		if err := os.MkdirAll(filepath.Join(root, dir), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	put := func(name string) {
		if err := os.WriteFile(filepath.Join(root, name), nil, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	put(Name) // beyond the repository
	find := func(dir, want string) {
		t.Helper()
		t.Chdir(filepath.Join(root, dir))
		if got, err := Find("."); err != nil || filepath.ToSlash(got) != want {
			t.Errorf("%s: %q, %v, want %q", dir, got, err, want)
		}
	}
	find("repo/a/b", "")
	find("plain/a", "")
	find(".", Name)
	put("repo/" + Name)
	find("repo", Name)
	find("repo/a/b", "../../"+Name)
	put("repo/a/" + Name)
	find("repo/a/b", "../"+Name)
	if err := os.Mkdir(filepath.Join(root, "repo/a/b", Name), 0o755); err != nil { // a folder of that name is none
		t.Fatal(err)
	}
	find("repo/a/b", "../"+Name)
	// What it says of gates would be lost without a word.
	if err := os.Symlink("nosuch", filepath.Join(root, "repo", "a", "linked.toml")); err != nil {
		t.Skipf("this system makes no symbolic links here: %v", err)
	}
	if err := os.Rename(filepath.Join(root, "repo", "a", "linked.toml"), filepath.Join(root, "repo", "a", Name)); err != nil {
		t.Fatal(err)
	}
	if got, err := Find("."); err == nil || !strings.Contains(err.Error(), "is a link to a file that is not there") {
		t.Errorf("%q, %v", got, err)
	}
}
