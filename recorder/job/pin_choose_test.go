package job

import (
	"fmt"
	"maps"
	"strings"
	"testing"
	"testing/fstest"
)

// stat is /proc/stat of processors that were busy and idle for so many ticks.
func stat(ticks ...[2]int) *fstest.MapFile {
	var b strings.Builder
	for cpu, t := range ticks {
		fmt.Fprintf(&b, "cpu%d %d 0 0 %d 0 0 0 0 0 0\n", cpu, t[0], t[1])
	}
	return text(b.String())
}

func text(s string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(s)} }

const cpuDir = "sys/devices/system/cpu/"

func TestChooseCPU(t *testing.T) {
	pairs := fstest.MapFS{ // two cores of two threads each
		cpuDir + "cpu0/topology/thread_siblings_list": text("0,2\n"),
		cpuDir + "cpu1/topology/thread_siblings_list": text("1,3\n"),
		cpuDir + "cpu2/topology/thread_siblings_list": text("0,2\n"),
		cpuDir + "cpu3/topology/thread_siblings_list": text("1,3\n"),
	}
	hybrid := fstest.MapFS{ // fast 0 and 1, favoured 1, slow 2 and 3
		cpuDir + "cpu0/cpufreq/cpuinfo_max_freq": text("4900000\n"),
		cpuDir + "cpu1/cpufreq/cpuinfo_max_freq": text("5100000\n"),
		cpuDir + "cpu2/cpufreq/cpuinfo_max_freq": text("3800000\n"),
		cpuDir + "cpu3/cpufreq/cpuinfo_max_freq": text("3800000\n"),
	}
	isolated := func(list string) fstest.MapFS {
		return fstest.MapFS{cpuDir + "isolated": text(list + "\n")}
	}
	all := []int{0, 1, 2, 3}
	idle, full := [2]int{0, 10}, [2]int{10, 0}
	for _, tt := range []struct {
		name string
		root fstest.MapFS
		may  []int
		busy []([2]int)
		cpu  int
		why  string
	}{
		{"all equal", nil, all, [][2]int{idle, idle, idle, idle}, 3, "CPU 3, the least busy of the 4 allowed"},
		{"not 0 when equal", nil, []int{0, 1}, [][2]int{idle, idle}, 1, "CPU 1, the least busy of the 2 allowed"},
		{"0 when the others are busy", nil, []int{0, 1}, [][2]int{idle, full}, 0, "CPU 0, the least busy of the 2 allowed"},
		{"a tenth counts", nil, []int{1, 2}, [][2]int{full, idle, {1, 9}}, 1, "CPU 1, the least busy of the 2 allowed"},
		{"less than half a tenth does not", nil, []int{1, 2}, [][2]int{full, {0, 100}, {4, 96}}, 2, "CPU 2, the least busy of the 2 allowed"},
		{"all busy", nil, []int{1, 2}, [][2]int{full, full, {9, 1}}, 2, "CPU 2, the least busy of the 2 allowed, though something else runs there"},
		{"only one", nil, []int{2}, [][2]int{full, full, full}, 2, "CPU 2, the only one allowed"},
		{"the idle sibling's core", pairs, all, [][2]int{idle, full, idle, idle}, 2,
			"CPU 2, the least busy of the 4 allowed; its core is shared with CPU 0, which is idle"},
		{"a busy sibling when there is no better", pairs, []int{1, 3}, [][2]int{idle, full, idle, idle}, 3,
			"CPU 3, the least busy of the 2 allowed; its core is shared with CPU 1, which is busy"},
		{"sibling outside the sample", pairs, []int{1}, nil, 1, "CPU 1, the only one allowed; its core is shared with CPU 3"},
		{"isolated before idle", isolated("1"), all, [][2]int{idle, full, idle, idle}, 1, "CPU 1, the only one isolated from the scheduler"},
		{"least busy isolated", isolated("1-2"), all, [][2]int{idle, idle, full, idle}, 1, "CPU 1, the least busy of the 2 isolated from the scheduler"},
		{"isolated but not allowed", isolated("3"), []int{0, 1}, [][2]int{idle, idle, idle, idle}, 1, "CPU 1, the least busy of the 2 allowed"},
		{"strong before idle", hybrid, all, [][2]int{full, {9, 1}, idle, idle}, 1,
			"CPU 1, the least busy of the 2 strongest among the 4 allowed, though something else runs there"},
		{"favoured cores are no class", hybrid, all, [][2]int{idle, full, idle, idle}, 0, "CPU 0, the least busy of the 2 strongest among the 4 allowed"},
		{"nothing to read", nil, all, nil, 3, "CPU 3, the last of the 4 allowed, because it is not known how busy they are"},
		{"no tick went by", nil, all, [][2]int{{}, {}, {}, {}}, 3, "CPU 3, the last of the 4 allowed, because it is not known how busy they are"},
	} {
		root := fstest.MapFS{}
		maps.Copy(root, tt.root)
		if tt.busy != nil {
			root["proc/stat"] = stat(make([][2]int, len(tt.busy))...)
		}
		pause := func() { root["proc/stat"] = stat(tt.busy...) }
		if cpu, why := chooseCPU(root, tt.may, pause); cpu != tt.cpu || why != tt.why {
			t.Errorf("%s: CPU %d, %q,\nwant %d, %q", tt.name, cpu, why, tt.cpu, tt.why)
		}
	}
}
