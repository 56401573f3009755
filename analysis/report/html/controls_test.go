package html

import (
	"encoding/json"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sightglass-go/sightglass/measure/words"
)

// TestDropInBrowser: a second page that is dropped onto one that is open, or chosen, is
// compared with it: medians, and what they come to. What is not such a page is refused in
// words.
func TestDropInBrowser(t *testing.T) {
	p := openBrowser(t)
	one, two := suite{2, 4, 12, 6, 0.02}.report(t), suite{2, 3, 12, 6, 0.3}.report(t)
	load(t, p, written(t, one))
	dropped(t, p, "other.html", written(t, two), "drop")
	var got [][]string
	p.Eval(`[...document.querySelectorAll("#other tbody tr")].map(r => [...r.cells].map(c => c.textContent))`, &got)
	want := betweenPages(one, two)
	if len(want) != 3*2*3 || len(got) != len(want) {
		t.Fatalf("%d lines, want %d of 18", len(got), len(want))
	}
	worse := func(a, b []string) int { return strings.Compare(strings.Join(a, "|"), strings.Join(b, "|")) }
	first := got[0]
	slices.SortFunc(got, worse)
	slices.SortFunc(want, worse)
	for i := range want {
		if !slices.Equal(got[i], want[i]) {
			t.Errorf("the page says %q, want %q", got[i], want[i])
		}
	}
	if !strings.Contains(first[6], "slower") && !strings.Contains(first[6], "more time") {
		t.Errorf("the worst is not first: %q", first)
	}
	var said string
	p.Eval(`document.getElementById("other").innerText`, &said)
	for _, want := range []string{"other.html against this page", "how sure these differences are is not known here", "sightglass compare", "18 of 24 values are in both pages."} {
		if !strings.Contains(said, want) {
			t.Errorf("the page does not say %q: %s", want, said)
		}
	}
	for _, tt := range []struct{ name, text, want string }{
		{"history.html", writtenHistory(t, many(t, 2, 3, "wazero")), "Cannot compare with history.html: it carries no values"},
		{"x.html", "<p>hello", "Cannot compare with x.html: it was not written by sightglass report."},
		{"empty.html", "", "Cannot compare with empty.html: it was not written by sightglass report."},
		{"cut.html", strings.Replace(written(t, two), `id="values">`, `id="values">AAAA`, 1), "Cannot compare with cut.html: the values in it are damaged."},
		{"evil.html", written(t, evilReport(t)), "Cannot compare with evil.html: no benchmark, phase, event and engine is in both pages."},
	} {
		for _, how := range []string{"drop", "choose"} {
			dropped(t, p, tt.name, tt.text, how)
			p.Eval(`document.getElementById("other").innerText`, &said)
			if !strings.Contains(said, tt.want) {
				t.Errorf("%s by %s: %q, want %q", tt.name, how, said, tt.want)
			}
		}
	}
	clean(t, p)
}

// dropped gives the open page a file, and waits for what it says of it.
func dropped(t *testing.T, p *browserPage, name, text, how string) {
	t.Helper()
	content, err := json.Marshal(text)
	if err != nil {
		t.Fatal(err)
	}
	p.Eval(fmt.Sprintf(`(() => {
		const files = new DataTransfer();
		files.items.add(new File([%s], %q, { type: "text/html" }));
		document.getElementById("other").replaceChildren();
		if (%q === "drop") {
			for (const type of ["dragover", "drop"]) document.querySelector("h1").dispatchEvent(new DragEvent(type, { dataTransfer: files, bubbles: true, cancelable: true }));
			return;
		}
		const input = document.getElementById("page");
		input.files = files.files;
		input.dispatchEvent(new Event("change"));
	})()`, content, name, how), nil)
	until(t, p, `document.querySelector("#other table, #other .warn")`)
}

// betweenPages is what a page says of another: the medians of what both have, and their
// ratio as package words has it.
func betweenPages(one, two Report) (lines [][]string) {
	mine, theirs := valuesOf(one.Data, medians(one.Result)), valuesOf(two.Data, medians(two.Result))
	for _, s := range two.Data.Series {
		a, b := mine[s.Key], theirs[s.Key]
		if a == nil {
			continue
		}
		ratio := math.NaN()
		if a.median > 0 && b.median > 0 {
			ratio = b.median / a.median
		}
		lines = append(lines, []string{s.Wasm, s.Phase.String(), s.Event, s.Config().String(), a.unit.Text(a.median), b.unit.Text(b.median), words.Change(ratio, a.event)})
	}
	return lines
}

// TestCopyInBrowser: the button copies what compare prints as Markdown; without the right to
// the clipboard, the text is there to be copied.
func TestCopyInBrowser(t *testing.T) {
	p := openBrowser(t)
	r := suite{2, 3, 12, 6, 0.02}.report(t)
	load(t, p, written(t, r))
	var copied, label string
	p.Eval(`(async () => {
		let text = "";
		Object.defineProperty(navigator, "clipboard", { value: { writeText: async (s) => { text = s; } }, configurable: true });
		document.querySelector("[data-copy]").click();
		for (let i = 0; i < 100 && !text; i++) await new Promise(r => setTimeout(r, 25));
		return text;
	})()`, &copied)
	if want := markdownOf(r.Result); copied != want || !strings.Contains(want, "| ") {
		t.Errorf("copied %q, want %q", copied, want)
	}
	p.Eval(`document.querySelector("[data-copy]").textContent`, &label)
	if label != "Copied" {
		t.Errorf("the button says %q", label)
	}
	p.Eval(`(async () => {
		const button = document.querySelector("[data-copy]");
		button.click(); // again, while it says so
		await new Promise(r => setTimeout(r, 2500));
		return button.textContent;
	})()`, &label)
	if label != "Copy as Markdown" {
		t.Errorf("after a while the button says %q", label)
	}
	p.Eval(`(async () => {
		navigator.clipboard.writeText = () => Promise.reject(new Error("denied"));
		for (let i = 0; i < 2; i++) {
			document.querySelector("[data-copy]").click();
			await new Promise(r => setTimeout(r, 200));
		}
		const areas = document.querySelectorAll("textarea");
		return areas.length === 1 && document.activeElement === areas[0] ? areas[0].value : areas.length + " fields";
	})()`, &copied)
	if copied != markdownOf(r.Result) {
		t.Errorf("to be copied by hand: %q", copied)
	}
	clean(t, p)
}

// TestHoverInBrowser: the value under the pointer is said in words, on both charts of a line,
// and a line's link leads to it.
func TestHoverInBrowser(t *testing.T) {
	p := openBrowser(t)
	p.Look(1200, 900, "light")
	r := suite{2, 2, 5, 4, 0.02}.report(t)
	load(t, p, written(t, r))
	var link string
	p.Eval(`(async () => {
		const row = document.querySelector(".row");
		row.querySelector("summary").click();
		for (let i = 0; i < 100 && !row.querySelector("svg.chart"); i++) await new Promise(r => setTimeout(r, 25));
		return row.id + " " + row.querySelector(".more a[href='#" + row.id + "']").textContent;
	})()`, &link)
	if link != "execution-bench00 link to this line" && link != "execution-bench01 link to this line" {
		t.Fatalf("the first line is %q", link)
	}
	said := map[string]bool{}
	for chart := range 2 {
		var at struct{ X, Y float64 }
		p.Eval(fmt.Sprintf(`(() => { const svg = document.querySelectorAll(".row[open] svg.chart")[%d]; svg.scrollIntoView({ block: "center" });
			const b = svg.querySelector("g.a1 circle:nth-of-type(3)").getBoundingClientRect(); return { X: b.x + b.width / 2, Y: b.y + b.height / 2 }; })()`, chart), &at)
		p.call("Input.dispatchMouseEvent", map[string]any{"type": "mouseMoved", "x": at.X, "y": at.Y}, nil)
		var text string
		p.Eval(fmt.Sprintf(`document.querySelectorAll(".row[open] .read")[%d].textContent`, chart), &text)
		said[text] = true
		if !strings.HasPrefix(text, "new, process 1, iteration 3: ") {
			t.Errorf("chart %d says %q", chart, text)
		}
	}
	if len(said) != 1 {
		t.Errorf("one value is worded in two ways: %v", said)
	}
	clean(t, p)
}

// TestAnchors: each line of a page has an anchor of its own, which its link names; every link
// within the page leads somewhere.
func TestAnchors(t *testing.T) {
	p := openBrowser(t)
	load(t, p, written(t, suite{2, 4, 12, 6, 0.02}.report(t)))
	var got struct {
		Rows, Anchors int
		Dead          []string
	}
	p.Eval(`(() => {
		const rows = [...document.querySelectorAll(".row")], ids = [...document.querySelectorAll("[id]")].map(e => e.id);
		return { Rows: rows.length, Anchors: new Set(rows.map(r => r.id)).size,
			Dead: [...document.querySelectorAll("a[href^='#']")].map(a => decodeURIComponent(a.hash.slice(1))).filter(id => ids.filter(i => i === id).length !== 1) };
	})()`, &got)
	var worst string
	p.Eval(`document.querySelector(".card[data-phase=Execution] .worst").textContent`, &worst)
	if want := regexp.MustCompile(`^Worst: bench0[03], \S+ slower \(\S+ \.\. \S+\)$`); !want.MatchString(worst) {
		t.Errorf("the card says %q", worst)
	}
	if got.Rows != 15 || got.Anchors != got.Rows || len(got.Dead) > 0 {
		t.Errorf("%+v", got)
	}
}

// TestReportWithoutScript: lines open without a script, and say what was counted; with one,
// the same is there as soon as a line opens.
func TestReportWithoutScript(t *testing.T) {
	p := openBrowser(t)
	page := written(t, suite{2, 2, 5, 4, 0.02}.report(t))
	text := func() (said string) {
		p.Eval(`document.querySelector(".row").open = true`, nil)
		p.Eval(`document.querySelector(".row .more").textContent`, &said)
		return strings.Join(strings.Fields(said), " ")
	}
	load(t, p, page)
	until(t, p, `(document.querySelector(".row").open = true) && document.querySelector(".row svg.chart")`)
	with := text()
	p.call("Emulation.setScriptExecutionDisabled", map[string]any{"value": true}, nil)
	p.call("Page.reload", nil, nil)
	select {
	case <-p.loaded:
	case <-time.After(patience):
		t.Fatal("it did not load again")
	}
	without := text()
	for _, want := range []string{"new executes ", "99% interval", "Median of processes7", "Processes × iterations5 × 45 × 4", "suite/bench0", "link to this line"} {
		if !strings.Contains(without, want) || !strings.Contains(with, want) {
			t.Errorf("an open line does not say %q: with a script %q, without %q", want, with, without)
		}
	}
	if !strings.HasPrefix(with, without) {
		t.Errorf("with a script a line says %q, without %q", with, without)
	}
}
