package doctor

import (
	"cmp"
	"context"
	"io/fs"
	"os"
	"runtime"
	"time"
)

// DefaultSample is how long a Machine is watched. The kernel counts busy time
// in ticks of 10 ms, so this is twenty of them for each CPU.
const DefaultSample = 200 * time.Millisecond

// Machine is a machine to examine. The zero value is this one.
type Machine struct {
	// Root is the root of its file system, with proc and sys below it; nil is
	// that of this machine.
	Root fs.FS
	// OS is its operating system as in runtime.GOOS; empty is this one.
	OS string
	// Sample is how long it is watched; 0 is DefaultSample.
	Sample time.Duration

	pause func(context.Context, time.Duration) // tests change files in it
}

// Examine examines this machine. It takes a fifth of a second. When ctx is
// done it comes back sooner, and what had to be watched is Unknown.
func Examine(ctx context.Context) []Finding { return Machine{}.Examine(ctx) }

// Examine returns its findings, always of the same names and in the same order.
func (m Machine) Examine(ctx context.Context) []Finding {
	e := m.watch(ctx)
	findings := make([]Finding, len(checks))
	for i, c := range checks {
		r := unknown("only Linux is examined, not %s", e.os)
		if e.os == "linux" {
			r = c.look(e)
		}
		findings[i] = Finding{Name: c.name, State: r.state, Value: r.value, Why: c.why, Command: r.command}
	}
	return findings
}

func (m Machine) watch(ctx context.Context) *exam {
	e := &exam{root: m.Root, os: m.OS}
	if e.root == nil {
		e.root = os.DirFS("/")
	}
	e.os = cmp.Or(e.os, runtime.GOOS)
	if e.os != "linux" {
		return e
	}
	if m.Sample <= 0 {
		m.Sample = DefaultSample
	}
	if m.pause == nil {
		m.pause = wait
	}
	e.before = e.take()
	m.pause(ctx, m.Sample)
	if e.stopped = context.Cause(ctx); e.stopped == nil {
		e.after = e.take()
	}
	return e
}

func wait(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}

type check struct {
	name, why string
	look      func(*exam) result
}

// checks are in the order in which someone who calms a machine would go through
// them: what else runs, who owns the processor, how fast it runs, the clock,
// the counters, memory.
var checks = []check{
	{"load", "What else runs takes processor time, caches and memory bandwidth from the benchmark.", load},
	{"cpus", "The benchmark, the engine's compiler threads, the recorder and the system share the CPUs; with few of them they wait for one another.", fewCPUs},
	{"cgroup-quota", "When the group's processor time is used up the kernel stops all of its processes until the next period, in the middle of a benchmark.", cgroupQuota},
	{"virtual-machine", "The host takes the processor away without telling, shares caches with other guests, and seldom passes hardware counters on.", virtualMachine},
	{"steal", "While the host runs somebody else the clock goes on.", steal},
	{"battery", "On battery the processor is slowed down, by firmware too.", battery},
	{"governor", "A governor that follows the load changes the frequency in the middle of a benchmark, so the same work takes a different time.", governor},
	{"turbo", "Turbo depends on temperature, on power and on what the other cores do, so the frequency drifts during a recording.", turbo},
	{"smt", "Two hardware threads of one core share its execution units and caches: what runs on one slows the other down.", smt},
	{"smt-sibling", "A busy sibling can take a third of a core's speed or more, and comes and goes.", smtSibling},
	{"time-stamp-counter", "The measure \"cycles\" reads it. If it does not run at a constant rate, ticks are no time.", timeStampCounter},
	{"clocksource", "A kernel that uses another clock does not trust the time-stamp counter, or has it emulated; reading the time is slower then.", clockSource},
	{"pmu", "Without hardware counters there are no instructions, core cycles or cache misses to be had.", pmu},
	{"perf-event-paranoid", "Above 2 the kernel refuses counters to unprivileged users.", perfParanoid},
	{"nmi-watchdog", "It occupies a hardware counter all the time, so that counters have to take turns sooner, and interrupts.", nmiWatchdog},
	{"aslr", "Every process has another memory layout, which alone makes some programs faster or slower by percents. Many processes average over it, which is better than one layout that happens to be a good one; switch it off only to compare counts exactly.", aslr},
	{"huge-pages", "With \"always\" it depends on the state of memory and on a kernel thread which of a guest's pages are huge ones.", hugePages},
	{"swap", "A page that comes from disk takes as long as a whole benchmark.", swap},
}
