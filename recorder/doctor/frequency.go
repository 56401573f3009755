package doctor

import (
	"slices"
	"strconv"
	"strings"

	"github.com/sightglass-go/sightglass/measure/words"
	"github.com/sightglass-go/sightglass/recorder/internal/cpus"
)

const cpuFolder = "sys/devices/system/cpu/"

func governor(e *exam) result {
	by := map[string][]int{}
	for _, name := range e.folders(cpuFolder) {
		cpu, err := strconv.Atoi(strings.TrimPrefix(name, "cpu"))
		if err != nil {
			continue
		}
		if text, _, ok := e.text(cpuFolder + name + "/cpufreq/scaling_governor"); ok {
			by[text] = append(by[text], cpu)
		}
	}
	if len(by) == 0 {
		return unknown("the kernel does not control the frequency: firmware or a host does, or it is fixed")
	}
	var words []string
	for text, list := range by {
		slices.Sort(list)
		words = append(words, text+" on CPU "+cpus.FormatList(list))
	}
	slices.Sort(words)
	value := strings.Join(words, ", ")
	if _, ok := by["performance"]; ok && len(by) == 1 {
		return fine("%s", value)
	}
	return found("echo performance | sudo tee /"+cpuFolder+"cpu*/cpufreq/scaling_governor", "%s", value)
}

// turbo has two switches: Intel's driver says when it is off, all others say
// when it is on.
func turbo(e *exam) result {
	for _, s := range []struct{ file, off string }{
		{cpuFolder + "intel_pstate/no_turbo", "1"},
		{cpuFolder + "cpufreq/boost", "0"},
	} {
		n, _, ok := e.number(s.file)
		switch {
		case !ok:
			continue
		case strconv.FormatInt(n, 10) == s.off:
			return fine("off")
		}
		return found("echo "+s.off+" | sudo tee /"+s.file, "on")
	}
	return unknown("the kernel has no switch for it: firmware or a host decides, or the processor has none")
}

func battery(e *exam) result {
	const folder = "sys/class/power_supply/"
	if !e.has(folder) {
		return unknown("the kernel knows nothing of power supplies")
	}
	batteries, mains := 0, ""
	for _, name := range e.folders(folder) {
		kind, _, _ := e.text(folder + name + "/type")
		scope, _, _ := e.text(folder + name + "/scope")
		status, _, _ := e.text(folder + name + "/status")
		online, _, _ := e.text(folder + name + "/online")
		switch {
		case scope == "Device": // of a mouse, say
		case kind == "Battery" && status == "Discharging":
			return found("upower -d", "%s is being discharged", name)
		case kind == "Battery":
			batteries++
		case kind == "Mains" && online == "0":
			mains = name
		}
	}
	switch {
	case batteries > 0 && mains != "":
		return found("upower -d", "%s gives no power", mains)
	case batteries > 0:
		return fine("%s, not in use", words.Count(batteries, "battery pack"))
	}
	return fine("no battery")
}
