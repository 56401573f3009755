package html

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
)

// papers are sizes in inches.
var papers = map[string][2]float64{"A4": {8.27, 11.69}, "Letter": {8.5, 11}}

// printed returns how far down the ink reaches on each sheet of a page as it is printed, from
// 0 to 1, and fails the test if ink is cut off at an edge of the paper.
func printed(t *testing.T, p *browserPage, paper string) (filled []float64) {
	t.Helper()
	tool, err := exec.LookPath("pdftoppm")
	if err != nil {
		t.Skip("needs pdftoppm: apt-get install poppler-utils")
	}
	var answer struct{ Data string }
	size := papers[paper]
	p.call("Page.printToPDF", map[string]any{"printBackground": true, "paperWidth": size[0], "paperHeight": size[1]}, &answer)
	pdf, err := base64.StdEncoding.DecodeString(answer.Data)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "page.pdf"), pdf, 0o644); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command(tool, "-gray", "-r", "30", filepath.Join(dir, "page.pdf"), filepath.Join(dir, "sheet")).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	sheets, err := filepath.Glob(filepath.Join(dir, "sheet-*.pgm"))
	if err != nil || len(sheets) == 0 {
		t.Fatalf("no sheets: %v", err)
	}
	slices.Sort(sheets)
	for _, sheet := range sheets {
		b, err := os.ReadFile(sheet)
		if err != nil {
			t.Fatal(err)
		}
		var width, height, white int
		if _, err := fmt.Fscanf(bytes.NewReader(b), "P5\n%d %d\n%d\n", &width, &height, &white); err != nil {
			t.Fatal(err)
		}
		pixels, last := b[len(b)-width*height:], 0
		for y := range height {
			line := pixels[y*width : (y+1)*width]
			if slices.Min(line) < 250 {
				last = y + 1
			}
			if slices.Min(line[:5]) < 250 || slices.Min(line[width-5:]) < 250 {
				t.Errorf("%s: %s has ink at its edge, %d of %d down", paper, filepath.Base(sheet), y, height)
				break
			}
		}
		filled = append(filled, float64(last)/float64(height))
	}
	return filled
}

// TestPrint: both pages fill their sheets to three quarters at least, but for the last one, and
// with open lines to three fifths, as a chart is not broken; nothing is cut off; tables are no larger than text; and
// intervals stand below their axis.
func TestPrint(t *testing.T) {
	p := openBrowser(t)
	look := func(name string, sheets int, least float64) {
		t.Helper()
		for paper := range papers {
			filled := printed(t, p, paper)
			for i, share := range filled[:len(filled)-1] {
				if share < least {
					t.Errorf("%s on %s: sheet %d of %d is filled to %.0f%%", name, paper, i+1, len(filled), 100*share)
				}
			}
			if len(filled) < sheets {
				t.Errorf("%s on %s: %d sheets, want %d at least", name, paper, len(filled), sheets)
			}
		}
		p.call("Emulation.setDeviceMetricsOverride", map[string]any{"width": 717, "height": 1000, "deviceScaleFactor": 1, "mobile": false}, nil)
		p.call("Emulation.setEmulatedMedia", map[string]any{"media": "print"}, nil)
		var got struct {
			Larger, Beyond []string
			Apart          int
		}
		p.Eval(`(() => {
			const size = (e) => parseFloat(getComputedStyle(e).fontSize), shown = (e) => e.offsetParent !== null, name = (e) => e.tagName + "." + e.className;
			const text = size(document.body);
			const box = (e) => e.getBoundingClientRect();
			return {
				Larger: [...document.querySelectorAll("td, th, .row summary span, .trend summary span, dd, dt")].filter(e => shown(e) && size(e) > text + 0.01).map(name),
				Beyond: [...document.querySelectorAll("main *")].filter(e => shown(e) && !e.classList.contains("sr") && box(e).right > innerWidth + 1).map(name),
				Apart: [...document.querySelectorAll(".panel")].filter(q => q.querySelector("svg.axis") && [...q.querySelectorAll("svg.bar")].some(b => Math.abs(box(b).left - box(q.querySelector("svg.axis")).left) > 2 || Math.abs(box(b).right - box(q.querySelector("svg.axis")).right) > 2)).length,
			};
		})()`, &got)
		if len(got.Larger) > 0 || len(got.Beyond) > 0 || got.Apart > 0 {
			t.Errorf("%s: larger than text: %q; beyond the paper: %q; %d panels whose intervals are not below their axis", name, got.Larger, got.Beyond, got.Apart)
		}
		p.call("Emulation.setEmulatedMedia", map[string]any{"media": ""}, nil)
	}
	open := func(rows, drawn string) {
		p.Eval(fmt.Sprintf(`[...document.querySelectorAll(%q)].slice(0, 3).forEach(d => d.open = true)`, rows), nil)
		until(t, p, drawn)
	}
	load(t, p, written(t, suite{2, 12, 12, 6, 0.02}.report(t)))
	look("the report", 2, 0.75)
	open("#panel-Execution .row", `document.querySelectorAll("svg.chart").length === 6`)
	look("the report with open lines", 4, 0.6)
	load(t, p, writtenHistory(t, many(t, 6, 40, "wazero", "wasmtime")))
	look("the history", 2, 0.75)
	open(".trend", `document.querySelectorAll(".course svg").length === 3`)
	look("the history with open lines", 2, 0.6)
}
