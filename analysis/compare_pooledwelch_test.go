package analysis

import (
	"strings"
	"testing"
)

// TestPooledWelch has the example in the documentation of the Rust package
// behrens-fisher for an oracle: +4.50 +- 3.89 at 95%.
func TestPooledWelch(t *testing.T) {
	a, b := seriesOf("v1", nil), seriesOf("v2", nil)
	a.processes = []Process{{ID: 1, Counts: []uint64{1, 2}}, {ID: 2, Counts: []uint64{3, 4}}}
	b.processes = []Process{{ID: 3, Counts: []uint64{3, 5, 7, 9, 11}}}
	list, err := PooledWelch(&Data{Series: []Series{*b, *a}}, 0.05, "")
	if err != nil || len(list) != 1 {
		t.Fatalf("%v, %v", list, err)
	}
	e := list[0]
	if e.AEngine != "v1" || e.BEngine != "v2" || e.AMean != 2.5 || e.BMean != 7 || !e.Significant() {
		t.Errorf("%+v", e)
	}
	within(t, "half width", *e.HalfWidth, 3.89, 5e-3)
}

func TestPooledWelchOfLittle(t *testing.T) {
	a, b := seriesOf("a", []float64{1}), seriesOf("b", []float64{1, 1})
	if e := PooledWelchOf(a, b, 0.05); e.HalfWidth != nil || e.Significant() {
		t.Errorf("of one value: %+v", e)
	}
	if e := PooledWelchOf(b, b, 0.05); *e.HalfWidth != 0 || e.Significant() {
		t.Errorf("without variance: %+v", e)
	}
	for _, alpha := range []float64{0, 1, -1} {
		if _, err := PooledWelch(&Data{}, alpha, ""); err == nil {
			t.Errorf("alpha %v is accepted", alpha)
		}
	}
}

// TestPooledWelchPairs: more than two engines make pairs, in order.
func TestPooledWelchPairs(t *testing.T) {
	list, _ := PooledWelch(Group(suiteRows(3, []string{"c", "a", "b"}, []string{"y", "x"}, same)), 0.01, "")
	var got []string
	for _, e := range list {
		got = append(got, e.Wasm+e.AEngine+e.BEngine)
	}
	if s := strings.Join(got, " "); s != "xab xac xbc yab yac ybc" {
		t.Error(s)
	}
}

// TestPooledWelchBaseline: pairs with the baseline alone, and of two
// recordings each engine with itself.
func TestPooledWelchBaseline(t *testing.T) {
	rows := suiteRows(3, []string{"b", "a", "c"}, []string{"x"}, same)
	for i := range rows {
		if rows[i].Engine == "b" {
			rows[i].Engine, rows[i].EngineFlags = "a", "fast"
		}
	}
	d := Group(rows)
	pairs := func(d *Data, baseline string) string {
		list, err := PooledWelch(d, 0.01, baseline)
		var got []string
		for _, e := range list {
			got = append(got, e.A()+"/"+e.B())
		}
		if err != nil {
			got = append(got, err.Error())
		}
		return strings.Join(got, " ")
	}
	joined := (&BeforeAfter{Before: d, After: d, Labels: [2]string{"z", "y"}}).Joined()
	for _, tt := range []struct {
		d              *Data
		baseline, want string
	}{
		{d, "c", "c/a c/a:fast"}, {d, "a:fast", "a:fast/a a:fast/c"},
		{d, "d", `cannot compare like that: no engine is called "d": there are "a", "a:fast", "c"`},
		{joined, "", "a (z)/a (y) a:fast (z)/a:fast (y) c (z)/c (y)"},
	} {
		if got := pairs(tt.d, tt.baseline); got != tt.want {
			t.Errorf("%q: %s, want %s", tt.baseline, got, tt.want)
		}
	}
}
