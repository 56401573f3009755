package record

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

func textOf(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// TestCreate: what holds no rows is replaced, with the first Write; anything
// else is refused, or moved aside.
func TestCreate(t *testing.T) {
	csv := strings.Join(columnNames[:], ",") + "\n"
	line := "x86_64,e,,b.wasm,1,0,Execution,cycles,10\n"
	for name, tt := range map[string]struct {
		text string
		kept bool
	}{
		"empty":           {"", false},
		"CSV header":      {csv, false},
		"JSON Lines head": {headLine, false},
		"torn head":       {headLine[:20], false},
		"no rows of JSON": {"[]\n", false},
		"CSV":             {csv + line, true},
		"bare CSV":        {line, true},
		"JSON":            {"[" + object9 + "]", true},
		"JSON Lines":      {headLine + object9 + "\n", true},
		"text":            {"Dear diary\n", true},
		"a program":       {"\x7fELF\x00\x01", true},
		"a torn row":      {line[:20], true},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "rows.csv")
			if err := os.WriteFile(path, []byte(tt.text), 0o640); err != nil {
				t.Fatal(err)
			}
			f, err := Create(path)
			if tt.kept != errors.Is(err, ErrKept) || !tt.kept && err != nil {
				t.Fatal(err)
			}
			if tt.kept {
				if f, err = CreateAnew(path); err != nil {
					t.Fatal(err)
				}
			}
			if err := f.Sync(); err != nil || textOf(t, path) != tt.text {
				t.Errorf("opening left %q, %v", textOf(t, path), err)
			}
			if _, err := Create(path); runtime.GOOS != "windows" && !errors.Is(err, ErrBusy) {
				t.Errorf("opened twice: %v", err)
			}
			if _, err := f.Write([]byte("new\n")); err != nil || textOf(t, path) != "new\n" {
				t.Errorf("%q, %v", textOf(t, path), err)
			}
			if _, err := Create(path); runtime.GOOS != "windows" && !errors.Is(err, ErrBusy) {
				t.Errorf("opened twice: %v", err)
			}
			if err := f.Close(); err != nil || textOf(t, path) != "new\n" {
				t.Errorf("%q, %v", textOf(t, path), err)
			}
			if tt.kept && (f.Aside() != strings.Replace(path, ".csv", ".old.csv", 1) || textOf(t, f.Aside()) != tt.text) {
				t.Errorf("moved to %q: %q", f.Aside(), textOf(t, f.Aside()))
			}
		})
	}
}

// TestCreateUnused: a file that nothing was written to is as it was.
func TestCreateUnused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "rows.csv")
	f, err := Create(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(path); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("it was left: %v", err)
	}
	if err := os.WriteFile(path, []byte("Dear diary\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if f, err = CreateAnew(path); err != nil || f.Close() != nil || textOf(t, path) != "Dear diary\n" || f.Aside() != "" {
		t.Errorf("%q, %v", textOf(t, path), err)
	}
}

// TestCreateFree: nothing that is there is written to, no matter who made it, and what nobody
// wrote to is not left behind.
func TestCreateFree(t *testing.T) {
	t.Chdir(t.TempDir())
	if err := errors.Join(os.WriteFile("rows-2.jsonl", nil, 0o600), os.Mkdir("rows-4.jsonl", 0o700)); err != nil {
		t.Fatal(err)
	}
	var open []*File
	for i, want := range []string{"rows.jsonl", "rows-3.jsonl", "rows-5.jsonl"} {
		f, err := CreateFree("rows.jsonl")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(f, want); err != nil || f.Name() != want {
			t.Errorf("%d got %s, want %s; %v", i, f.Name(), want, err)
		}
		open = append(open, f)
	}
	for _, f := range open {
		if err := f.Close(); err != nil || textOf(t, f.Name()) != f.Name() {
			t.Errorf("%s holds %q, %v", f.Name(), textOf(t, f.Name()), err)
		}
	}
	if textOf(t, "rows-2.jsonl") != "" {
		t.Error("a file that was there was written to")
	}
	f, err := CreateFree("rows.jsonl")
	if err != nil || f.Close() != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(f.Name()); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("%s was left: %v", f.Name(), err)
	}
	if _, err := CreateFree("nosuch/rows.jsonl"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("no folder: %v", err)
	}
}

// TestReplace: a file is there whole or as it was, under one name, with its
// permissions, behind its links.
func TestReplace(t *testing.T) {
	t.Chdir(t.TempDir())
	full := errors.New("full")
	write := func(name, text string, err error) error {
		return Replace(name, func(w io.Writer) error {
			_, writeErr := io.WriteString(w, text)
			return errors.Join(writeErr, err)
		})
	}
	if err := write("page", "half", full); !errors.Is(err, full) {
		t.Error(err)
	}
	if list, err := os.ReadDir("."); err != nil || len(list) > 0 {
		t.Errorf("left %v, %v", list, err)
	}
	if err := write("page", "first", nil); err != nil || textOf(t, "page") != "first" {
		t.Error(err)
	}
	if err := os.Chmod("page", 0o600); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(os.Symlink("page", "link"), os.Symlink("made", "dangling"), os.WriteFile("page.new", []byte("mine"), 0o644)); err != nil {
		t.Skip("no symbolic links here: ", err)
	}
	if _, err := os.Readlink("link"); err != nil {
		t.Skip("symbolic links are not made, as under Wine before 9: ", err)
	}
	for _, step := range []struct {
		name, text string
		err        error
		want       string
	}{{"page", "second", nil, "second"}, {"page", "half", full, "second"}, {"link", "third", nil, "third"}} {
		if err := write(step.name, step.text, step.err); !errors.Is(err, step.err) || textOf(t, "page") != step.want {
			t.Errorf("%q, %v; want %q", textOf(t, "page"), err, step.want)
		}
	}
	if err := write("dangling", "new", nil); err != nil || textOf(t, "made") != "new" {
		t.Error(err)
	}
	// Many at once: each is whole, none fails.
	var failed []error
	done := make(chan error)
	for range 8 {
		go func() { done <- write("page", strings.Repeat("x", 1<<17), nil) }()
	}
	for range 8 {
		failed = append(failed, <-done)
	}
	info, err := os.Stat("page")
	if err := errors.Join(append(failed, err)...); err != nil || info.Size() != 1<<17 || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info, err)
	}
	list, _ := os.ReadDir(".")
	if target, err := os.Readlink("link"); err != nil || target != "page" || len(list) != 5 || textOf(t, "page.new") != "mine" {
		t.Errorf("left %v, %v", list, err)
	}
}
