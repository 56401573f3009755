package doctor_test

import (
	"context"
	"fmt"
	"testing/fstest"

	"github.com/sightglass-go/sightglass/recorder/doctor"
)

// A machine whose files were kept can be examined anywhere.
func ExampleMachine_Examine() {
	kept := fstest.MapFS{
		"sys/devices/system/cpu/cpu0/cpufreq/scaling_governor": {Data: []byte("powersave\n")},
		"sys/devices/system/cpu/cpu1/cpufreq/scaling_governor": {Data: []byte("powersave\n")},
		"proc/sys/kernel/perf_event_paranoid":                  {Data: []byte("2\n")},
	}
	for _, f := range (doctor.Machine{Root: kept, OS: "linux"}).Examine(context.Background()) {
		switch f.State {
		case doctor.Found:
			fmt.Printf("%v\n  %s\n  $ %s\n", f, f.Why, f.Command)
		case doctor.Fine:
			fmt.Println(f)
		}
	}
	// Output:
	// governor found: powersave on CPU 0-1
	//   A governor that follows the load changes the frequency in the middle of a benchmark, so the same work takes a different time.
	//   $ echo performance | sudo tee /sys/devices/system/cpu/cpu*/cpufreq/scaling_governor
	// perf-event-paranoid fine: 2
	// nmi-watchdog fine: this kernel has none
}
