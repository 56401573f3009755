package html

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/analysis/report"
	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/record"
)

func written(t testing.TB, r Report) string {
	t.Helper()
	var b bytes.Buffer
	if err := WriteReport(&b, r); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// element returns the text of an element of the page by its id.
func element(t testing.TB, page, id string) string {
	t.Helper()
	m := regexp.MustCompile(`(?s)<script type="[a-z/-]+" id="` + id + `"[^>]*>(.*?)</script>`).FindStringSubmatch(page)
	if m == nil {
		t.Fatalf("there is no %s in the page", id)
	}
	return m[1]
}

func unpacked(t testing.TB, text string) string {
	t.Helper()
	gz, err := gzip.NewReader(base64.NewDecoder(base64.StdEncoding, strings.NewReader(text)))
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(gz)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// TestSize: 100 benchmarks on two engines in three phases, 10 processes of 10
// iterations, all of it drawn and the recording inside, in less than 2 MB.
func TestSize(t *testing.T) {
	r := suite{2, 100, 10, 10, 0.02}.report(t)
	page := written(t, r)
	t.Logf("%d bytes", len(page))
	if len(page) > 2_000_000 {
		t.Errorf("the page has %d bytes", len(page))
	}
	if strings.Contains(page, "not every value is drawn") {
		t.Error("plots are thinned")
	}
	if !strings.Contains(page, "Save made.jsonl") {
		t.Error("the recording is not in it")
	}
	var again strings.Builder
	suite{2, 100, 10, 10, 0.02}.write(t, &again)
	carried, _, err := record.OpenPage(strings.NewReader(page), "page")
	if err != nil || len(carried) != 1 || carried[0].Name != "made.jsonl" {
		t.Fatalf("%v, %v", carried, err)
	}
	if b, err := io.ReadAll(carried[0].Reader()); err != nil || string(b) != again.String() {
		t.Errorf("the recording in the page is another than the one that was read: %v", err)
	}
}

// TestNoRoom: what does not fit is left out, and missed in words.
func TestNoRoom(t *testing.T) {
	r := suite{2, 2, 5, 5, 0.02}.report(t)
	r.MaxBytes = 1000
	page := written(t, r)
	for _, want := range []string{"It is too large to be embedded in this page: keep it beside it", "made.jsonl"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	if _, _, err := record.OpenPage(strings.NewReader(page), "page"); !errors.Is(err, record.ErrPage) || !strings.Contains(err.Error(), `does not carry "made.jsonl"`) {
		t.Error(err)
	}
	if strings.Contains(page, `id="file-0"`) {
		t.Error("the file is in it")
	}
	many := suite{1, 1, 10, 500, 0.02}.report(t)
	if page := written(t, many); !strings.Contains(page, "In the plots of 3 of 3 series not every value is drawn but about 4000 of them") {
		t.Error("thinned without a word")
	}
}

// TestNumbers: the page's numbers are those of compare --output-format json.
func TestNumbers(t *testing.T) {
	r := suite{2, 7, 12, 6, 0.02}.report(t)
	page := written(t, r)
	type numbers struct {
		Comparisons, Suites []map[string]any
		Warnings            []string
	}
	var want, got numbers
	var b bytes.Buffer
	if err := report.Compare(&b, r.Result, report.CompareJSON, report.CompareOptions{}); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b.Bytes(), &want); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal([]byte(element(t, page, "numbers")), &got); err != nil {
		t.Fatal(err)
	}
	if len(got.Comparisons) != 21 || len(got.Comparisons) != len(want.Comparisons) || len(got.Suites) != len(want.Suites) {
		t.Fatalf("%d comparisons and %d suites, want %d and %d", len(got.Comparisons), len(got.Suites), len(want.Comparisons), len(want.Suites))
	}
	for i, c := range append(got.Comparisons, got.Suites...) {
		w := append(want.Comparisons, want.Suites...)[i]
		for key, v := range c {
			if fmt.Sprint(v) != fmt.Sprint(w[key]) {
				t.Errorf("%d: %s is %v, want %v", i, key, v, w[key])
			}
		}
		if c["ratio"] == nil || c["interval"] == nil || c["verdict"] == nil || c["wasm"] == nil {
			t.Errorf("%d lacks numbers: %v", i, c)
		}
	}
	if unpacked(t, element(t, page, "file-1")) != b.String() {
		t.Error("compare.json is not what compare writes")
	}
}

// TestUnsure: what is unsure has no colour of better or worse.
func TestUnsure(t *testing.T) {
	for v, want := range map[analysis.Verdict]string{analysis.Changed: "changed worse", analysis.Unsure: "unsure", analysis.NotChanged: "not-changed"} {
		if got := class(v, "worse"); got != want {
			t.Errorf("%s has the class %q, want %q", v, got, want)
		}
	}
	if got := class(analysis.Changed, ""); got != "changed" {
		t.Errorf("changed for neither has the class %q", got)
	}
}

// TestCaveats: what holds for all benchmarks is said beside the verdict.
func TestCaveats(t *testing.T) {
	var text strings.Builder
	for p := range 12 { // numbered from 0, as other tools do
		for e := range 2 {
			for b := range 2 {
				fmt.Fprintf(&text, "x86_64,e%d,,b%d.wasm,%d,0,Execution,cycles,%d\n", e, b, p, 1000+300*e+p*p%7)
			}
		}
	}
	page := written(t, reportOf(t, "old.csv", text.String(), analysis.Options{}))
	if !strings.Contains(page, `<li>no header names the rounds`) {
		t.Error("the verdict does not say that rounds were assumed")
	}
}

func TestOneEngine(t *testing.T) {
	page := written(t, suite{1, 2, 5, 5, 0.02}.report(t))
	if !strings.Contains(page, "Only one engine was recorded, base: there is nothing to compare it with.") {
		t.Error("the page does not say that there is nothing to compare")
	}
	for _, not := range []string{`class="change"`, "faster than", "<figure>"} {
		if strings.Contains(page, not) {
			t.Errorf("the page compares: %s", not)
		}
	}
	if n := strings.Count(page, "data-points="); n != 6 {
		t.Errorf("%d lines with plots, want 6", n)
	}
}

// TestMadeBy: what made the recording is there, and where it is not known the page
// says so.
func TestMadeBy(t *testing.T) {
	page := written(t, suite{2, 2, 5, 5, 0.02}.report(t))
	for _, want := range []string{"commit=abc123", "a CPU", "<dt>Seed</dt><dd>7</dd>", "f00d", "2026-03-04", "not calibrated"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	csv := reportOf(t, "rows.csv", "x86_64,a,,n.wasm,5,0,Execution,cycles,10\nx86_64,b,,n.wasm,5,0,Execution,cycles,20\nwrong\n", analysis.Options{})
	page = written(t, csv)
	for _, want := range []string{"no header: CSV and JSON carry rows alone", "with which versions is not known", "1 line of the recordings could not be read"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page of CSV does not say %q", want)
		}
	}
}

const evil = `"><img src=x onerror=alert(1)></script><script>alert(2)</script>&{{.}}'` + "`"

// evilReport is a recording all of whose names are markup.
func evilReport(t testing.TB) Report {
	var text strings.Builder
	quote := func(s string) string { return `"` + strings.ReplaceAll(s, `"`, `""`) + `"` }
	for p := range 12 {
		for e := range 2 {
			for b := range 2 {
				fmt.Fprintf(&text, "%s,%s,%s,%s,%d,0,Execution,%s,%d\n", quote("arch"+evil), quote(fmt.Sprint("e", e, evil)), quote("flags"+evil),
					quote(fmt.Sprint("dir/b", b, evil)), 100+p, quote("event"+evil), 1000+300*e+p*p%7)
			}
		}
	}
	r := reportOf(t, "file"+evil+".csv", text.String(), analysis.Options{})
	r.Title = "title" + evil
	r.Data.Headers = append(r.Data.Headers, suite{1, 1, 1, 1, 0}.report(t).Data.Headers...)
	r.Data.Headers[0].Labels = map[string]string{"key" + evil: "value" + evil}
	r.Data.Headers[0].Plan = json.RawMessage(`"` + `</pre><script>alert(3)</script>` + `"`)
	return r
}

// TestEvilNames: names are text, wherever they come.
func TestEvilNames(t *testing.T) {
	page := written(t, evilReport(t))
	plain := written(t, suite{2, 2, 12, 1, 0.02}.report(t))
	for _, tag := range []string{"<img", "<script>", "onerror=alert(1)>"} {
		if got, want := strings.Count(page, tag), strings.Count(plain, tag); got != want {
			t.Errorf("%d of %s, want %d", got, tag, want)
		}
	}
	if !strings.Contains(page, "&lt;img src=x") {
		t.Error("the names are not there at all")
	}
	if s := element(t, page, "numbers"); strings.ContainsAny(s, "<>&") {
		t.Error("the numbers are not safe in HTML")
	}
}

// TestPolicy: the page lets in nothing from outside, and no script but its own. Of
// other sites it has one link, which loads nothing until it is followed.
func TestPolicy(t *testing.T) {
	page := written(t, suite{2, 2, 5, 5, 0.02}.report(t))
	for _, want := range []string{"default-src &#39;none&#39;", "script-src &#39;sha256-", "style-src &#39;sha256-"} {
		if !strings.Contains(page, want) {
			t.Errorf("the policy lacks %s", want)
		}
	}
	const verdicts = `<a href="https://github.com/sightglass-go/sightglass/blob/main/analysis/VERDICTS.md" rel="noreferrer">`
	if n := strings.Count(page, verdicts); n != 1 {
		t.Errorf("%d links to what a verdict rests on", n)
	}
	page = strings.ReplaceAll(page, verdicts, "")
	addresses := regexp.MustCompile(`(?:href|src|action)="?([^">]*)|url\(([^)]*)\)`).FindAllStringSubmatch(page, -1)
	for _, m := range addresses {
		if a := m[1] + m[2]; !strings.HasPrefix(a, "#") {
			t.Errorf("the page refers to %q", a)
		}
	}
	if len(addresses) == 0 {
		t.Error("found no addresses at all: the test looks for the wrong thing")
	}
}

func TestWritePlots(t *testing.T) {
	r := evilReport(t)
	for _, format := range []PlotFormat{SVG, PNG} {
		dir := filepath.Join(t.TempDir(), "new", "plots")
		n, err := WritePlots(dir, format, r)
		if err != nil || n != 5 { // a forest; values and order of two benchmarks
			t.Fatalf("%d plots: %v", n, err)
		}
		entries, err := os.ReadDir(dir)
		if err != nil || len(entries) != 5 {
			t.Fatalf("%v: %v", entries, err)
		}
		for _, e := range entries {
			if !regexp.MustCompile(`^(forest|values|order)-\d{3}-[A-Za-z0-9.-]+\.(svg|png)$`).MatchString(e.Name()) {
				t.Errorf("a plot is called %q", e.Name())
			}
			if info, err := e.Info(); err != nil || info.Size() < 500 {
				t.Errorf("%s: %v", e.Name(), err)
			}
		}
	}
	if _, err := WritePlots(t.TempDir(), "gif", Report{}); !errors.Is(err, ErrPlotFormat) {
		t.Error(err)
	}
}

func TestNames(t *testing.T) {
	for _, tt := range []struct{ in, want []string }{
		{[]string{"a/noop/noop.wasm", "a/x/y.wasm"}, []string{"noop", "x/y"}},
		{[]string{"a/b.wasm", "a/b"}, []string{"b.wasm", "b"}},
		{[]string{"n.wasm"}, []string{"n"}},
		{[]string{".wasm", "x.wasm"}, []string{".wasm", "x.wasm"}},
	} {
		n := namesOf(tt.in)
		for i, name := range tt.in {
			if got := n.of(name); got != tt.want[i] {
				t.Errorf("%s of %v is %q, want %q", name, tt.in, got, tt.want[i])
			}
		}
	}
}

// BenchmarkMillion is the page of a million rows.
func BenchmarkMillion(b *testing.B) {
	r := suite{2, 100, 17, 98, 0.02}.report(b)
	b.ReportAllocs()
	for b.Loop() {
		if err := WriteReport(io.Discard, Report{Data: r.Data, Result: r.Result}); err != nil {
			b.Fatal(err)
		}
	}
}

// TestCardSaysAll: a mean that has not changed hides no benchmark that has, and less
// of what there should be much of is said to be worse.
func TestCardSaysAll(t *testing.T) {
	of := func(wasm string, v analysis.Verdict, direction, effect string, ratio float64) analysis.Comparison {
		return analysis.Comparison{Wasm: wasm, Phase: measure.Execution, Event: measure.Event{Name: "MB/s", Better: measure.Higher},
			Verdict: v, Direction: direction, Effect: effect, Ratio: &ratio, NoiseThreshold: 0.01}
	}
	mean := of("", analysis.NotChanged, "", "", 1)
	g := &group{phase: measure.Execution, event: measure.Event{Name: "MB/s", Better: measure.Higher},
		list:  []analysis.Comparison{of("a", analysis.Changed, "less", "worse", 0.95), of("b", analysis.Unsure, "", "", 1), of("c", analysis.Changed, "less", "worse", 0.9)},
		suite: &mean}
	if c := g.card(names{}); !strings.HasSuffix(c.Sentence, "; less on 2, unsure on 1.") {
		t.Errorf("%s", c.Sentence)
	}
	g.suite.Verdict, g.suite.Direction, g.suite.Effect = analysis.Changed, "less", "worse"
	if c := g.card(names{}); !strings.HasSuffix(c.Sentence, "; unsure on 1.") || !strings.HasSuffix(c.Word, "(worse)") {
		t.Errorf("%s, %s", c.Sentence, c.Word)
	}
}

// TestCardWithoutMean: counts that are all zero are not changed, and what has no ratio is
// not followed by an interval.
func TestCardWithoutMean(t *testing.T) {
	of := func(counts ...int) Report { // of benchmark a, b ... on the second engine; the first counts 0
		var text strings.Builder
		for p := range 12 {
			for b, count := range counts {
				for e := range 2 {
					fmt.Fprintf(&text, "x86_64,e%d,,%c.wasm,%d,0,Execution,fuel,%d\n", e, 'a'+b, p, count*e)
				}
			}
		}
		return reportOf(t, "old.csv", text.String(), analysis.Options{})
	}
	for _, tt := range []struct {
		counts []int
		word   string
	}{
		{[]int{0, 0}, `<p class="word"><span aria-hidden="true">◆</span> not changed</p>`},
		{[]int{5, 0}, `<p class="word"><span aria-hidden="true">■</span> no mean</p>`},
		{[]int{5, 5}, `<p class="word"><span aria-hidden="true">■</span> more</p>`},
	} {
		page := written(t, of(tt.counts...))
		if !strings.Contains(page, tt.word) {
			t.Errorf("%v: the card does not say %s but %s", tt.counts, tt.word, regexp.MustCompile(`<p class="word">.*`).FindString(page))
		}
		if strings.Contains(page, "()</p>") {
			t.Errorf("%v: empty parentheses: %s", tt.counts, regexp.MustCompile(`.*\(\)</p>`).FindString(page))
		}
	}
}
