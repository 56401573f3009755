package record

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// TestLatest: the name stands for the newest recording, as a link and as a file, near
// and far, and takes the place of nothing else.
func TestLatest(t *testing.T) {
	t.Chdir(t.TempDir())
	far := filepath.Join(t.TempDir(), "far away.jsonl")
	if err := os.Mkdir("data", 0o700); err != nil {
		t.Fatal(err)
	}
	const name = "data/sightglass-latest"
	if _, err := Latest(name); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("none: %v", err)
	}
	near := filepath.Join("data", "a.jsonl")
	for _, tt := range []struct{ file, want string }{{near, near}, {far, far}, {"b.jsonl", absolute(t, "b.jsonl")}, {near, near}} {
		if err := SetLatest(name, tt.file); err != nil {
			t.Fatal(err)
		}
		if got, err := Latest(name); got != tt.want || err != nil {
			t.Errorf("%s: got %s, want %s; %v", tt.file, got, tt.want, err)
		}
		if err := errors.Join(os.Remove(name), writeLatest(name, tt.file)); err != nil {
			t.Fatal(err)
		}
		if got, err := Latest(name); err != nil || filepath.Base(got) != filepath.Base(tt.want) {
			t.Errorf("a file that names %s: got %s; %v", tt.file, got, err)
		}
	}
	// The recording that it names is not written to.
	if err := errors.Join(os.WriteFile(near, []byte("rows"), 0o600), SetLatest(name, near), SetLatest(name, far)); err != nil || textOf(t, near) != "rows" {
		t.Errorf("%s holds %q, %v", near, textOf(t, near), err)
	}
	for text, want := range map[string]error{"Dear diary\n": ErrLatest, "{}": ErrLatest, "": ErrLatest, strings.Repeat("x", maxLatest+1): ErrLatest} {
		if err := os.WriteFile("other", []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := SetLatest("other", near); !errors.Is(err, want) || textOf(t, "other") != text {
			t.Errorf("%.20q was replaced: %v", text, err)
		}
		if _, err := Latest("other"); !errors.Is(err, want) {
			t.Errorf("%.20q: %v", text, err)
		}
	}
	if err := SetLatest("data", near); !errors.Is(err, ErrLatest) {
		t.Errorf("a folder was replaced: %v", err)
	}
	if err := SetLatest("nosuch/latest", near); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("no folder: %v", err)
	}
	if list, _ := filepath.Glob("data/.*"); len(list) > 0 {
		t.Errorf("left %v", list)
	}
	if link, err := os.Readlink(name); runtime.GOOS != "windows" && (err != nil || link != far) {
		t.Errorf("no link: %s, %v", link, err)
	}
}

func absolute(t *testing.T, name string) string {
	t.Helper()
	path, err := filepath.Abs(name)
	if err != nil {
		t.Fatal(err)
	}
	return path
}
