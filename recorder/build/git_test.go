package build

import "testing"

func TestIsChange(t *testing.T) {
	for line, want := range map[string]bool{
		"":                           false,
		" M README.md":               true,
		"D  a.go":                    true,
		"?? rows.jsonl":              false,
		"?? sightglass-latest":       false,
		`?? "out file.jsonl"`:        false,
		"?? new.go":                  true,
		`?? "a folder/new file.go"`:  true,
		"?? go.work":                 true,
		"?? pkg/testdata/corpus/1":   true,
		`?? "pkg/testdata/a b"`:      true,
		"?? testdata/x":              true,
		"?? notes/my-testdata.jsonl": false,
	} {
		if got := isChange(line); got != want {
			t.Errorf("%q: %v", line, got)
		}
	}
}
