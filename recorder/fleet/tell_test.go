package fleet

import (
	"os"
	"strings"
	"testing"
)

// TestLastWords: why a share ended, or that its log cannot say it.
func TestLastWords(t *testing.T) {
	f := &Fleet{Folder: t.TempDir(), Shares: 1}
	r := &run{Fleet: f}
	if got := r.lastWords(1); got != "; it left no log" {
		t.Error(got)
	}
	if err := os.WriteFile(f.Log(1), []byte("a table\nsightglass: it is so\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	if got := r.lastWords(1); !strings.HasSuffix(got, ": sightglass: it is so") {
		t.Error(got)
	}
	if list, err := os.ReadDir(f.Folder); err != nil || len(list) != 1 {
		t.Errorf("left behind: %v, error %v", list, err)
	}
	f.Folder += "/gone"
	if got := r.lastWords(1); !strings.HasPrefix(got, "; nothing can be written to the folder of the fleet: ") {
		t.Error(got)
	}
}
