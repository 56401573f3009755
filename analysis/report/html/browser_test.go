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

// column evaluates to the values of a column of the lines that are shown.
func column(table string, n int) string {
	return fmt.Sprintf(`[...document.querySelectorAll("#%s > tbody > tr:not([hidden]):not(.below)")].map(r => r.cells[%d].dataset.v ?? r.cells[%d].textContent)`, table, n, n)
}

func TestPageInBrowser(t *testing.T) {
	p := openBrowser(t)
	r := suite{2, 4, 12, 6, 0.02}.report(t)
	load(t, p, written(t, r))

	// The numbers, in the table and in the JSON, are those of the comparisons.
	var cells []struct{ Index, Ratio, Low, Interval, Mean, Kind string }
	p.Eval(`[...document.querySelectorAll("#comparisons-table > tbody > tr")].map(r => ({
		Index: r.dataset.comparison ?? r.dataset.suite, Kind: "suite" in r.dataset ? "suite" : "comparison",
		Ratio: r.cells[3].dataset.v, Low: r.cells[4].dataset.v, Interval: r.cells[4].textContent, Mean: r.cells[5].dataset.v}))`, &cells)
	if len(cells) != len(r.Result.Comparisons)+len(r.Result.Suites) || len(r.Result.Suites) != 3 {
		t.Fatalf("%d lines", len(cells))
	}
	for _, c := range cells {
		i, _ := strconv.Atoi(c.Index)
		want := r.Result.Comparisons
		if c.Kind == "suite" {
			want = r.Result.Suites
		}
		for name, pair := range map[string][2]any{"ratio": {c.Ratio, *want[i].Ratio}, "low": {c.Low, want[i].Shown().Low},
			"mean": {c.Mean, *want[i].MeanRatio}} {
			if got, err := strconv.ParseFloat(pair[0].(string), 64); err != nil || got != pair[1].(float64) {
				t.Errorf("%s %d: %s is %v, want %v", c.Kind, i, name, pair[0], pair[1])
			}
		}
		if c.Interval != want[i].Between() {
			t.Errorf("%s %d: interval is %q, want %q", c.Kind, i, c.Interval, want[i].Between())
		}
		var inJSON float64
		p.Eval(fmt.Sprintf(`JSON.parse(document.getElementById("numbers").textContent)[%q][%d].ratio`, c.Kind+"s", i), &inJSON)
		if inJSON != *want[i].Ratio {
			t.Errorf("%s %d: the ratio in JSON is %v", c.Kind, i, inJSON)
		}
	}
	sorting(t, p)
	filtering(t, p)
	opening(t, p)
	clean(t, p)
}

func numbersOf(t *testing.T, list []string) []float64 {
	t.Helper()
	var out []float64
	for _, s := range list {
		number, unit, _ := strings.Cut(s, " ")
		x, err := strconv.ParseFloat(strings.ReplaceAll(number, ",", ""), 64)
		scale, ok := map[string]float64{"": 1, "k": 1e3, "M": 1e6}[unit]
		if err != nil || !ok {
			t.Fatal(s, err)
		}
		x *= scale
		out = append(out, x)
	}
	return out
}

func sorting(t *testing.T, p *browserPage) {
	t.Helper()
	var before, up, down []string
	var aria [2]string
	const ratio = `document.querySelectorAll("#comparisons-table thead th")[3]`
	p.Eval(column("comparisons-table", 3), &before)
	p.Eval(ratio+`.querySelector("button").click()`, nil)
	p.Eval(column("comparisons-table", 3), &up)
	p.Eval(ratio+`.getAttribute("aria-sort")`, &aria[0])
	// With the keyboard, too.
	p.Eval(ratio+`.querySelector("button").focus()`, nil)
	p.Key("Enter")
	p.Eval(column("comparisons-table", 3), &down)
	p.Eval(ratio+`.getAttribute("aria-sort")`, &aria[1])
	suites := 3 // stay at the end
	a, b := numbersOf(t, up[:len(up)-suites]), numbersOf(t, down[:len(down)-suites])
	if slices.IsSorted(numbersOf(t, before[:len(before)-suites])) || !slices.IsSorted(a) {
		t.Errorf("sorted %v into %v", before, up)
	}
	slices.Reverse(b)
	if !slices.Equal(a, b) {
		t.Errorf("descending is %v, ascending %v", down, up)
	}
	if aria != [2]string{"ascending", "descending"} {
		t.Errorf("aria-sort is %q", aria)
	}
	var others int
	p.Eval(`document.querySelectorAll("#comparisons-table thead th[aria-sort]").length`, &others)
	if others != 1 {
		t.Errorf("%d columns say that they are sorted", others)
	}
	// A text column, and one of counts with separators.
	p.Eval(`document.querySelectorAll("#values-table thead th")[3].querySelector("button").click()`, nil)
	var medians []string
	p.Eval(column("values-table", 3), &medians)
	var plain []string
	for _, m := range medians {
		plain = append(plain, strings.ReplaceAll(m, ",", ""))
	}
	if !slices.IsSorted(numbersOf(t, plain)) {
		t.Errorf("medians are in the order %v", medians)
	}
}

func filtering(t *testing.T, p *browserPage) {
	t.Helper()
	set := func(name, value string) {
		p.Eval(fmt.Sprintf(`(() => { const e = document.querySelector('[data-filter="%s"]'); e.value = %q; e.dispatchEvent(new Event("input", {bubbles: true})); })()`, name, value), nil)
	}
	lines := func() (comparisons, values int) {
		p.Eval(column("comparisons-table", 0)+".length", &comparisons)
		p.Eval(column("values-table", 0)+".length", &values)
		return comparisons, values
	}
	if c, v := lines(); c != 15 || v != 24 {
		t.Fatalf("%d and %d lines", c, v)
	}
	set("phase", "Execution")
	if c, v := lines(); c != 5 || v != 8 {
		t.Errorf("%d and %d lines of Execution, want 5 and 8", c, v)
	}
	set("name", "BENCH01")
	if c, v := lines(); c != 1 || v != 2 {
		t.Errorf("%d and %d lines of bench01, want 1 and 2", c, v)
	}
	var said string
	p.Eval(`document.querySelector('.count[data-for="comparisons-table"]').textContent`, &said)
	if said != "1 of 15 lines shown" {
		t.Errorf("the page says %q", said)
	}
	set("name", "")
	set("phase", "")
	set("verdict", "changed worse")
	var verdicts []string
	p.Eval(`[...document.querySelectorAll("#comparisons-table > tbody > tr:not([hidden])")].map(r => r.className)`, &verdicts)
	if len(verdicts) < 3 || slices.ContainsFunc(verdicts, func(s string) bool { return !strings.HasPrefix(s, "changed worse") }) {
		t.Errorf("filtered for what became worse: %q", verdicts)
	}
	set("verdict", "")
}

func opening(t *testing.T, p *browserPage) {
	t.Helper()
	var plots, dots int
	p.Eval(`(async () => {
		const row = [...document.querySelectorAll("#comparisons-table tbody tr")].find(r => r.dataset.plots && r.dataset.comparison !== undefined);
		const button = row.querySelector("th button");
		button.click();
		for (let i = 0; i < 100 && !document.querySelector("tr.below svg"); i++) await new Promise(r => setTimeout(r, 50));
		if (button.getAttribute("aria-expanded") !== "true") return -1;
		return document.querySelectorAll("tr.below svg").length;
	})()`, &plots)
	if plots != 2 {
		t.Errorf("%d plots opened, want 2", plots)
	}
	// They have a size, a name for those who don't see them, and their marks.
	var good bool
	p.Eval(`[...document.querySelectorAll("tr.below svg")].every(s => s.getBoundingClientRect().height > 100 && s.getAttribute("role") === "img" && s.querySelector("title").textContent && s.querySelector("desc").textContent)`, &good)
	p.Eval(`[...document.querySelectorAll("tr.below svg path[class^=pm]")].length`, &dots)
	if !good || dots < 4 {
		t.Errorf("plots are as they should be: %v; %d paths of dots", good, dots)
	}
	p.Eval(`document.querySelector("tr.below").previousElementSibling.querySelector("button").click()`, nil)
	p.Eval(`document.querySelectorAll("tr.below").length`, &plots)
	if plots != 0 {
		t.Error("plots don't close")
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
		for (let i = 0; i < 100 && document.querySelectorAll("tr.below svg").length < 4; i++) await new Promise(r => setTimeout(r, 50));
		return document.querySelectorAll("tr.below svg").length;
	})()`, &n)
	if n != 4 {
		t.Errorf("%d plots opened, want 4", n)
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

// TestBigInBrowser: the page of 100 benchmarks works. How fast it opens is
// printed; that is no matter for a test on a machine that is shared.
func TestBigInBrowser(t *testing.T) {
	p := openBrowser(t)
	load(t, p, written(t, suite{2, 100, 10, 10, 0.02}.report(t)))
	t.Logf("opening it took %v of processor time", p.Busy().Round(time.Millisecond))
	var rows int
	p.Eval(`document.querySelectorAll("#comparisons-table > tbody > tr").length`, &rows)
	if rows != 303 {
		t.Errorf("%d lines, want 303", rows)
	}
	clean(t, p)
}
