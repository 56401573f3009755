package callgrind

import (
	"errors"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const header = "version: 1\ncreator: callgrind-3.19.0\npid: 1\nthread: 1\n\ndesc: I1 cache: 65536 B\ndesc: Trigger: Client Request: window 7\n\n"

func TestParseDump(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		want       map[string]uint64
		err        string
	}{
		// summary has what no function has, so it wins; zeros at the end are left out.
		{name: "summary", text: header + "events: Ir Dr Dw\nsummary: 12 3\nfn=(1) main\n1 12 3\ntotals: 11 2\n", want: map[string]uint64{"Ir": 12, "Dr": 3, "Dw": 0}},
		{name: "totals alone", text: header + "events: Ir Dr\nfn=(1) main: not a key\ntotals: 4 1", want: map[string]uint64{"Ir": 4, "Dr": 1}},
		{name: "a long name", text: header + "events: Ir\nfn=(1) " + strings.Repeat("f", 200<<10) + "\nsummary: 5\n", want: map[string]uint64{"Ir": 5}},
		{name: "nothing", text: "", err: "names no events"},
		{name: "cut off", text: header + "events: Ir\nfn=(1)", err: "neither a summary nor totals"},
		{name: "too many", text: header + "events: Ir\nsummary: 1 2\n", err: "2 counts of 1 events"},
		{name: "no number", text: header + "events: Ir\nsummary: many\n", err: `Ir is "many"`},
		{name: "below zero", text: header + "events: Ir\nsummary: 18446744073709549029\n", err: "Ir is"}, // as Callgrind writes it
	} {
		d, err := parseDump(strings.NewReader(tt.text))
		switch {
		case tt.err != "":
			if !errors.Is(err, ErrDump) || !strings.Contains(err.Error(), tt.err) {
				t.Errorf("%s: error %v, want %q", tt.name, err, tt.err)
			}
		case err != nil || !maps.Equal(d.counts, tt.want) || d.version != "3.19.0" || d.trigger != "Client Request: window 7":
			t.Errorf("%s: %+v, %v", tt.name, d, err)
		}
	}
}

func FuzzParseDump(f *testing.F) {
	f.Add(header + "events: Ir Dr\nsummary: 1 2\n")
	f.Add(header + "events: Ir\ntotals: 18446744073709549029")
	f.Fuzz(func(t *testing.T, text string) {
		d, err := parseDump(strings.NewReader(text))
		if (err == nil) != (d.counts != nil) || err != nil && !errors.Is(err, ErrDump) {
			t.Errorf("%+v, %v", d, err)
		}
	})
}

// TestTake: the threads of the last part are summed, and no file is left.
func TestTake(t *testing.T) {
	for _, tt := range []struct {
		name  string
		files map[string]string
		want  uint64
		err   string
	}{
		{name: "threads", files: map[string]string{".2-01": "5", ".2-02": "70", ".1-01": "1000"}, want: 75},
		{name: "ten after nine", files: map[string]string{".9-01": "1", ".10-01": "2"}, want: 2},
		{name: "no threads", files: map[string]string{".1": "5"}, want: 5},
		{name: "none", err: "Callgrind wrote none"},
		{name: "no part", files: map[string]string{".x": "5"}, err: "Callgrind wrote none"},
		{name: "one is damaged", files: map[string]string{".1-01": "5", ".1-02": "?"}, err: ".1-02"},
	} {
		dir := filepath.Join(t.TempDir(), "a[b]") // not a pattern
		if err := os.Mkdir(dir, 0o755); err != nil {
			t.Fatal(err)
		}
		prefix := filepath.Join(dir, "callgrind.out")
		for name, count := range tt.files {
			if err := os.WriteFile(prefix+name, []byte(header+"events: Ir\nsummary: "+count+"\n"), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		d, err := take(prefix, "window 7")
		switch {
		case tt.err != "":
			if !errors.Is(err, ErrDump) || !strings.Contains(err.Error(), tt.err) {
				t.Errorf("%s: error %v, want %q", tt.name, err, tt.err)
			}
		case err != nil || d.counts["Ir"] != tt.want:
			t.Errorf("%s: %+v, %v, want %d", tt.name, d, err, tt.want)
		}
		if left, _ := os.ReadDir(dir); len(left) > 0 {
			t.Errorf("%s: %s is left", tt.name, left[0].Name())
		}
	}
	prefix := filepath.Join(t.TempDir(), "callgrind.out")
	if err := os.WriteFile(prefix+".1-01", []byte(header+"events: Ir\nsummary: 5\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := take(prefix, "window 8"); !errors.Is(err, ErrDump) || !strings.Contains(err.Error(), "window 7") {
		t.Errorf("another window's: %v", err)
	}
}
