package flags

import (
	"slices"
	"testing"

	"github.com/spf13/cobra"
)

// TestTime: time is measured where a program is among the engines, which reports nothing
// else, unless somebody has said what is.
func TestTime(t *testing.T) {
	for _, tt := range []struct {
		engines, args []string
		want          string
	}{
		{nil, nil, "cycles"},
		{[]string{"wazero"}, nil, "cycles"},
		{[]string{"wazero", "./engine:flag"}, nil, "time"},
		{[]string{"./libengine.so", "wazero@./bench-old"}, nil, "cycles"},
		{[]string{"/bin/engine"}, []string{"--measure", "cycles"}, "cycles"},
		{[]string{"/bin/engine"}, []string{"--measure", "operators"}, "operators"},
	} {
		cmd := new(cobra.Command)
		var measures []string
		Measures(cmd.Flags(), &measures)
		if err := cmd.ParseFlags(tt.args); err != nil {
			t.Fatal(err)
		}
		f := Engines{engines: tt.engines}
		if f.Time(cmd, &measures); !slices.Equal(measures, []string{tt.want}) {
			t.Errorf("%q %q: %q, want %q", tt.engines, tt.args, measures, tt.want)
		}
	}
}
