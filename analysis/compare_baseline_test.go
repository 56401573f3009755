package analysis

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/measure/record"
)

// TestAmbiguousBaseline: a name that means two engines is refused, and both
// are listed. Flags that are typed tell them apart.
func TestAmbiguousBaseline(t *testing.T) {
	configs := []Config{{Engine: "x:interpreter"}, {Engine: "x", Flags: "interpreter"}, {Engine: "y"}}
	for name, want := range map[string]string{"x": "interpreter", "y": ""} {
		if c, err := FindConfig(configs, name); err != nil || c.Flags != want {
			t.Errorf("%s: %+v, %v", name, c, err)
		}
	}
	_, err := FindConfig(configs, "x:interpreter")
	if want := `the engine "x:interpreter", and the engine "x" with the flags "interpreter"`; !errors.Is(err, ErrOptions) || !strings.Contains(err.Error(), want) {
		t.Errorf("%v, want %s", err, want)
	}
}

// TestWorkWithoutHeader: without a header nobody knows whether before and after ran
// the same, which is said once.
func TestWorkWithoutHeader(t *testing.T) {
	rows := suiteRows(8, []string{"e"}, []string{"x", "y"}, same)
	other := suiteRows(8, []string{"f"}, []string{"x", "y"}, same)
	header := func(seed uint64) *record.Header { return &record.Header{FirstProcess: 1, Seed: seed} }
	for name, tt := range map[string]struct {
		a, b *record.Header
		want int
	}{
		"neither": {nil, nil, 1}, "one": {nil, header(1), 1}, "the other": {header(1), nil, 1}, "both": {header(1), header(2), 0},
	} {
		for _, second := range [][]record.Row{rows, other} {
			rs, err := ReadRecordings(record.NewReader(strings.NewReader(jsonl(t, tt.a, rows)), "a", record.Auto),
				record.NewReader(strings.NewReader(jsonl(t, tt.b, second)), "b", record.Auto))
			if err != nil {
				t.Fatal(err)
			}
			var r *Result
			if ba, notTwo := rs.BeforeAfter(); notTwo == nil {
				r, err = ba.Compare(Options{})
			} else {
				r, err = Compare(rs.Pool(), Options{})
			}
			if err != nil || len(r.Comparisons) != 2 {
				t.Fatalf("%s: %+v, %v", name, r, err)
			}
			if got := strings.Count(fmt.Sprint(r.Warnings), "not known whether the same ran"); got != tt.want {
				t.Errorf("%s: %v", name, r.Warnings)
			}
		}
	}
	r, err := Compare(Group(append(rows, other...)), Options{Baseline: "e"})
	if err != nil || !strings.Contains(fmt.Sprint(r.Warnings), "not known") {
		t.Errorf("one after the other: %v, %v", r, err)
	}
	if r, err = Compare(Group(suiteRows(8, []string{"e", "f"}, []string{"x"}, same)), Options{Baseline: "e"}); err != nil || len(r.Warnings) > 0 {
		t.Errorf("in one recording: %v, %v", r.Warnings, err)
	}
}

// TestDefaultBaseline: the first recording says which engine is the baseline:
// by its plan, or by having rows of one engine only. The alphabet says nothing,
// and neither does the order of rows: a gate refuses that.
func TestDefaultBaseline(t *testing.T) {
	rows := func(engines ...string) []record.Row { return suiteRows(8, engines, []string{"x"}, same) }
	plan := func(names ...string) *record.Header {
		h := &record.Header{FirstProcess: 1, Seed: uint64(len(names))}
		for _, n := range names {
			h.Engines = append(h.Engines, record.Engine{Name: n})
		}
		return h
	}
	flagged := rows("z")
	for i := range flagged {
		flagged[i].EngineFlags = "-O2"
	}
	type file struct {
		header *record.Header
		rows   []record.Row
	}
	for name, tt := range map[string]struct {
		files   []file
		want    string
		unknown bool
	}{
		"a plan":                         {[]file{{plan("z", "a"), rows("a", "z")}}, "z", false},
		"a plan whose first has no rows": {[]file{{plan("gone", "z", "a"), rows("a", "z")}}, "z", false},
		"no plan":                        {[]file{{nil, rows("z", "a")}}, "z", true},
		"a header without engines":       {[]file{{plan(), rows("z", "a")}}, "z", true},
		"one engine":                     {[]file{{nil, rows("z")}}, "z", false},
		"two files":                      {[]file{{nil, rows("z")}, {nil, rows("a")}}, "z", false},
		"with flags":                     {[]file{{nil, flagged}, {nil, rows("a")}}, "z:-O2", false},
		"an empty file before":           {[]file{{nil, nil}, {nil, rows("z")}, {nil, rows("a")}}, "z", false},
		"rows, then a plan":              {[]file{{nil, rows("z")}, {plan("a"), rows("a")}}, "z", false},
		"a plan, then rows":              {[]file{{plan("z"), rows("z")}, {nil, rows("a")}}, "z", false},
		"two plans":                      {[]file{{plan("z"), rows("z")}, {plan("a", "b"), rows("a", "b")}}, "z", false},
		"several, then one":              {[]file{{nil, rows("z", "b")}, {nil, rows("a")}}, "z", true},
		"several, then a plan":           {[]file{{nil, rows("z", "b")}, {plan("a"), rows("a")}}, "z", true},
	} {
		var readers []*record.Reader
		var whole Builder // as one stream
		for _, f := range tt.files {
			readers = append(readers, record.NewReader(strings.NewReader(jsonl(t, f.header, f.rows)), name, record.Auto))
			if f.header != nil {
				whole.Header(*f.header)
			}
			for _, row := range f.rows {
				whole.Add(row)
			}
		}
		d, err := Read(readers...)
		if err != nil {
			t.Fatal(err)
		}
		check := func(d *Data, how string) {
			c, err := d.first()
			var unknown *UnknownBaseline
			if c.String() != tt.want || errors.As(err, &unknown) != tt.unknown {
				t.Errorf("%s, %s: %v, %v", name, how, c, err)
			}
		}
		check(d, "files")
		if tt.files[0].header != nil || len(tt.files) == 1 {
			check(whole.Data(), "one stream")
		}
		r, err := Compare(d, Options{Unpaired: true})
		if err != nil {
			t.Fatal(err)
		}
		_, err = (Gate{Confounded: true, Incomplete: true}).Judge(r)
		if refused := err != nil && strings.Contains(err.Error(), "which engine is the baseline: took z; name it"); refused != tt.unknown {
			t.Errorf("%s: the gate says %v", name, err)
		}
		if r, _ = Compare(d, Options{Baseline: tt.want}); strings.Contains(fmt.Sprint(r.Warnings), "which engine is the baseline") {
			t.Errorf("%s: named, there are %v", name, r.Warnings)
		}
	}
}
