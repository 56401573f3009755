package doctor

import (
	"slices"
	"strings"
)

const cpuinfo = "proc/cpuinfo"

// flags returns the processor's flags, and false where it is not amd64.
func (e *exam) flags() ([]string, bool) {
	text, ok := e.field(cpuinfo, "flags")
	return strings.Fields(text), ok
}

func (e *exam) isARM() bool {
	_, ok := e.field(cpuinfo, "CPU implementer")
	return ok
}

func timeStampCounter(e *exam) result {
	flags, ok := e.flags()
	if !ok {
		if e.isARM() {
			return fine("the generic timer runs at a constant rate by design")
		}
		return unknown("/%s does not say", cpuinfo)
	}
	var missing []string
	for _, flag := range []string{"constant_tsc", "nonstop_tsc"} {
		if !slices.Contains(flags, flag) {
			missing = append(missing, flag)
		}
	}
	if len(missing) > 0 {
		return found("", "the processor does not claim %s: use the measure time instead of cycles", strings.Join(missing, " and "))
	}
	return fine("constant_tsc nonstop_tsc")
}

func clockSource(e *exam) result {
	const folder = "sys/devices/system/clocksource/clocksource0/"
	current, r, ok := e.text(folder + "current_clocksource")
	if !ok {
		return r
	}
	native := "tsc"
	if e.isARM() {
		native = "arch_sys_counter"
	}
	if current == native {
		return fine("%s", current)
	}
	available, _, _ := e.text(folder + "available_clocksource")
	if slices.Contains(strings.Fields(available), native) {
		return found("echo "+native+" | sudo tee /"+folder+"current_clocksource", "%s, though there is %s", current, native)
	}
	return found("sudo dmesg | grep -i clocksource", "%s, and %s is not offered", current, native)
}
