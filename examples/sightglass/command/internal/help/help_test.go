package help

import (
	"testing"
	"time"

	"github.com/spf13/cobra"
)

// TestDefaults: a default is what a user may type, and means what it says.
func TestDefaults(t *testing.T) {
	for def, want := range map[time.Duration]string{
		0:                             "how long",
		time.Nanosecond:               "how long (default 1ns)",
		10 * time.Second:              "how long (default 10s)",
		time.Minute:                   "how long (default 1m)",
		10 * time.Minute:              "how long (default 10m)",
		100 * time.Second:             "how long (default 1m40s)",
		time.Hour:                     "how long (default 1h)",
		10*time.Hour + time.Second:    "how long (default 10h0m1s)",
		20*time.Hour + 10*time.Minute: "how long (default 20h10m)",
	} {
		cmd := &cobra.Command{Use: "x"}
		cmd.Flags().Duration("timeout", def, "how long")
		if got := usageOf(cmd.Flags().Lookup("timeout")); got != want {
			t.Errorf("%v: %q, want %q", def, got, want)
		}
	}
}
