package history

import (
	"fmt"
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
