package html

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/analysis/profile"
	"github.com/sightglass-go/sightglass/measure/record"
)

// stacked is an arm in which _start calls scan and fold, and scan calls fold; beside them
// the host. Each arm has an entry of its own.
func stacked(name string, scan, scanFold, fold, host uint64) profile.Arm {
	frames := []record.ProfileFrame{{Kind: record.Guest, Index: 1, Name: "_start"}, {Kind: record.Guest, Index: 2, Name: "scan"}, {Kind: record.Guest, Index: 3, Name: `fold<"&">`, File: "/src/text.c", Line: 7}, {Kind: record.Host, Name: "mcall", Object: "/bin/x"}, {Kind: record.Glue, Name: "entry of " + name}}
	return profile.Arm{Name: name, Module: "m", Profile: &record.Profile{Event: "instructions-retired", Windows: 1, Frames: frames, Total: scan + scanFold + fold + host,
		Samples: []record.ProfileSample{{Stack: []int{1, 0, 4}, Count: scan}, {Stack: []int{2, 1, 0, 4}, Count: scanFold}, {Stack: []int{2, 0, 4}, Count: fold}, {Stack: []int{3}, Count: host}}}}
}

func writtenProfile(t *testing.T, arms ...profile.Arm) string {
	t.Helper()
	r, err := profile.Compare(arms...)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := WriteProfile(&b, r, arms, "Counted by hand."); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

var frameOf = regexp.MustCompile(`<g [^>]*><title>([^<]*)</title><rect class="([a-z]+)" x="([0-9.]+)" y="([0-9]+)" width="([0-9.]+)"`)

// TestProfilePage: frames lie below their callers and within their width, are as wide as
// their counts, and coloured by how their function differs. Numbers are worked out by hand.
func TestProfilePage(t *testing.T) {
	type frame struct {
		class    string
		y        int
		x, width float64
	}
	for _, tt := range []struct {
		name   string
		arms   []profile.Arm
		want   map[string]frame
		others []string
	}{
		{"one", []profile.Arm{stacked("a", 500, 200, 100, 200)}, map[string]frame{
			"all: 1.00 k (100%)":                       {"same", 0, 0, 1160},
			"_start: 800 (80.0%)":                      {"guest", 20, 0, 928},
			"mcall [host]: 200 (20.0%)":                {"host", 20, 928, 232},
			"scan: 700 (70.0%)":                        {"guest", 40, 0, 812},
			"fold&lt;&#34;&amp;&#34;&gt;: 100 (10.0%)": {"guest", 40, 812, 116},
			"fold&lt;&#34;&amp;&#34;&gt;: 200 (20.0%)": {"guest", 60, 0, 232},
		}, []string{"50.0% of it in scan", "text.c:7", "Counted by hand.", "engine and runtime"}},
		{"two", []profile.Arm{stacked("a", 500, 200, 100, 200), stacked("b", 500, 400, 100, 0)}, map[string]frame{
			"scan: 700 in a (70.0%), 900 in b (90.0%)":                        {"same", 40, 0, 928},
			"mcall [host]: 200 in a (20.0%), 0 in b (0.0%)":                   {"less", 20, 1044, 116},
			"fold&lt;&#34;&amp;&#34;&gt;: 200 in a (20.0%), 400 in b (40.0%)": {"more", 60, 0, 348},
		}, []string{"b, compared with a: the same", "the mean of both", "the function has more in b"}},
		{"nothing", []profile.Arm{stacked("a", 0, 0, 0, 0)}, map[string]frame{}, []string{"a: 0 instructions-retired"}},
	} {
		page := writtenProfile(t, tt.arms...)
		got := map[string]frame{}
		for _, m := range frameOf.FindAllStringSubmatch(page, -1) {
			x, _ := strconv.ParseFloat(m[3], 64)
			y, _ := strconv.Atoi(m[4])
			width, _ := strconv.ParseFloat(m[5], 64)
			got[m[1]] = frame{m[2], y, x, width + 0.5}
		}
		for title, want := range tt.want {
			if got[title] != want {
				t.Errorf("%s: %s is %+v, want %+v", tt.name, title, got[title], want)
			}
		}
		if tt.name != "two" && len(got) != len(tt.want) {
			t.Errorf("%s: %d frames, want %d: %v", tt.name, len(got), len(tt.want), got)
		}
		for _, text := range tt.others {
			if !strings.Contains(page, text) {
				t.Errorf("%s: the page does not say %q", tt.name, text)
			}
		}
		for title := range tt.want { // the list has the numbers of the frames
			if strings.Count(page, title) < 2 {
				t.Errorf("%s: %s is not in the list of stacks", tt.name, title)
			}
		}
		for _, from := range []string{"http:", "https:", "url(", "style=", " src="} {
			if strings.Contains(strings.ReplaceAll(page, "url(#", ""), from) {
				t.Errorf("%s: the page has %q", tt.name, from)
			}
		}
	}
}

// TestProfilePageOfSamples: a difference that is not sure has no colour.
func TestProfilePageOfSamples(t *testing.T) {
	a, b := stacked("a", 500, 200, 100, 200), stacked("b", 900, 400, 100, 0)
	a.Profile.Event, b.Profile.Event, a.Profile.Period, b.Profile.Period = "sampled-nanoseconds", "sampled-nanoseconds", 1, 1
	page := writtenProfile(t, a, b)
	for _, m := range frameOf.FindAllStringSubmatch(page, -1) {
		if m[2] != "same" {
			t.Errorf("%s is %q, by one process", m[1], m[2])
		}
	}
	if !strings.Contains(page, "unsure, by 1400 samples and 1000 samples") {
		t.Error("the answer is not on the page")
	}
}

// TestFlameZoom: a frame that is clicked, or entered, is as wide as all, with what it
// calls in proportion; Escape shows all again. Widths are worked out by hand, of 1160.
func TestFlameZoom(t *testing.T) {
	p := openBrowser(t)
	load(t, p, writtenProfile(t, stacked("a", 500, 200, 100, 200)))
	seen := func() (frames []string) {
		t.Helper()
		p.Eval(`[...document.querySelectorAll("svg.flames g")].filter(g => getComputedStyle(g).display !== "none").map(g => {
			const r = g.querySelector("rect"); return g.dataset.label + " " + Math.round(r.getAttribute("x")) + " " + Math.round(Number(r.getAttribute("width")) + 0.5) })`, &frames)
		return frames
	}
	want := func(when string, frames ...string) {
		t.Helper()
		if got := seen(); !slices.Equal(got, frames) {
			t.Errorf("%s: %q, want %q", when, got, frames)
		}
	}
	all := []string{"all 0 1160", "_start 0 928", "scan 0 812", `fold<"&"> 0 232`, `fold<"&"> 812 116`, "mcall [host] 928 232"}
	want("at first", all...)
	click := func(label string) {
		t.Helper()
		p.Eval(fmt.Sprintf(`[...document.querySelectorAll("svg.flames g")].find(g => g.dataset.label === %q).querySelector("rect").dispatchEvent(new MouseEvent("click", {bubbles: true}))`, label), nil)
	}
	click("scan") // 232 * 1160 / 812
	want("scan", "all 0 1160", "_start 0 1160", "scan 0 1160", `fold<"&"> 0 331`)
	var says string
	p.Eval(`document.querySelector(".zoomed").textContent + document.activeElement.getAttribute("aria-label") + document.querySelector("button.all").hidden`, &says)
	if says != "At full width: scan: 700 (70.0%)scan: 700 (70.0%)false" {
		t.Errorf("the page says %q", says)
	}
	p.Key("Escape")
	want("Escape", all...)
	// By keys alone: the focus is on all.
	for _, key := range []string{"ArrowDown", "ArrowRight", "ArrowRight", "ArrowLeft", "Enter"} {
		p.Key(key)
	}
	// _start: 812, 232 and 116 times 1160 / 928
	want("_start", "all 0 1160", "_start 0 1160", "scan 0 1015", `fold<"&"> 0 290`, `fold<"&"> 1015 145`)
	p.Key("ArrowUp")
	p.Key("Enter") // all
	want("all", all...)
	click("mcall [host]")
	want("mcall", "all 0 1160", "mcall [host] 0 1160")
	p.Eval(`document.querySelector("button.all").click()`, nil)
	want("the button", all...)
	var hidden bool
	if p.Eval(`document.querySelector("button.all").hidden && document.querySelector(".zoomed").textContent === ""`, &hidden); !hidden {
		t.Error("where all is shown, the page offers to show all")
	}
	clean(t, p)

	// What is too narrow to be seen is seen where its caller is wide: 50 of 200.
	load(t, p, writtenProfile(t, stacked("a", 150, 50, 1, 100000)))
	if slices.ContainsFunc(seen(), func(f string) bool { return strings.HasPrefix(f, "fold") }) {
		t.Errorf("a frame of half a unit is seen: %q", seen())
	}
	click("scan")
	want("narrow", "all 0 1160", "_start 0 1160", "scan 0 1160", `fold<"&"> 0 290`)
	clean(t, p)
	load(t, p, writtenProfile(t, stacked("a", 0, 0, 0, 0)))
	clean(t, p)
}

// TestProfilePageInBrowser: the browser complains of nothing, and neither does axe-core.
func TestProfilePageInBrowser(t *testing.T) {
	script := axe(t)
	p := openBrowser(t)
	load(t, p, writtenProfile(t, stacked("a", 500, 200, 100, 200), stacked("b", 500, 400, 100, 0)))
	p.Look(1440, 12000, "light")
	accessible(t, p, script, "the profile")
	p.Eval(`document.querySelectorAll("svg.flames g")[2].querySelector("rect").dispatchEvent(new MouseEvent("click", {bubbles: true}))`, nil)
	accessible(t, p, script, "the profile, zoomed")
}
