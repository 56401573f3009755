package perfcounters

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// userAccess looks at what would make a read in user space fault later on:
// processors of several kinds, on some of which a counter may not be there.
func (kernel) userAccess() (config1 uint64, forbidden error) {
	if err := oneKind("/sys"); err != nil {
		return 0, err
	}
	return userAccessHere()
}

// oneKind returns an error unless all processors have the same counters.
func oneKind(sys string) error {
	devices := filepath.Join(sys, "bus/event_source/devices")
	entries, err := os.ReadDir(devices)
	if err != nil {
		return fmt.Errorf("whether all processors are alike is not known: %w", err)
	}
	var kinds []string
	for _, e := range entries {
		// A PMU of some processors, and not of what is between them, says
		// which ones.
		if cpus, err := os.ReadFile(filepath.Join(devices, e.Name(), "cpus")); err == nil {
			kinds = append(kinds, strings.TrimSpace(string(cpus)))
		}
	}
	switch len(kinds) {
	case 0:
		return nil
	case 1:
		for _, all := range []string{"present", "online"} {
			if cpus, err := os.ReadFile(filepath.Join(sys, "devices/system/cpu", all)); err == nil && strings.TrimSpace(string(cpus)) == kinds[0] {
				return nil
			}
		}
		return fmt.Errorf("only the processors %s have counters", kinds[0])
	}
	return errors.New("the processors are of several kinds")
}
