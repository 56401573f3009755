package command

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// whyFiles are a recording of times, that golden is, and one of instructions that were
// counted, of which b has 1.02 times as many.
func whyFiles(t *testing.T) (times, counts string) {
	t.Helper()
	header := func(minute int, measured string) string {
		return fmt.Sprintf(`{"format":"sightglass-recording/1","started":"2026-01-02T03:%02d:00Z","measures":[{"name":%q}],"modules":[{"wasm":"g.wasm","bytes":8,"sha256":"ab"}],"engines":[{"name":"a","engine":"wazero"},{"name":"b","engine":"wazero"}]}`+"\n", minute, measured)
	}
	rows := func(csv string) string {
		_, rows, _ := strings.Cut(asOneEngine(csv), "\n")
		return rows
	}
	var counted strings.Builder
	for i := range 3 {
		fmt.Fprintf(&counted, "x86_64,a,,g.wasm,%d,0,Execution,instructions-retired,100000\nx86_64,b,,g.wasm,%d,0,Execution,instructions-retired,102000\n", i+50, i+50)
	}
	dir := t.TempDir()
	times, counts = filepath.Join(dir, "the times.jsonl"), filepath.Join(dir, "counts.jsonl")
	for name, text := range map[string]string{times: header(1, "cycles") + rows(golden()), counts: header(2, "callgrind") + rows(counted.String())} {
		put(t, name, text)
	}
	return times, counts
}

// TestWhy: a recording of times and one of counts explain each other, in either order and
// in all forms; times alone say once how to record counts.
func TestWhy(t *testing.T) {
	times, counts := whyFiles(t)
	const why = "goes with 2.0% more instructions"
	for _, args := range [][]string{{times, counts}, {counts, times}, {"-v", times, counts}, {"-o", "markdown", times, counts},
		{"-o", "csv", times, counts}, {"--event", "cycles", times, counts}} {
		r := sightglass(t, "", append([]string{"compare"}, args...)...)
		if r.code != 0 || !strings.Contains(strings.Join(strings.Fields(r.stdout), " "), why) || strings.Contains(r.stdout, "warning") || strings.Contains(r.stdout, "callgrind") {
			t.Errorf("compare %q: exit code %d, %s\n%s", args, r.code, r.stderr, r.stdout)
		}
	}
	r := sightglass(t, "", "compare", "-o", "json", times, counts)
	for _, want := range []string{`"explanation": {`, `"share": 0.8`, `"other_recording": true`} {
		if r.code != 0 || !strings.Contains(r.stdout, want) {
			t.Errorf("no %s: %d, %s%s", want, r.code, r.stderr, r.stdout)
		}
	}
	page := filepath.Join(t.TempDir(), "page.html")
	r = sightglass(t, "", "report", "-o", page, times, counts)
	html, err := os.ReadFile(page)
	if err != nil || r.code != 0 {
		t.Fatalf("%v, %+v", err, r)
	}
	for _, want := range []string{"<small>with 2.0% more instructions</small>", "This goes with 2.0% more instructions (about 80% of the change)"} {
		if !strings.Contains(string(html), want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	r = sightglass(t, "", "compare", times)
	if n := strings.Count(r.stdout, "-m callgrind"); r.code != 0 || n != 1 {
		t.Errorf("said %d times how to explain it: %d, %s%s", n, r.code, r.stderr, r.stdout)
	}
	r = sightglass(t, "", "compare", "--before-after", times, counts)
	if r.code != 2 || !strings.Contains(r.stderr, "hold other events of the same engines") {
		t.Errorf("before and after by force: %+v", r)
	}
}
