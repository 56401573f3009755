package html

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/analysis/report"
)

// withOthers is a report of engines of which the first is the baseline, and with which each
// other can be.
func withOthers(t *testing.T) (r Report, others []*analysis.Result) {
	t.Helper()
	var text strings.Builder
	for p := range 12 {
		for e, engine := range []string{"base", "new", "third"} {
			for b := range 3 {
				for k, phase := range []string{"Compilation", "Execution"} {
					fmt.Fprintf(&text, "x86_64,%s,,suite/b%d.wasm,%d,0,%s,cycles,%d\n", engine, b, 100+p, phase, 100_000*(k+1)*(b+1)+(e*7000*(b+1))+1000*((p*5+e*3+b)%7))
				}
			}
		}
	}
	r = reportOf(t, "three.csv", text.String(), analysis.Options{Baseline: "base"})
	for _, engine := range []string{"new", "third"} {
		other, err := analysis.Compare(r.Data, analysis.Options{Baseline: engine})
		if err != nil {
			t.Fatal(err)
		}
		others = append(others, other)
	}
	return r, others
}

// TestBaselineInBrowser: whichever baseline is chosen, the page shows what compare finds with
// it; what has been chosen before is as it was left; and what is copied belongs to it.
func TestBaselineInBrowser(t *testing.T) {
	p := openBrowser(t)
	r, others := withOthers(t)
	r.Others = others
	load(t, p, written(t, r))
	var offered []string
	p.Eval(`[...document.querySelector("[data-baseline]").options].map(o => o.value)`, &offered)
	if !slices.Equal(offered, []string{"base", "new", "third"}) {
		t.Fatalf("offered are %q", offered)
	}
	p.Eval(`document.querySelectorAll("[role=tab]")[1].click()`, nil)
	for _, result := range []*analysis.Result{r.Result, others[0], others[1], r.Result, others[0]} {
		base := result.Comparisons[0].Baseline.String()
		set(p, "select[data-baseline]", base)
		until(t, p, fmt.Sprintf(`document.querySelector(".sides b").textContent === %q`, base))
		var got [][]string
		p.Eval(`[...document.querySelectorAll(".panel")].flatMap(q => [...q.querySelectorAll(".row:not(.suite)")].map(r => [q.querySelector("h3").textContent, r.querySelector(".name").textContent, r.dataset.ratio, r.querySelector(".change").textContent.replace(/^\S+ /, "")]))`, &got)
		var want [][]string
		for i := range result.Comparisons {
			c := &result.Comparisons[i]
			verdict, interval := report.Told(c)
			want = append(want, []string{fmt.Sprintf("%v: %v against %v", c.Phase, c.Candidate, c.Baseline), strings.TrimSuffix(strings.TrimPrefix(c.Wasm, "suite/"), ".wasm"), fmt.Sprint(*c.Ratio), verdict + " " + interval})
		}
		order := func(a, b []string) int { return slices.Compare(a, b) }
		slices.SortFunc(got, order)
		slices.SortFunc(want, order)
		if len(want) != 12 || !slices.EqualFunc(got, want, slices.Equal[[]string]) {
			t.Errorf("with %s the page says\n%q, want\n%q", base, got, want)
		}
		var state struct {
			Chosen, Phase, Focus string
			Shown                int
		}
		p.Eval(`({ Chosen: document.querySelector("[data-baseline]").value, Phase: document.querySelector("[role=tab][aria-selected=true]").textContent,
			Focus: Object.keys(document.activeElement.dataset).join(), Shown: [...document.querySelectorAll(".row")].filter(r => r.offsetParent).length })`, &state)
		if state.Chosen != base || state.Phase != "Compilation" || state.Shown != 8 {
			t.Errorf("with %s: %+v", base, state)
		}
		var copied string
		p.Eval(`(async () => {
			let text = "";
			Object.defineProperty(navigator, "clipboard", { value: { writeText: async (s) => { text = s; } }, configurable: true });
			document.querySelector("[data-copy]").click();
			for (let i = 0; i < 100 && !text; i++) await new Promise(r => setTimeout(r, 25));
			return text;
		})()`, &copied)
		if copied != markdownOf(result) {
			t.Errorf("with %s this is copied: %s", base, copied)
		}
	}
	// A line of another baseline opens.
	p.Eval(`[...document.querySelectorAll(".row")].find(r => r.offsetParent).querySelector("summary").click()`, nil)
	until(t, p, `document.querySelector(".row[open] svg.chart") && document.querySelector(".row[open] table.counts")`)
	clean(t, p)
}

// TestBaselineWithoutRoom: what does not fit cannot be chosen, and without any other there is
// nothing to choose.
func TestBaselineWithoutRoom(t *testing.T) {
	r, others := withOthers(t)
	if page := written(t, r); strings.Contains(page, `id="baseline-`) {
		t.Error("other baselines out of nowhere")
	}
	r.Others = others
	r.MaxBytes = 1000
	page := written(t, r)
	if strings.Contains(page, `id="baseline-`) {
		t.Error("other baselines in a page that has no room")
	}
	p := openBrowser(t)
	load(t, p, page)
	var visible bool
	p.Eval(`document.querySelector("[data-baseline]").offsetParent !== null`, &visible)
	if visible {
		t.Error("there is a choice of one")
	}
}
