package analysis

import (
	"errors"
	"testing"

	"github.com/sightglass-go/sightglass/measure/record"
)

// TestNamesOfMachines: by hand.
func TestNamesOfMachines(t *testing.T) {
	for name, tt := range map[string]struct {
		machines []record.Machine
		share    bool
		want     string
	}{
		"each its own":           {[]record.Machine{{Name: "a", Boot: "1", Fingerprint: "f"}, {Name: "b", Boot: "2", Fingerprint: "f"}}, true, ""},
		"two names, one kernel":  {[]record.Machine{{Name: "a", Boot: "1"}, {Name: "b", Boot: "1"}, {Name: "a", Boot: "1"}}, true, "a, b are names of one machine: what ran there ran on one kernel, and counts as one machine's"},
		"no share of a plan":     {[]record.Machine{{Name: "a", Boot: "1"}, {Name: "b", Boot: "1"}}, false, ""},
		"one name, two machines": {[]record.Machine{{Name: "a", Boot: "1", Fingerprint: "f"}, {Name: "a", Boot: "2", Fingerprint: "g"}}, true, "a is the name of machines with 2 fingerprints (f, g), which are taken for one: give each a name of its own if they are several"},
		"one name, no shares":    {[]record.Machine{{Name: "a", Boot: "1", Fingerprint: "f"}, {Name: "a", Boot: "2", Fingerprint: "g"}}, false, "a is the name of machines with 2 fingerprints (f, g), which are taken for one: give each a name of its own if they are several"},
		"containers, other CPUs": {[]record.Machine{{Name: "a", Boot: "1", Fingerprint: "f"}, {Name: "a", Boot: "1", Fingerprint: "g"}}, true, ""},
		"started again":          {[]record.Machine{{Name: "a", Boot: "1", Fingerprint: "f"}, {Name: "a", Boot: "2", Fingerprint: "f"}}, true, ""},
		"without names":          {[]record.Machine{{Boot: "1", Fingerprint: "f"}, {Boot: "1", Fingerprint: "g"}}, true, ""},
	} {
		var b Builder
		for i, m := range tt.machines {
			h := record.Header{Machine: m}
			if tt.share {
				h.Share = &record.Share{Plan: "p", Index: i + 1, Of: len(tt.machines), Rounds: 9}
			}
			b.Header(h)
		}
		got := ""
		for _, w := range b.Data().Warnings {
			if errors.As(w, new(*OneKernel)) || errors.As(w, new(*OneName)) {
				got += w.Error()
			}
		}
		if got != tt.want {
			t.Errorf("%s: %q, want %q", name, got, tt.want)
		}
	}
}
