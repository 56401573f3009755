package doctor

import (
	"context"
	"io/fs"
	"maps"
	"strings"
	"testing"
	"testing/fstest"
	"time"
)

// files are the contents of a machine's files; a path that ends in a slash is
// an empty folder.
type files map[string]string

func (f files) fs() fstest.MapFS {
	root := fstest.MapFS{}
	for path, text := range f {
		if dir, ok := strings.CutSuffix(path, "/"); ok {
			root[dir] = &fstest.MapFile{Mode: fs.ModeDir}
			continue
		}
		root[path] = &fstest.MapFile{Data: []byte(text)}
	}
	return root
}

// with returns a machine with other files; "gone" is one that is not there.
func (f files) with(changes files) files {
	g := maps.Clone(f)
	maps.Copy(g, changes)
	for path, text := range g {
		if text == "gone" {
			delete(g, path)
		}
	}
	return g
}

// examine examines it; while it is watched its files change.
func (f files) examine(t *testing.T, while files) map[string]Finding {
	t.Helper()
	root := f.fs()
	m := Machine{Root: root, OS: "linux", pause: func(context.Context, time.Duration) { maps.Copy(root, while.fs()) }}
	byName := map[string]Finding{}
	for _, finding := range m.Examine(t.Context()) {
		if finding.Value == "" || finding.Why == "" || finding.State != Found && finding.Command != "" {
			t.Errorf("finding %+v", finding)
		}
		byName[finding.Name] = finding
	}
	return byName
}

// calm is a server on which all is well.
var calm = files{
	"proc/loadavg":            "0.01 0.05 0.10 1/300 4711\n",
	"proc/stat":               "cpu  40 0 0 400\ncpu0 10 0 0 100 0 0 0 0\ncpu1 10 0 0 100 0 0 0 0\ncpu2 10 0 0 100 0 0 0 0\ncpu3 10 0 0 100 0 0 0 0\n",
	"proc/vmstat":             "nr_free_pages 5\npswpin 10\npswpout 20\n",
	"proc/cpuinfo":            "processor\t: 0\nflags\t\t: fpu tsc constant_tsc nonstop_tsc\n",
	"proc/self/status":        "Name:\tsightglass\nCapEff:\t0000000000000000\nCpus_allowed_list:\t0-3\n",
	"proc/self/cgroup":        "0::/user.slice/session-1.scope\n",
	"proc/self/personality":   "00040000\n",
	"sys/fs/cgroup/":          "",
	cpuFolder + "online":      "0-3\n",
	cpuFolder + "smt/control": "off\n",
	cpuFolder + "cpu0/cpufreq/scaling_governor":                       "performance\n",
	cpuFolder + "cpu1/cpufreq/scaling_governor":                       "performance\n",
	cpuFolder + "cpu2/cpufreq/scaling_governor":                       "performance\n",
	cpuFolder + "cpu3/cpufreq/scaling_governor":                       "performance\n",
	cpuFolder + "intel_pstate/no_turbo":                               "1\n",
	"sys/class/power_supply/":                                         "",
	"sys/class/dmi/id/sys_vendor":                                     "Dell Inc.\n",
	"sys/devices/system/clocksource/clocksource0/current_clocksource": "tsc\n",
	"sys/bus/event_source/devices/cpu/":                               "",
	"proc/sys/kernel/perf_event_paranoid":                             "2\n",
	"proc/sys/kernel/nmi_watchdog":                                    "0\n",
	"proc/sys/kernel/randomize_va_space":                              "2\n",
	"sys/kernel/mm/transparent_hugepage/enabled":                      "always [madvise] never\n",
}

// rests is what a machine does while it is watched if it does nothing.
var rests = files{"proc/stat": "cpu0 10 0 0 120\ncpu1 10 0 0 120\ncpu2 10 0 0 120\ncpu3 10 0 0 120\n"}

func TestCalm(t *testing.T) {
	for name, f := range calm.examine(t, rests) {
		if f.State != Fine {
			t.Errorf("%s: %+v", name, f)
		}
	}
}

// TestNothing: a machine of which nothing can be read is not a calm one.
func TestNothing(t *testing.T) {
	for name, f := range (files{}).examine(t, nil) {
		if f.State == Found || f.State == Fine && name != "nmi-watchdog" {
			t.Errorf("%s: %+v", name, f)
		}
	}
}

// TestRubbish: whatever the files say, nothing panics and nothing is fine that
// was not understood.
func TestRubbish(t *testing.T) {
	for _, rubbish := range []string{"", "\n", "x", "-", "99999999999999999999", "\x00\xff", "[", "0-", ":::\n:", "cpu0", "cpu0 1 2 3 x 5"} {
		all := files{}
		for path := range calm {
			if !strings.HasSuffix(path, "/") {
				all[path] = rubbish
			}
		}
		all[cpuFolder+"cpux/cpufreq/scaling_governor"] = rubbish
		all["sys/class/power_supply/BAT0/type"] = rubbish
		all["proc/self/cgroup"] = "0::" + rubbish + "\n7:cpu:" + rubbish + "\n"
		all["sys/fs/cgroup/cpu.max"] = rubbish
		findings := all.examine(t, nil)
		for _, name := range []string{"load", "cpus", "steal", "turbo", "smt", "perf-event-paranoid", "aslr", "huge-pages", "swap"} {
			if f := findings[name]; f.State == Fine {
				t.Errorf("%q: %+v", rubbish, f)
			}
		}
	}
}

func TestOtherSystems(t *testing.T) {
	for _, f := range (Machine{Root: calm.fs(), OS: "plan9"}).Examine(t.Context()) {
		if f.State != Unknown || !strings.Contains(f.Value, "plan9") {
			t.Errorf("%+v", f)
		}
	}
}

func TestStateText(t *testing.T) {
	for _, s := range []State{Unknown, Fine, Found} {
		text, err := s.MarshalText()
		var again State
		if err != nil || again.UnmarshalText(text) != nil || again != s {
			t.Errorf("%v became %q, %v", s, text, again)
		}
	}
}
