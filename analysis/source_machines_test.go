package analysis

import (
	"errors"
	"testing"

	"github.com/sightglass-go/sightglass/measure/record"
)

func TestManyMachines(t *testing.T) {
	for _, tt := range []struct {
		machines []string
		want     int
	}{
		{nil, 0}, {[]string{"a"}, 0}, {[]string{"a", "a", ""}, 0}, {[]string{"a", "b", "a"}, 2},
	} {
		var b Builder
		for _, f := range tt.machines {
			b.Header(record.Header{Machine: record.Machine{Fingerprint: f}})
		}
		var w *ManyMachines
		found := false
		for _, warning := range b.Data().Warnings {
			found = found || errors.As(warning, &w)
		}
		if found != (tt.want > 0) || found && len(w.Fingerprints) != tt.want {
			t.Errorf("%q: %v", tt.machines, w)
		}
	}
}
