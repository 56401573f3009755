package html

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// shown evaluates to the lines that are shown, each as benchmark, phase and engine.
const shown = `[...document.querySelectorAll(".trend:not([hidden])")].map(r => [r.querySelector(".name").textContent, r.dataset.phase, r.dataset.engine].join(" "))`

func set(p *browserPage, control, value string) {
	p.Eval(fmt.Sprintf(`(() => { const e = document.querySelector(%q); e.value = %q; e.dispatchEvent(new Event("input", {bubbles: true})); })()`, control, value), nil)
}

// until waits for a condition of the page.
func until(t *testing.T, p *browserPage, condition string) {
	t.Helper()
	var ok bool
	p.Eval(fmt.Sprintf(`(async () => { for (let i = 0; i < 200 && !(%[1]s); i++) await new Promise(r => setTimeout(r, 25)); return !!(%[1]s); })()`, condition), &ok)
	if !ok {
		t.Fatalf("never: %s", condition)
	}
}

func TestHistoryInBrowser(t *testing.T) {
	h := many(t, 5, 40, "wazero", "wasmtime")
	p := openBrowser(t)
	p.Look(1200, 900, "light")
	load(t, p, writtenHistory(t, h))
	until(t, p, `document.querySelector("[data-point=from]").value === "0"`)

	lines := func() (list []string) {
		p.Eval(shown, &list)
		return list
	}
	if all := lines(); len(all) != 30 || !strings.HasPrefix(all[0], "bench00 Execution") || !strings.HasPrefix(all[1], "bench00 Execution") {
		t.Fatalf("%d lines: %q", len(all), all)
	}
	for _, tt := range []struct {
		control, value string
		want           int
	}{
		{"phase", "Execution", 10}, {"engine", "wazero", 15}, {"name", "BENCH03", 6}, {"kind", "open", 2}, {"kind", "open changed", 4},
		{"kind", "same", 26}, {"kind", "few", 0}, {"since", "10", 4}, {"since", "30", 0},
	} {
		control := fmt.Sprintf("[data-filter=%s]", tt.control)
		set(p, control, tt.value)
		got := lines()
		var said string
		p.Eval(`document.querySelector(".count").textContent`, &said)
		if len(got) != tt.want || said != fmt.Sprintf("%d of 30 lines shown", tt.want) {
			t.Errorf("%s %q: %d lines, want %d; it says %q", tt.control, tt.value, len(got), tt.want, said)
		}
		set(p, control, "")
	}
	set(p, "[data-order]", "name")
	if all := lines(); !slices.IsSortedFunc(all, func(a, b string) int { return strings.Compare(a[:7], b[:7]) }) {
		t.Errorf("by name: %q", all)
	}
	set(p, "[data-order]", "to")
	if all := lines(); !strings.HasPrefix(all[0], "bench0") || !strings.HasPrefix(all[3], "bench0") || strings.Contains(strings.Join(all[:4], ""), "bench01") {
		t.Errorf("latest change first: %q", all)
	}
	set(p, "[data-order]", "")
	if all := lines(); !strings.HasPrefix(all[0], "bench00 Execution") {
		t.Errorf("worst first again: %q", all)
	}

	twoPoints(t, p, h)
	courses(t, p)
	clean(t, p)
}

// twoPoints: whatever two recordings are chosen, the page says what Go says of them.
func twoPoints(t *testing.T, p *browserPage, h History) {
	t.Helper()
	v, err := newHistoryView(h)
	if err != nil {
		t.Fatal(err)
	}
	for _, pair := range [][2]int{{0, 39}, {5, 12}, {12, 25}, {3, 4}, {39, 0}} {
		set(p, "[data-point=from]", fmt.Sprint(pair[0]))
		set(p, "[data-point=to]", fmt.Sprint(pair[1]))
		a, b := min(pair[0], pair[1]), max(pair[0], pair[1])
		if pair[0] > pair[1] { // the first choice made an exchange with the newest: choose again
			set(p, "[data-point=from]", fmt.Sprint(a))
			set(p, "[data-point=to]", fmt.Sprint(b))
		}
		command := fmt.Sprintf("sightglass report --output-file two.html past/night-%03d.jsonl past/night-%03d.jsonl", a, b)
		until(t, p, fmt.Sprintf(`document.querySelector(".command").textContent === %q`, command))
		var got [][]string
		p.Eval(`new Promise(r => setTimeout(r, 150)).then(() => [...document.querySelectorAll(".trend")].sort((a, b) => a.dataset.series - b.dataset.series).map(r => [".from", ".to", ".change"].map(c => r.querySelector(c).textContent).concat(r.querySelector(".change").className.slice(7), r.querySelector(".change").title)))`, &got)
		for i := range v.levels {
			l := &v.levels[i]
			said := l.between(a, b)
			if want := []string{l.Texts[a], l.Texts[b], said[0], said[2], said[1]}; !slices.Equal(got[i], want) {
				t.Errorf("recordings %v, %s: the page says %q, want %q", pair, v.Rows[i].Anchor, got[i], want)
			}
		}
	}
	set(p, "[data-point=to]", "0")
	var disabled bool
	p.Eval(`document.querySelector("[data-copy]").disabled`, &disabled)
	if !disabled {
		t.Error("a command for one recording can be copied")
	}
	set(p, "[data-point=to]", "39")
	// Without the right to the clipboard, or with it: the text is at hand.
	var says string
	p.Eval(`(async () => { const b = document.querySelector("[data-copy]"); b.click(); await new Promise(r => setTimeout(r, 300)); return b.textContent; })()`, &says)
	if says != "Copied" && says != "Selected: copy it" {
		t.Errorf("the button says %q", says)
	}
}

// courses: a line opens by mouse, by keyboard and by a link, and draws once.
func courses(t *testing.T, p *browserPage) {
	t.Helper()
	p.Eval(`document.querySelector(".trend summary").focus()`, nil)
	p.Key("Enter")
	until(t, p, `document.querySelector(".trend[open] .course svg")`)
	var good bool
	p.Eval(`(() => { const s = document.querySelector(".course svg"); return s.getAttribute("role") === "img" && s.getBoundingClientRect().width > 1000 && !!s.querySelector("title").textContent && document.querySelectorAll(".course svg").length === 1; })()`, &good)
	if !good {
		t.Error("the course has no size, no name, or appears twice")
	}
	var text string
	p.Eval(`document.querySelector(".trend[open] .more").textContent`, &text)
	for _, want := range []string{"changed at ", "candidate: confounded with time", "From "} {
		if !strings.Contains(text, want) {
			t.Errorf("an open line lacks %q: %s", want, text)
		}
	}
	p.Eval(`document.querySelector(".trend summary").focus()`, nil)
	p.Key("Enter")
	until(t, p, `!document.querySelector(".trend[open]")`)
	// On a phone it is drawn for that width.
	p.Look(390, 800, "dark")
	p.Eval(`document.querySelector(".trend summary").click()`, nil)
	until(t, p, `document.querySelector(".trend[open] .course svg")?.getBoundingClientRect().width < 390`)
	p.Look(1200, 900, "light")
	until(t, p, `document.querySelector(".trend[open] .course svg")?.getBoundingClientRect().width > 1000`)
	// A link from the list of regressions, to a line that the filters hide.
	set(p, "[data-filter=name]", "bench04")
	p.Eval(`document.querySelector(".trend[open]").open = false`, nil)
	p.Eval(`document.querySelector(".events a[href^='#']").click()`, nil)
	until(t, p, `document.querySelector(".trend[open]:not([hidden]) .course svg")`)
	var target string
	p.Eval(`location.hash.slice(1) + " " + document.querySelector(".trend[open]").id`, &target)
	if target != "bench00-execution-cycles-wasmtime bench00-execution-cycles-wasmtime" && target != "bench00-execution-cycles-wazero bench00-execution-cycles-wazero" {
		t.Errorf("followed to %q", target)
	}
	p.Eval(`location.hash = "#nosuch"`, nil)
}

// TestHistoryWidths: no wider than the screen, with lines open, in light and dark.
func TestHistoryWidths(t *testing.T) {
	p := openBrowser(t)
	h := many(t, 3, 24, "wazero")
	h.Title = strings.Repeat("a-name-without-a-place-to-break", 10)
	for i := range h.History.Series {
		h.History.Series[i].Wasm = strings.Repeat("very", 40) + h.History.Series[i].Wasm[6:]
	}
	load(t, p, writtenHistory(t, h))
	p.Eval(`document.querySelectorAll("details").forEach(d => d.open = true)`, nil)
	until(t, p, `document.querySelectorAll(".course svg").length === 9`)
	for _, scheme := range []string{"light", "dark"} {
		for _, width := range []int{390, 800, 1200} {
			p.Look(width, 800, scheme)
			until(t, p, `document.querySelectorAll(".course svg").length === 9`)
			var got int
			p.Eval("document.documentElement.scrollWidth", &got)
			if got > width {
				t.Errorf("%s, %d wide: the page is %d wide", scheme, width, got)
			}
		}
	}
	if b, err := p.PDF(); err != nil || len(b) < 10_000 || string(b[:5]) != "%PDF-" {
		t.Errorf("it prints as %d bytes: %v", len(b), err)
	}
	clean(t, p)
}

// TestHistoryWithoutScript: what is worse, since when and how much can be read, and lines open.
func TestHistoryWithoutScript(t *testing.T) {
	p := openBrowser(t)
	page := writtenHistory(t, many(t, 2, 24, "wazero"))
	p.call("Emulation.setScriptExecutionDisabled", map[string]any{"value": true}, nil)
	file := filepath.Join(t.TempDir(), "page.html")
	if err := os.WriteFile(file, []byte(page), 0o644); err != nil {
		t.Fatal(err)
	}
	p.Load("file://" + file)
	var text string
	// What is below the screen may not be laid out yet, and would not be read.
	p.Eval(`document.querySelectorAll(".trend").forEach(e => e.style.contentVisibility = "visible"), document.querySelector("main").innerText`, &text)
	for _, want := range []string{"1 open regression", "Newest recording: ", "slower", "since ", "99% interval", "Execution · wazero", "no change found", "Courses are packed in this page"} {
		if !strings.Contains(text, want) {
			t.Errorf("without a script it does not say %q:\n%s", want, text)
		}
	}
	if strings.Contains(text, "part of its name") || strings.Contains(text, "From recording") {
		t.Error("controls that do nothing are shown")
	}
}

// TestEvilHistory: nothing of a recording runs or leads away, in courses neither.
func TestEvilHistory(t *testing.T) {
	p := openBrowser(t)
	load(t, p, writtenHistory(t, evilHistory(t)))
	p.Eval(`document.querySelectorAll(".trend").forEach(r => r.open = true)`, nil)
	until(t, p, `document.querySelectorAll(".course svg").length === document.querySelectorAll(".trend").length`)
	var n int
	p.Eval(`document.querySelectorAll("img, script:not([type]), iframe, [onload], [onerror]").length`, &n)
	if n != 1 {
		t.Errorf("%d images, scripts and handlers, want the page's own script alone", n)
	}
	var links []string
	p.Eval(`[...document.querySelectorAll("a")].map(a => a.href).filter(h => !h.startsWith("file:") && !h.startsWith("https://git.example/commit/"))`, &links)
	if len(links) > 0 {
		t.Errorf("links lead to %q", links)
	}
	var option, change string
	p.Eval(`document.querySelector("[data-point=to]").lastChild.textContent`, &option)
	p.Eval(`document.querySelector(".events li").textContent`, &change)
	if !strings.Contains(option, evil) || !strings.Contains(change, evil) {
		t.Errorf("names are not shown as they are: %q, %q", option, change)
	}
	clean(t, p)
}

// TestBigHistoryInBrowser: the page of 100 benchmarks and 200 recordings works. How fast
// it opens is printed; that is no matter for a test on a machine that is shared.
func TestBigHistoryInBrowser(t *testing.T) {
	big(t)
	p := openBrowser(t)
	page := writtenHistory(t, bare(t, 100, 200, "wazero"))
	load(t, p, page)
	until(t, p, `document.querySelector(".command").textContent !== ""`)
	t.Logf("%d bytes; opening it took %v of processor time", len(page), p.Busy().Round(time.Millisecond))
	var rows int
	p.Eval(`document.querySelectorAll(".trend").length`, &rows)
	if rows != 300 {
		t.Errorf("%d lines, want 300", rows)
	}
	clean(t, p)
}
