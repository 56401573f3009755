package report

import (
	"io"
	"slices"
	"testing"
)

// TestColumns: each column is one place, and what it holds in each form is the
// declaration's: by hand, from what is declared here.
func TestColumns(t *testing.T) {
	columns := []Column[int]{
		{Heading: "both", Text: func(i int) string { return "t" }, Key: "both", Value: func(i int) any { return "=1" }},
		{Heading: "hidden", Text: func(int) string { return "h" }, Hidden: true, Key: "x", Value: func(i int) any { return float(i) }},
		{Key: "extra", Value: func(i int) any { return of(&i, func(p *int) any { return *p }) }, Extra: true},
		{Key: "none", Value: func(int) any { return orNil[float64](nil) }},
		{Key: "gone", Value: func(int) any { return nil }, Extra: true},
	}
	if s := Shown(columns); len(s) != 1 || s[0].Heading != "both" {
		t.Errorf("shown: %v", s)
	}
	got := render(t, func(w io.Writer) error { return writeCSV(w, columns, true, []int{7}) })
	if want := "both,x,none\n'=1,7.0,\n"; got != want {
		t.Errorf("CSV %q, want %q", got, want)
	}
	got = render(t, func(w io.Writer) error { return writeObjects(w, columns, []int{7, 8}) })
	if want := `[{"both":"=1","x":7.0,"extra":7,"none":null},` + "\n" + `{"both":"=1","x":8.0,"extra":8,"none":null}]` + "\n"; got != want {
		t.Errorf("JSON %q, want %q", got, want)
	}
}

// TestKeys: a key is declared once.
func TestKeys(t *testing.T) {
	var keys []string
	for _, c := range programs.columns() {
		keys = append(keys, "summary "+c.Key)
	}
	for _, c := range new(compareDrawing).columns() {
		keys = append(keys, "comparison "+c.Key)
	}
	keys = slices.DeleteFunc(keys, func(k string) bool { return k == "summary " || k == "comparison " })
	slices.Sort(keys)
	if once := slices.Compact(slices.Clone(keys)); len(once) != len(keys) || len(keys) == 0 {
		t.Errorf("%d keys, %d different: %q", len(keys), len(once), keys)
	}
}
