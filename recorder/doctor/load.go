package doctor

import (
	"slices"
	"strconv"
	"strings"

	"github.com/sightglass-go/sightglass/measure/words"
	"github.com/sightglass-go/sightglass/recorder/internal/cpus"
)

// Thresholds. Benchmarks disturb one another long before a machine is full:
// at a quarter of it a benchmark has a neighbour most of the time.
const (
	maxLoad    = 0.25 // processes that want to run, for each CPU
	maxBusy    = 10   // percent of all CPUs, while nothing is recorded
	enoughCPUs = 4
	// ownTicks may be the examination itself, however short the sample is.
	ownTicks = 1
)

const whoRuns = "ps -eo pcpu,pid,comm --sort=-pcpu | head"

func load(e *exam) result {
	text, r, ok := e.text("proc/loadavg")
	if !ok {
		return r
	}
	first, _, _ := strings.Cut(text, " ")
	average, err := strconv.ParseFloat(first, 64)
	if err != nil {
		return unknown("/proc/loadavg says %.40q", text)
	}
	n := len(e.before.times)
	if n == 0 {
		return unknown("%.2f over the last minute, on an unknown number of CPUs", average)
	}
	busy, now := 0.0, "; how busy they are now is not known"
	if moved, err := e.watched(); err == nil {
		all := sum(moved)
		busy = percent(all.Busy, all.Busy+all.Idle+all.Stole)
		now = "; they are " + whole(busy) + " busy now"
		if all.Busy <= ownTicks {
			busy = 0
		}
	}
	if average/float64(n) > maxLoad || busy > maxBusy {
		return found(whoRuns, "%.2f over the last minute on %s%s", average, words.Count(n, "CPU"), now)
	}
	return fine("%.2f over the last minute on %s%s", average, words.Count(n, "CPU"), now)
}

func fewCPUs(e *exam) result {
	online, err := cpus.Online(e.root)
	if err != nil {
		return unknown("cannot read which CPUs are online: %v", cause(err))
	}
	allowed := online
	if list, ok := e.field("proc/self/status", "Cpus_allowed_list"); ok {
		if parsed, err := cpus.ParseList(list); err == nil {
			allowed = slices.DeleteFunc(parsed, func(cpu int) bool { return !slices.Contains(online, cpu) })
		}
	}
	value := "this process may use " + strconv.Itoa(len(allowed)) + " of " + words.Count(len(online), "CPU")
	switch {
	case len(allowed) >= enoughCPUs:
		return fine("%s", value)
	case len(online) > len(allowed):
		return found("taskset -cp "+cpus.FormatList(online)+" $$", "%s", value)
	}
	return found("", "%s", value)
}

// steal looks at the sample, and at what was before, because a neighbour that
// is quiet for a fifth of a second comes back.
func steal(e *exam) result {
	if e.before.err != nil {
		return unknown("cannot read /proc/stat: %v", cause(e.before.err))
	}
	before := sum(e.before.times)
	since := percent(before.Stole, before.Busy+before.Idle+before.Stole)
	moved, err := e.watched()
	if err != nil {
		return unknown("%.2g%% since boot; %v", since, err)
	}
	all := sum(moved)
	now := percent(all.Stole, all.Busy+all.Idle+all.Stole)
	if now > 0 || since > 0.01 {
		return found("", "the host took %.2g%% of the time since boot, and %.2g%% while watching", since, now)
	}
	return fine("none")
}

func whole(percent float64) string { return strconv.FormatFloat(percent, 'f', 0, 64) + "%" }
