package html

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/analysis/report"
)

// load opens a page from a file, and returns it when its script has run.
func load(t *testing.T, p *browserPage, page string) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "page.html")
	if err := os.WriteFile(file, []byte(page), 0o644); err != nil {
		t.Fatal(err)
	}
	p.Load("file://" + file)
	var ready string
	p.Eval(`document.documentElement.dataset.ready || "no"`, &ready)
	if ready != "true" {
		t.Fatalf("the page's script did not run to its end: %s; %v", ready, p.Complaints())
	}
}

// clean fails the test if the page complained, or asked for anything but itself.
func clean(t *testing.T, p *browserPage) {
	t.Helper()
	for _, c := range p.Complaints() {
		t.Errorf("the console says %s", c)
	}
	for _, r := range p.Requests() {
		if !strings.HasPrefix(r, "file://") || !strings.HasSuffix(r, "/page.html") {
			t.Errorf("the page asked for %s", r)
		}
	}
}

func TestPageInBrowser(t *testing.T) {
	p := openBrowser(t)
	r := suite{2, 4, 12, 6, 0.02}.report(t)
	load(t, p, written(t, r))

	// The numbers, in the lines and in the JSON, are those of the comparisons.
	var lines []struct{ Anchor, Ratio, Text, Wasm string }
	p.Eval(`[...document.querySelectorAll(".row:not(.suite)")].map(r => ({Anchor: r.id, Ratio: r.dataset.ratio,
		Text: r.querySelector(".change").textContent, Wasm: r.querySelector(".name").textContent}))`, &lines)
	if len(lines) != len(r.Result.Comparisons) || len(r.Result.Suites) != 3 {
		t.Fatalf("%d lines", len(lines))
	}
	for i, want := range r.Result.Comparisons {
		anchor := strings.ToLower(want.Phase.String()) + "-" + strings.TrimSuffix(filepath.Base(want.Wasm), ".wasm")
		k := slices.IndexFunc(lines, func(l struct{ Anchor, Ratio, Text, Wasm string }) bool { return l.Anchor == anchor })
		if k < 0 {
			t.Errorf("there is no line %s", anchor)
			continue
		}
		if got, err := strconv.ParseFloat(lines[k].Ratio, 64); err != nil || got != *want.Ratio {
			t.Errorf("%s: the ratio is %s, want %v", anchor, lines[k].Ratio, *want.Ratio)
		}
		verdict, interval := report.Told(&want)
		if !strings.Contains(lines[k].Text, verdict) || !strings.Contains(lines[k].Text, interval) {
			t.Errorf("%s: %q, want %q and %q", anchor, lines[k].Text, verdict, interval)
		}
		var inJSON float64
		p.Eval(fmt.Sprintf(`JSON.parse(document.getElementById("numbers").textContent).comparisons[%d].ratio`, i), &inJSON)
		if inJSON != *want.Ratio {
			t.Errorf("%s: the ratio in JSON is %v", anchor, inJSON)
		}
	}
	sorting(t, p)
	filtering(t, p)
	opening(t, p)
	clean(t, p)
}

// seen evaluates to an attribute of the lines that can be seen.
func seen(of string) string {
	return `[...document.querySelectorAll(".row")].filter(r => r.offsetParent).map(r => ` + of + `)`
}

// sorting: the worst is first, and other orders can be chosen.
func sorting(t *testing.T, p *browserPage) {
	t.Helper()
	var ranks []float64
	p.Eval(seen(`Number(r.dataset.rank)`), &ranks)
	if len(ranks) != 5 || !slices.IsSorted(ranks[:4]) {
		t.Errorf("verdicts are in the order %v", ranks)
	}
	set(p, "[data-order]", "name")
	var names []string
	p.Eval(seen(`r.querySelector(".name").textContent`), &names)
	if !slices.Equal(names, []string{"bench00", "bench01", "bench02", "bench03", "geometric mean"}) {
		t.Errorf("by name: %q", names)
	}
	set(p, "[data-order]", "ratio")
	var ratios []float64
	p.Eval(seen(`Number(r.dataset.ratio)`), &ratios)
	slices.Reverse(ratios[:4])
	if !slices.IsSorted(ratios[:4]) {
		t.Errorf("by change, from below: %v", ratios)
	}
	set(p, "[data-order]", "rank")
}

func filtering(t *testing.T, p *browserPage) {
	t.Helper()
	lines := func() (n int) {
		p.Eval(seen("1")+".length", &n)
		return n
	}
	if n := lines(); n != 5 {
		t.Fatalf("%d lines", n)
	}
	// Tabs work with the keyboard.
	var phase string
	p.Eval(`document.querySelector("[role=tab][aria-selected=true]").focus()`, nil)
	p.Key("ArrowRight")
	p.Eval(`document.querySelector("[role=tab][aria-selected=true]").textContent`, &phase)
	if phase != "Compilation" {
		t.Errorf("the tab beside Execution is %s", phase)
	}
	p.Key("Home")
	set(p, `[data-filter="name"]`, "BENCH01")
	if n := lines(); n != 1 {
		t.Errorf("%d lines of bench01, want 1", n)
	}
	var said string
	p.Eval(`document.querySelector(".count").textContent`, &said)
	if said != "1 of 5 lines shown" {
		t.Errorf("the page says %q", said)
	}
	set(p, `[data-filter="name"]`, "")
	set(p, `[data-filter="verdict"]`, "changed worse")
	var verdicts []string
	p.Eval(seen("r.className"), &verdicts)
	if len(verdicts) < 1 || slices.ContainsFunc(verdicts, func(s string) bool { return !strings.Contains(s, "changed worse") }) {
		t.Errorf("filtered for what became worse: %q", verdicts)
	}
	set(p, `[data-filter="verdict"]`, "")
}

func opening(t *testing.T, p *browserPage) {
	t.Helper()
	var dots int
	p.Eval(`(async () => {
		location.hash = "#compilation-bench01";
		for (let i = 0; i < 100 && !document.querySelector(".row[open] svg.chart"); i++) await new Promise(r => setTimeout(r, 50));
		const row = document.querySelector(".row[open]");
		return row.id === "compilation-bench01" ? row.querySelectorAll("svg.chart g circle").length : -1;
	})()`, &dots)
	if dots != 2*2*12*6 { // two charts of two engines, 12 processes of 6 iterations
		t.Errorf("%d values are drawn, want %d", dots, 2*2*12*6)
	}
	// The arrow keys say values.
	var said string
	p.Eval(`document.querySelector(".row[open] svg.chart").focus()`, nil)
	p.Key("ArrowRight")
	p.Eval(`document.querySelector(".row[open] .read").textContent`, &said)
	if !strings.HasPrefix(said, "base, process 1, iteration 1: ") {
		t.Errorf("the first value is %q", said)
	}
	// What is saved is what was read.
	var size int
	p.Eval(`(async () => {
		let blob;
		const make = URL.createObjectURL;
		URL.createObjectURL = (b) => { blob = b; return "#"; };
		document.querySelector("button.save").click();
		for (let i = 0; i < 100 && !blob; i++) await new Promise(r => setTimeout(r, 50));
		URL.createObjectURL = make;
		return (await blob.text()).length;
	})()`, &size)
	var want strings.Builder
	suite{2, 4, 12, 6, 0.02}.write(t, &want)
	if size != want.Len() {
		t.Errorf("%d bytes would be saved, want %d", size, want.Len())
	}
}

// TestEvilInBrowser: nothing of a recording runs, in plots neither.
func TestEvilInBrowser(t *testing.T) {
	p := openBrowser(t)
	load(t, p, written(t, evilReport(t)))
	var n int
	p.Eval(`(async () => {
		document.querySelector("[data-open]").click();
		for (let i = 0; i < 100 && document.querySelectorAll("svg.chart").length < 4; i++) await new Promise(r => setTimeout(r, 50));
		return document.querySelectorAll("svg.chart").length;
	})()`, &n)
	if n != 4 {
		t.Errorf("%d charts opened, want 4", n)
	}
	p.Eval(`document.querySelectorAll("img, script:not([type]), iframe").length`, &n)
	if n != 1 {
		t.Errorf("%d images and scripts, want the page's own script alone", n)
	}
	var heading string
	p.Eval(`document.querySelector("h1").textContent`, &heading)
	if heading != "title"+evil {
		t.Errorf("the title is %q", heading)
	}
	clean(t, p)
}

// TestWidths: a page is no wider than the screen, on phones neither, and in
// print it is pages.
func TestWidths(t *testing.T) {
	p := openBrowser(t)
	load(t, p, written(t, suite{2, 4, 12, 6, 0.02}.report(t)))
	for _, scheme := range []string{"light", "dark"} {
		for _, width := range []int{390, 800, 1200} {
			p.Look(width, 800, scheme)
			var got int
			p.Eval("document.documentElement.scrollWidth", &got)
			if got > width {
				t.Errorf("%s, %d wide: the page is %d wide", scheme, width, got)
			}
			var background string
			p.Eval("getComputedStyle(document.body).backgroundColor", &background)
			if (background == "rgb(255, 255, 255)") != (scheme == "light") {
				t.Errorf("%s is %s", scheme, background)
			}
		}
	}
	if b, err := p.PDF(); err != nil || len(b) < 10_000 || string(b[:5]) != "%PDF-" {
		t.Errorf("it prints as %d bytes: %v", len(b), err)
	}
	clean(t, p)
}

// TestCountsInBrowser: a count of any length is shown to its last digit, on screen and in
// print: what is cut off is another number.
func TestCountsInBrowser(t *testing.T) {
	p := openBrowser(t)
	var text strings.Builder
	for process := range 12 {
		for e := range 2 {
			for event, count := range map[string]int{"fuel": 1_140_000, "instructions-retired": 12_345_678_901, "wasm-operators": 98_765_432_109_876} {
				fmt.Fprintf(&text, "x86_64,e%d,,a.wasm,%d,0,Execution,%s,%d\n", e, process, event, count+e)
			}
		}
	}
	load(t, p, written(t, reportOf(t, "old.csv", text.String(), analysis.Options{})))
	for _, width := range []int{390, 720, 800, 1200} {
		p.Look(width, 800, "light")
		var cut []string
		p.Eval(`[...document.querySelectorAll(".row .value")].filter((v) => v.scrollWidth > v.clientWidth).map((v) => v.textContent)`, &cut)
		if len(cut) > 0 {
			t.Errorf("%d wide: cut off: %q", width, cut)
		}
	}
	clean(t, p)
}

// TestBigInBrowser: the page of 100 benchmarks works. How fast it opens is
// printed; that is no matter for a test on a machine that is shared.
func TestBigInBrowser(t *testing.T) {
	p := openBrowser(t)
	load(t, p, written(t, suite{2, 100, 10, 10, 0.02}.report(t)))
	t.Logf("opening it took %v of processor time", p.Busy().Round(time.Millisecond))
	var rows int
	p.Eval(`document.querySelectorAll(".row").length`, &rows)
	if rows != 303 {
		t.Errorf("%d lines, want 303", rows)
	}
	// A link leads to its line, however many lines above it have not been laid out yet.
	var top, height float64
	p.Eval(`(async () => {
		location.hash = "#" + [...document.querySelectorAll("#panel-Execution .row")].at(-20).id;
		for (let i = 0; i < 200 && !document.querySelector(".row[open] svg.chart"); i++) await new Promise(r => setTimeout(r, 25));
		return document.querySelector(".row[open]").getBoundingClientRect().top;
	})()`, &top)
	p.Eval("innerHeight", &height)
	if top < -1 || top > height/2 {
		t.Errorf("the line that a link leads to is at %v of a window of %v", top, height)
	}
	clean(t, p)
}
