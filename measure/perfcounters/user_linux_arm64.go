//go:build !sightglass_noasm

package perfcounters

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/sightglass-go/sightglass/measure"
)

const userInstruction = "MRS"

// userAccessHere: on arm64 an event has to be opened for it (config1 bit 1,
// "rdpmc" in the PMU's format folder), which is worthless unless root allows
// it.
func userAccessHere() (config1 uint64, forbidden error) {
	text, err := os.ReadFile("/proc/sys/kernel/perf_user_access")
	if errors.Is(err, os.ErrNotExist) {
		return 0, errors.New("the kernel has no kernel.perf_user_access, which Linux 5.17 has")
	}
	if err != nil {
		return 0, err
	}
	if value := strings.TrimSpace(string(text)); value != "1" {
		return 0, fmt.Errorf("kernel.perf_user_access is %s; `sudo sysctl kernel.perf_user_access=1` makes the window smaller", value)
	}
	return 2, nil
}

// layout accepts what the stamps read: cycles in the cycle counter, which has
// index 32, and the others in the event counters from the first one, index 1,
// on. That is where the kernel puts them unless others hold some.
func layout(events []measure.Event, index []uint64) error {
	for i, e := range events {
		want := uint64(i)
		switch {
		case i == 0 && e == measure.CPUCycles && len(events) > 1:
			want = 32
		case i == 0 && e != measure.CPUCycles && len(events) == 1:
			want = 1
		case i == 0:
			return errors.New("there are no stamps for this set of events")
		}
		if index[i] != want {
			return fmt.Errorf("%s is in counter %d and not in %d", e.Name, index[i], want)
		}
	}
	return nil
}
