package record

import "testing"

func TestSameMachine(t *testing.T) {
	for _, tt := range []struct {
		name string
		a, b Machine
		want bool
	}{
		{"nothing known", Machine{}, Machine{}, true},
		{"older recordings of one", Machine{Fingerprint: "f"}, Machine{Fingerprint: "f"}, true},
		{"of two", Machine{Fingerprint: "f"}, Machine{Fingerprint: "g"}, false},
		{"two containers on one, with other CPUs", Machine{Fingerprint: "f", Boot: "b"}, Machine{Fingerprint: "g", Boot: "b"}, true},
		{"two nodes that are one", Machine{Fingerprint: "f", Boot: "b", Name: "n1"}, Machine{Fingerprint: "f", Boot: "b", Name: "n2"}, true},
		{"an image on two", Machine{Fingerprint: "f", Boot: "b"}, Machine{Fingerprint: "f", Boot: "c"}, false},
		{"an image on two, named", Machine{Fingerprint: "f", Boot: "b", Name: "n1"}, Machine{Fingerprint: "f", Boot: "c", Name: "n2"}, false},
		{"started again", Machine{Fingerprint: "f", Boot: "b", Name: "n1"}, Machine{Fingerprint: "f", Boot: "c", Name: "n1"}, true},
		{"one that does not say its kernel", Machine{Fingerprint: "f", Boot: "b"}, Machine{Fingerprint: "f"}, true},
	} {
		if got := tt.a.Same(&tt.b); got != tt.want || tt.b.Same(&tt.a) != got {
			t.Errorf("%s: %v", tt.name, got)
		}
	}
}
