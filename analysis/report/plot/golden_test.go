package plot

import (
	"bytes"
	"encoding/xml"
	"errors"
	"flag"
	"fmt"
	"image/png"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/record"
)

var update = flag.Bool("update", false, "write the golden drawings anew")

// made is two engines on four benchmarks: the second is slower, as fast,
// faster, and counts nothing on the last. The first iteration of each process
// is slow, and in the third process one is very slow.
func made(t *testing.T) (*analysis.Data, *analysis.Result) {
	t.Helper()
	rng := rand.New(rand.NewPCG(3, 4))
	var rows []record.Row
	for p := range 12 {
		for w, wasm := range []string{"a/slower.wasm", "a/same.wasm", "a/faster.wasm", "a/zero.wasm"} {
			for e, engine := range []string{"base", "new"} {
				for i := range 8 {
					x := 2e6 * math.Exp(0.004*rng.NormFloat64()) * (1 + float64(e)*[]float64{0.2, 0, -0.3, 0}[w])
					if i == 0 {
						x *= 1.2
					}
					if p == 2 && i == 5 {
						x *= 1.5
					}
					if w == 3 {
						x = 0
					}
					rows = append(rows, record.Row{Arch: "x86_64", Engine: engine, Wasm: wasm, Process: uint64(70 + p), Iteration: uint64(i),
						Phase: measure.Execution, Event: "nanoseconds", Count: uint64(x)})
				}
			}
		}
	}
	d := analysis.Group(rows)
	r, err := analysis.Compare(d, analysis.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return d, r
}

func arms(d *analysis.Data, wasm string, warm int) []Arm {
	var out []Arm
	for i := range d.Series {
		if s := &d.Series[i]; s.Wasm == wasm {
			out = append(out, Arm{s.Config().String(), s, warm})
		}
	}
	return out
}

func drawings(t *testing.T) map[string]*Drawing {
	d, r := made(t)
	all := append(append([]analysis.Comparison{}, r.Comparisons...), r.Suites...)
	slower := r.Comparisons[2]
	if slower.Wasm != "a/slower.wasm" || slower.Warm != 1 {
		t.Fatalf("%s has %d iterations of warm-up, want 1", slower.Wasm, slower.Warm)
	}
	samples := SampleOptions{Event: slower.Event}
	few := samples
	few.Most = 20
	nan := math.NaN()
	lines := []TrendLine{
		{"base", []TrendValue{{0, 100, 98, 103, 0}, {1, 101, 99, 104, 0}, {3, 140, 136, 144, 1}}},
		{"new", []TrendValue{{0, 90, nan, nan, 0}, {1, 91, 85, 96, 0}, {2, 90, 88, 93, 0}, {3, 90.5, 89, 92, 0}}},
	}
	points := []TrendPoint{{"c0ffee", false}, {"decade", false}, {"a label that is long", true}, {"facade", false}}
	return map[string]*Drawing{
		"forest":       Forest(all, ForestOptions{}),
		"forestwide":   Forest(byHand(), ForestOptions{Name: filepath.Base}),
		"forestnarrow": Forest(all, ForestOptions{Width: 350, Name: filepath.Base}),
		"distribution": Distribution(arms(d, "a/slower.wasm", 1), samples),
		"runorder":     RunOrder(arms(d, "a/slower.wasm", 1), samples),
		"thinned":      Distribution(arms(d, "a/slower.wasm", 1), few),
		"zero":         RunOrder(arms(d, "a/zero.wasm", 0), samples),
		"trend":        Trend(points, lines, TrendOptions{Title: "a trend", Event: measure.Event{Name: "cycles", Unit: "cycles"}, Level: 0.99}),
	}
}

// byHand is a comparison for each thing a forest plot can show, of an event
// that makes no claim what is better.
func byHand() []analysis.Comparison {
	event := measure.Event{Name: "widgets", Unit: "widgets"}
	at := func(name string, v analysis.Verdict, ratio, low, high float64) analysis.Comparison {
		return analysis.Comparison{Arch: "aarch64", Wasm: name, Phase: measure.Compilation, Event: event, Verdict: v, Ratio: &ratio,
			Baseline: analysis.Arm{Engine: "base"}, Candidate: analysis.Arm{Engine: "new"}, NoiseThreshold: 0.02,
			Interval: &analysis.Interval{Level: 0.99, Low: low, High: high}, Direction: "more"}
	}
	none := at("none.wasm", analysis.Unsure, 1, 1, 1)
	none.Ratio, none.Interval = nil, nil
	return []analysis.Comparison{
		at("more.wasm", analysis.Changed, 1.3, 1.2, 1.42),
		at("beyond-both-ends.wasm", analysis.Unsure, 1.1, 1e-4, 1e5),
		at("same.wasm", analysis.NotChanged, 1.001, 0.995, 1.007),
		none,
		at("a-benchmark-whose-name-is-too-long-to-be-shown-whole.wasm", analysis.Unsure, 0.9, 0, 1.1),
	}
}

func svg(t *testing.T, d *Drawing) string {
	t.Helper()
	var b strings.Builder
	if err := d.WriteSVG(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestGolden(t *testing.T) {
	for name, d := range drawings(t) {
		got, file := svg(t, d), filepath.Join("testdata", name+".svg")
		if *update {
			if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil || got != string(want) {
			t.Errorf("%s differs from the drawing (look at both, then go test ./analysis/report/plot -run TestGolden -update): %v", file, err)
		}
	}
}

// TestWellFormed: whatever names are, a drawing is XML, and they add no element.
func TestWellFormed(t *testing.T) {
	elements := func(text string) int {
		dec := xml.NewDecoder(strings.NewReader(text))
		n := 0
		for {
			token, err := dec.Token()
			if errors.Is(err, io.EOF) {
				return n
			}
			if err != nil {
				t.Fatalf("%v in %s", err, text)
			}
			if e, ok := token.(xml.StartElement); ok {
				n++
				if e.Name.Local == "script" {
					t.Errorf("a script in %s", text)
				}
			}
		}
	}
	d, r := made(t)
	const evil = "</text><script>alert(1)</script>\x00\x1b]0;\xff&\u202e"
	plain := elements(svg(t, RunOrder(arms(d, "a/same.wasm", 0), SampleOptions{Benchmark: "x"})))
	list := arms(d, "a/same.wasm", 0)
	list[0].Name = evil
	if got := elements(svg(t, RunOrder(list, SampleOptions{Benchmark: evil}))); got != plain {
		t.Errorf("%d elements with an evil name, want %d", got, plain)
	}
	c := r.Comparisons
	want := elements(svg(t, Forest(c, ForestOptions{})))
	if got := elements(svg(t, Forest(c, ForestOptions{Name: func(string) string { return evil }}))); got != want {
		t.Errorf("%d elements with evil names, want %d", got, want)
	}
}

// dots counts the small dots of a drawing: the corners of paths with markers.
func dots(t *testing.T, text string) int {
	t.Helper()
	dec := xml.NewDecoder(strings.NewReader(text))
	n := 0
	for {
		token, err := dec.Token()
		if errors.Is(err, io.EOF) {
			return n
		}
		e, ok := token.(xml.StartElement)
		if !ok || e.Name.Local != "path" {
			continue
		}
		attr := map[string]string{}
		for _, a := range e.Attr {
			attr[a.Name.Local] = a.Value
		}
		if !strings.HasPrefix(attr["class"], "pm") {
			continue
		}
		numbers := len(strings.FieldsFunc(strings.ReplaceAll(attr["d"], "-", " "), func(r rune) bool { return r < '0' || r > '9' }))
		// m and l take two numbers a corner, h and v one.
		pairs, command := 0, byte(0)
		for i, n := 0, 0; i < len(attr["d"]); i++ {
			switch c := attr["d"][i]; {
			case c == 'm' || c == 'l' || c == 'h' || c == 'v':
				command, n = c, 0
			case (c == '-' || c >= '0' && c <= '9') && (c == '-' || i == 0 || attr["d"][i-1] != '-' && (attr["d"][i-1] < '0' || attr["d"][i-1] > '9')):
				if n++; command == 'h' || command == 'v' || n%2 == 0 {
					pairs++
				}
			}
		}
		if attr["d"] != "" && strings.HasSuffix(attr["d"], "h0") && numbers == 3 {
			pairs = 1
		}
		n += pairs
	}
}

// TestEveryValue: each value is a dot, a ring or a cross; what is not drawn is
// told.
func TestEveryValue(t *testing.T) {
	d, _ := made(t)
	for _, draw := range []func([]Arm, SampleOptions) *Drawing{Distribution, RunOrder} {
		whole := draw(arms(d, "a/slower.wasm", 1), SampleOptions{})
		text := svg(t, whole)
		// Of 2 x 12 x 8 values 24 are warm-up, and two are outliers at least; the legend has a dot, too.
		rest := strings.Count(whole.Description, "12 warm-up")
		var outliers int
		for _, part := range strings.Split(whole.Description, ";")[1:] {
			var warm, n int
			if _, err := fmt.Sscanf(part, " %d warm-up, %d outlier", &warm, &n); err != nil {
				t.Fatal(part, err)
			}
			outliers += n
		}
		if want := 2*12*8 - 24 - outliers + 1; rest != 2 || outliers < 2 || dots(t, text) != want {
			t.Errorf("%d dots, want %d: %s", dots(t, text), want, whole.Description)
		}
		if strings.Contains(text, "drawn") {
			t.Error("a whole drawing says that values are missing")
		}
		few := draw(arms(d, "a/slower.wasm", 1), SampleOptions{Most: 20})
		if s := svg(t, few); !strings.Contains(s, "base: 22 of 96 values drawn, every 5th in the order of time, the smallest and the largest") {
			t.Errorf("thinned without a word: %s", few.Description)
		}
	}
}

func TestPNG(t *testing.T) {
	for name, d := range drawings(t) {
		var b bytes.Buffer
		if err := d.WritePNG(&b); err != nil {
			t.Fatal(err)
		}
		img, err := png.Decode(&b)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if got, want := img.Bounds().Dx(), int(2*d.Width); got != want {
			t.Errorf("%s is %d wide, want %d", name, got, want)
		}
	}
}

// TestNothing: nothing to draw is no reason to panic.
func TestNothing(t *testing.T) {
	empty := []*Drawing{
		Forest(nil, ForestOptions{}), Distribution(nil, SampleOptions{}), RunOrder(nil, SampleOptions{}),
		Distribution([]Arm{{Name: "x", Series: &analysis.Series{}}}, SampleOptions{}), Trend(nil, nil, TrendOptions{}),
		RunOrder([]Arm{{Name: "x", Series: analysis.NewSeries(analysis.Key{}, analysis.Process{ID: 1, Counts: []uint64{math.MaxUint64}})}}, SampleOptions{}),
		Distribution([]Arm{{Name: "x", Warm: 9, Series: analysis.NewSeries(analysis.Key{}, analysis.Process{ID: 1, Counts: []uint64{5}})}}, SampleOptions{}),
	}
	for i, d := range empty {
		if text := svg(t, d); strings.Contains(text, "NaN") || strings.Contains(text, "Inf") {
			t.Errorf("%d: %s", i, text)
		}
		if err := d.WritePNG(io.Discard); err != nil {
			t.Error(err)
		}
	}
}

func TestScale(t *testing.T) {
	ns := measure.Event{Name: "nanoseconds", Unit: "ns"}
	for _, tt := range []struct {
		e        measure.Event
		low, top float64
		label    string
	}{
		{ns, 1.5e6, 1.8e6, "nanoseconds in ms; the axis starts at 1.488, not at 0"},
		{ns, 1e3, 4e3, "nanoseconds in µs"},
		{measure.Event{Name: "cycles", Unit: "cycles"}, 2.9, 11.5, "cycles in ticks"},
		{ns, 10, 4e9, "nanoseconds in s, logarithmic"},
		{measure.Event{Name: "cycles", Unit: "cycles"}, 0, 12, "cycles in ticks"},
		{measure.Event{Name: "cycles", Unit: "cycles"}, 7, 7, "cycles in ticks; the axis starts at 6.5, not at 0"},
		{measure.Event{Name: "cycles", Unit: "cycles", Time: true, Hz: 2.4e9}, 2.4e6, 12e6, "cycles in ms, logarithmic"},
		{measure.Event{Name: "odd"}, 0, 11, "odd"},
		{measure.Event{Name: "odd"}, 2e9, 3e9, "odd in G; the axis starts at 1.96, not at 0"},
	} {
		s := newScale(tt.e, tt.low, tt.top)
		if s.label != tt.label {
			t.Errorf("%v from %v to %v: %q, want %q", tt.e.Name, tt.low, tt.top, s.label, tt.label)
		}
		if s.low > tt.low/s.divide || s.high < tt.top/s.divide {
			t.Errorf("%v from %v to %v: the axis is %v to %v", tt.e.Name, tt.low, tt.top, s.low, s.high)
		}
	}
	for _, tt := range []struct{ low, high float64 }{{0.9, 1.1}, {0.5, 8}, {1e-9, 1e9}, {0.99, 1.01}, {1e-300, 1e300}} {
		if got := logTicks(tt.low, tt.high, 7); len(got) < 2 || len(got) > 14 {
			t.Errorf("ticks from %v to %v: %v", tt.low, tt.high, got)
		}
	}
}

// contrast is that of WCAG 2.2 between two colours.
func contrast(a, b string) float64 {
	luminance := func(c string) float64 {
		var rgb [3]uint8
		_, _ = fmt.Sscanf(c, "#%02x%02x%02x", &rgb[0], &rgb[1], &rgb[2])
		l := 0.0
		for i, w := range []float64{0.2126, 0.7152, 0.0722} {
			x := float64(rgb[i]) / 255
			if x <= 0.04045 {
				x /= 12.92
			} else {
				x = math.Pow((x+0.055)/1.055, 2.4)
			}
			l += w * x
		}
		return l
	}
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

func TestContrast(t *testing.T) {
	for scheme, colors := range map[string][armEnd]string{"#ffffff": light, "#0f1419": dark} {
		for p, c := range colors {
			least := 4.5 // as text, such as engines' names
			if p := pen(p); p == grid || p == band {
				continue // decoration
			}
			if got := contrast(scheme, c); got < least {
				t.Errorf("%s on %s: %.2f", c, scheme, got)
			}
		}
	}
	if got := contrast("#ffffff", "#767676"); math.Abs(got-4.54) > 0.01 { // WebAIM's contrast checker
		t.Errorf("contrast of #767676 on white is %v", got)
	}
}
