package html

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"
)

// The version of axe-core that judges here, and the SHA-256 of its package.
const (
	axeVersion = "4.10.3"
	axeSum     = "0f2b4d7dcdf7d1219df8d1959ad68e565f51d14c3f0d88bb71cd59abeb956292"
)

// axe returns the script of axe-core, which npm fetches.
func axe(t *testing.T) string {
	t.Helper()
	if os.Getenv("SIGHTGLASS_TESTS") == "" {
		t.Skip("fetches axe-core, and looks at each page six times: run with SIGHTGLASS_TESTS=all")
	}
	dir := t.TempDir()
	cmd := exec.Command("npm", "pack", "--silent", "axe-core@"+axeVersion)
	cmd.Dir = dir
	out, err := cmd.CombinedOutput()
	switch {
	case errors.Is(err, exec.ErrNotFound):
		t.Skip("needs npm: apt-get install npm")
	case regexp.MustCompile(`ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|ENOTCACHED`).Match(out):
		t.Skipf("axe-core@%s cannot be fetched: %s", axeVersion, out)
	case err != nil:
		t.Fatalf("npm pack axe-core@%s: %v\n%s", axeVersion, err, out)
	}
	packed, err := os.ReadFile(filepath.Join(dir, "axe-core-"+axeVersion+".tgz"))
	if err != nil {
		t.Fatal(err)
	}
	if sum := sha256.Sum256(packed); hex.EncodeToString(sum[:]) != axeSum {
		t.Fatalf("axe-core@%s has the SHA-256 %x, want %s", axeVersion, sum, axeSum)
	}
	gz, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		t.Fatal(err)
	}
	files := tar.NewReader(gz)
	for {
		head, err := files.Next()
		if err != nil {
			t.Fatalf("look for axe.min.js: %v", err)
		}
		if head.Name == "package/axe.min.js" {
			text, err := io.ReadAll(files)
			if err != nil {
				t.Fatal(err)
			}
			return string(text)
		}
	}
}

// accessible fails the test for each fault that axe-core finds in a page, at three widths,
// light and dark: contrast, labels, roles, what the keyboard reaches.
func accessible(t *testing.T, p *browserPage, script, name string) {
	t.Helper()
	p.Eval(script+"; undefined", nil)
	for _, scheme := range []string{"light", "dark"} {
		for _, width := range []int{390, 768, 1440} {
			p.Look(width, 12000, scheme) // all of it in sight: what is not laid out is not judged
			var got struct {
				Passes     int
				Contrast   int // elements
				Violations []struct {
					ID, Help string
					Nodes    []struct{ HTML, FailureSummary string }
				}
			}
			p.Eval(`axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"] }).then(r => ({
				Passes: r.passes.length, Contrast: (r.passes.find(x => x.id === "color-contrast")?.nodes ?? []).length,
				Violations: r.violations.map(v => ({ ID: v.id, Help: v.help, Nodes: v.nodes.map(n => ({ HTML: n.html, FailureSummary: n.failureSummary })) })) }))`, &got)
			for _, v := range got.Violations {
				t.Errorf("%s, %s, %d wide: %s: %s, %d times: %.300s\n%s", name, scheme, width, v.ID, v.Help, len(v.Nodes), v.Nodes[0].HTML, v.Nodes[0].FailureSummary)
			}
			if got.Passes < 20 || got.Contrast < 30 {
				t.Errorf("%s, %s, %d wide: %d rules passed, the contrast of %d elements: nothing was looked at", name, scheme, width, got.Passes, got.Contrast)
			}
		}
	}
}

// TestAccessible: both pages, with all that opens open, and with another page dropped onto
// the report.
func TestAccessible(t *testing.T) {
	script := axe(t)
	p := openBrowser(t)
	load(t, p, written(t, suite{2, 2, 4, 3, 0.02}.report(t)))
	dropped(t, p, "other.html", written(t, suite{2, 2, 4, 3, 0.3}.report(t)), "drop")
	p.Look(1440, 12000, "light")
	p.Eval(`document.querySelectorAll("details").forEach(d => d.open = true)`, nil)
	until(t, p, `document.querySelectorAll(".row:not(.suite)").length * 2 === document.querySelectorAll("svg.chart").length`)
	accessible(t, p, script, "the report")

	load(t, p, written(t, suite{1, 2, 5, 5, 0.02}.report(t)))
	accessible(t, p, script, "the report of one engine")

	several := suite{2, 2, 12, 3, 0.02}.machines(t, 3)
	if n := len(several.Result.Comparisons[0].Machines.Each); n != 3 {
		t.Fatalf("%d machines", n)
	}
	load(t, p, written(t, several))
	p.Look(1440, 12000, "light")
	p.Eval(`document.querySelectorAll("details").forEach(d => d.open = true)`, nil)
	until(t, p, `document.querySelectorAll("table.machines").length >= 6`)
	accessible(t, p, script, "the report of three machines")

	load(t, p, writtenHistory(t, many(t, 1, 24, "wazero", "wasmtime")))
	p.Look(1440, 12000, "light")
	p.Eval(`document.querySelectorAll("details").forEach(d => d.open = true)`, nil)
	until(t, p, `document.querySelectorAll(".course svg").length === 6`)
	accessible(t, p, script, "the history")
}
