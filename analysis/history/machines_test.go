package history

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/measure/record"
)

// TestMachinesApart: which recordings are of which machine, by hand, and what a gate says of
// the last two.
func TestMachinesApart(t *testing.T) {
	vm := func(name, boot string) record.Machine {
		return record.Machine{Fingerprint: "f", Name: name, Boot: boot}
	}
	for name, tt := range map[string]struct {
		old, young record.Machine
		want       [2]string
		refused    bool
	}{
		"copies of one image":   {vm("a", "1"), vm("b", "2"), [2]string{"f (a)", "f (b)"}, true},
		"kernels are not known": {vm("a", ""), vm("b", ""), [2]string{"f (a)", "f (b)"}, true},
		"two names, one kernel": {vm("a", "1"), vm("b", "1"), [2]string{"f", "f"}, false},
		"started again":         {vm("a", "1"), vm("a", "2"), [2]string{"f", "f"}, false},
		"named since":           {vm("", "1"), vm("b", "2"), [2]string{"f", "f"}, false},
	} {
		in := steady(machines("f", 20), same)
		for i := range in {
			m := tt.old
			if i >= 18 {
				m = tt.young
			}
			in[i].Data.Headers[0].Machine = m
		}
		h, err := Build(in, Options{})
		if err != nil {
			t.Fatal(err)
		}
		if got := [2]string{h.Points[0].Machine, h.Points[19].Machine}; got != tt.want {
			t.Errorf("%s: %q, want %q", name, got, tt.want)
		}
		_, err = Gate{}.Judge(h)
		if refused := strings.Contains(fmt.Sprint(err), "the newest 2 recordings are of another machine"); refused != tt.refused {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestMachinesOfShares: a point of several machines is of none that is known, whether their
// fingerprints differ or they are copies of one image; several shares of one machine are of it.
func TestMachinesOfShares(t *testing.T) {
	for name, tt := range map[string]struct {
		shares []record.Machine
		want   string
	}{
		"one":                       {[]record.Machine{{Fingerprint: "f", Boot: "1"}, {Fingerprint: "f", Boot: "1"}}, "f"},
		"one, named twice":          {[]record.Machine{{Fingerprint: "f", Boot: "1", Name: "a"}, {Fingerprint: "f", Boot: "1", Name: "b"}}, "f"},
		"one, started again":        {[]record.Machine{{Fingerprint: "f", Boot: "1", Name: "a"}, {Fingerprint: "f", Boot: "2", Name: "a"}}, "f"},
		"kernels are not known":     {[]record.Machine{{Fingerprint: "f"}, {Fingerprint: "f"}}, "f"},
		"two":                       {[]record.Machine{{Fingerprint: "f"}, {Fingerprint: "g"}}, ""},
		"copies of one image":       {[]record.Machine{{Fingerprint: "f", Boot: "1"}, {Fingerprint: "f", Boot: "2"}}, ""},
		"copies with names":         {[]record.Machine{{Fingerprint: "f", Name: "a"}, {Fingerprint: "f", Name: "b"}}, ""},
		"copies, the third of them": {[]record.Machine{{Fingerprint: "f"}, {Fingerprint: "f", Boot: "1"}, {Fingerprint: "f", Boot: "2"}}, ""},
	} {
		in := steady(machines("f", 20), same)
		header := in[19].Data.Headers[0]
		in[19].Data.Headers = nil
		for i, m := range tt.shares {
			h := header
			h.Machine, h.Share = m, &record.Share{Plan: "p", Index: i + 1, Of: len(tt.shares)}
			in[19].Data.Headers = append(in[19].Data.Headers, h)
		}
		h, err := Build(in, Options{})
		if err != nil {
			t.Fatal(err)
		}
		if got := h.Points[19].Machine; got != tt.want || (h.Points[19].Host == nil) != (tt.want == "") {
			t.Errorf("%s: %q, want %q", name, got, tt.want)
		}
		unknown := slices.ContainsFunc(h.Warnings, func(w string) bool { return strings.Contains(w, "of 1 recording the machine is not known") })
		if unknown != (tt.want == "") {
			t.Errorf("%s: %q", name, h.Warnings)
		}
	}
}
