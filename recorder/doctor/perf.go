package doctor

import (
	"strconv"
	"strings"
)

const sources = "sys/bus/event_source/devices"

// pmu looks for the devices of core counters: "cpu" on most amd64, "cpu_core"
// and "cpu_atom" on those with two kinds of cores, "armv8_..." and the like on
// arm64.
func pmu(e *exam) result {
	if !e.has(sources) {
		return unknown("/%s is not there: the kernel has no perf events", sources)
	}
	var list []string
	for _, name := range e.folders(sources) {
		if name == "cpu" || strings.HasPrefix(name, "cpu_") || strings.HasPrefix(name, "armv") || strings.Contains(name, "_cortex_") {
			list = append(list, name)
		}
	}
	if len(list) == 0 {
		return found("", "no hardware counters: use the measures cycles and time, or a machine that has some")
	}
	return fine("%s", strings.Join(list, ", "))
}

// Capabilities that perf_event_open honours: bits of CapEff.
const (
	capSysAdmin = 21
	capPerfmon  = 38
)

func perfParanoid(e *exam) result {
	n, r, ok := e.number("proc/sys/kernel/perf_event_paranoid")
	if !ok {
		return r
	}
	if n <= 2 {
		return fine("%d", n)
	}
	if text, ok := e.field("proc/self/status", "CapEff"); ok {
		if set, err := strconv.ParseUint(text, 16, 64); err == nil && set&(1<<capSysAdmin|1<<capPerfmon) != 0 {
			return fine("%d, which does not bind this process: it is privileged", n)
		}
	}
	return found("sudo sysctl kernel.perf_event_paranoid=2", "%d", n)
}

func nmiWatchdog(e *exam) result {
	const file = "proc/sys/kernel/nmi_watchdog"
	if !e.has(file) {
		return fine("this kernel has none")
	}
	n, r, ok := e.number(file)
	switch {
	case !ok:
		return r
	case n == 0:
		return fine("off")
	}
	return found("sudo sysctl kernel.nmi_watchdog=0", "on")
}
