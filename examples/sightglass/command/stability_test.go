package command

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
)

// TestOldRecordings: recordings of every form that a released version has
// written are read as they were written. The files are never mended: a form that
// cannot be read any more is a broken promise (.github/STABILITY.md). A new form
// is a new file.
func TestOldRecordings(t *testing.T) {
	for _, tt := range []struct {
		name, state           string
		compiled, interpreted [4]int // counts, sorted, from the file by hand
	}{
		{"1-headed", "unverified: 0 of 4 processes ended", [4]int{514, 539, 759, 833}, [4]int{441, 613, 1176, 1837}},
		{"1-ended", "unverified: 4 processes ended", [4]int{613, 662, 882, 1053}, [4]int{416, 441, 1201, 1397}},
		{"1-checked", "whole: 4 processes ended, recorded by v0.1.0", [4]int{563, 637, 637, 686}, [4]int{368, 563, 1225, 2034}},
	} {
		file := filepath.Join("testdata", "recordings", tt.name+".jsonl")
		if r := sightglass(t, "", "check", file); r.code != 0 || !strings.Contains(r.stdout, ": "+tt.state) {
			t.Errorf("check %s: %+v, want %s", file, r, tt.state)
		}
		for flags, v := range map[string][4]int{"": tt.compiled, "interpreter": tt.interpreted} {
			mean := float64(v[0]+v[1]+v[2]+v[3]) / 4
			want := fmt.Sprintf("x86_64,wazero,%s,noop/noop.wasm,Execution,cycles,%d,%d,", flags, v[0], v[3])
			r := sightglass(t, "", "summarize", "-o", "csv", file)
			if r.code != 0 || !strings.Contains(r.stdout, want) || !strings.Contains(r.stdout, fmt.Sprintf(",%v", mean)) {
				t.Errorf("summarize %s: %+v, want %s and the mean %v", file, r, want, mean)
			}
		}
		// What is in the header is understood: the rounds, the work, the overhead.
		if r := sightglass(t, "", "compare", "--subtract-overhead", "-o", "csv", file); r.code != 0 || !strings.Contains(r.stdout, "paired-t,2,0") {
			t.Errorf("compare %s: %+v", file, r)
		}
	}
}

// TestOldRecordingIsResumed: a plan that an older version wrote means today what
// it meant then, to the hash of what identifies a recording.
func TestOldRecordingIsResumed(t *testing.T) {
	text := read(t, filepath.Join("testdata", "recordings", "1-checked.jsonl"))
	wasm := read(t, filepath.Join("testdata", "recordings", "noop", "noop.wasm"))
	t.Chdir(t.TempDir())
	put(t, "rows.jsonl", text)
	put(t, "noop/noop.wasm", wasm)
	succeeds(t, strings.Fields("benchmark --resume rows.jsonl -p 3 --resume-despite machine,binary")...)
	now := read(t, "rows.jsonl")
	if !strings.HasPrefix(now, text[:strings.LastIndex(text, `{"finished"`)]) || strings.Count(now, `"count"`) != 12 {
		t.Error(now)
	}
}
