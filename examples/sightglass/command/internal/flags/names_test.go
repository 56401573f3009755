package flags

import (
	"strings"
	"testing"
)

// TestNearest: what is near is by cobra's distance, in letters, counted here by hand; and
// what cannot be near by its length is compared with nothing.
func TestNearest(t *testing.T) {
	known := []string{"processes", "iterations-per-process", "engine", "engine-flags", "output-file"}
	for name, want := range map[string]string{
		"proceses":              "processes",              // a letter is missing
		"processses":            "processes",              // one is too many
		"porcesses":             "processes",              // two are swapped: two replaced
		"processesxy":           "processes",              // two are too many
		"processesxyz":          "",                       // three
		"iterations":            "iterations-per-process", // its beginning
		"iterationz":            "iterations-per-process", // that, with a letter replaced
		"ENGINE":                "engine",
		"en":                    "",
		"":                      "",
		strings.Repeat("e", 20): "",
	} {
		if got := nearest(name, known); got != want {
			t.Errorf("nearest(%q) = %q, want %q", name, got, want)
		}
	}
	for _, c := range []struct {
		name, known string
		want        bool
	}{
		{"engine", "engine", true}, {"engin", "engine", true}, {"enginexx", "engine", true}, {"enginexxx", "engine", false},
		{"eng", "engine-flags", true}, {"ENG", "engine-flags", true}, {"xng", "engine-flags", false},
		{strings.Repeat("engine", 1<<14), "engine", false},
	} {
		if got := mayBeNear(c.name, c.known); got != c.want {
			t.Errorf("mayBeNear(%.20q of %d letters, %q) = %v, want %v", c.name, len(c.name), c.known, got, c.want)
		}
	}
}
