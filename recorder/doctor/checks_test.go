package doctor

import (
	"strings"
	"testing"
)

const (
	sibling0 = cpuFolder + "cpu0/topology/thread_siblings_list"
	sibling1 = cpuFolder + "cpu1/topology/thread_siblings_list"
	clocks   = "sys/devices/system/clocksource/clocksource0/"
	arm      = "processor\t: 0\nBogoMIPS\t: 50.00\nCPU implementer\t: 0x41\n"
	virtual2 = "processor\t: 0\nflags\t\t: fpu constant_tsc nonstop_tsc hypervisor\n"
)

// TestChecks changes one thing on the calm machine.
func TestChecks(t *testing.T) {
	for _, tt := range []struct {
		change, while files
		name          string
		state         State
		value         string // is in the finding's
		command       string // is in the finding's
	}{
		{files{"proc/loadavg": "1.00 1 1 1/1 1"}, rests, "load", Fine, "1.00 over the last minute on 4 CPUs; they are 0% busy now", ""},
		{files{"proc/loadavg": "1.01 1 1 1/1 1"}, rests, "load", Found, "1.01", "ps "},
		{nil, files{"proc/stat": "cpu0 20 0 0 110\ncpu1 10 0 0 120\ncpu2 10 0 0 120\ncpu3 10 0 0 120\n"}, "load", Found, "they are 12% busy now", "ps "},
		{nil, files{"proc/stat": "cpu0 11 0 0 104\n"}, "load", Fine, "they are 20% busy now", ""}, // one tick
		{nil, nil, "load", Fine, "how busy they are now is not known", ""},
		{files{"proc/loadavg": "gone"}, nil, "load", Unknown, "cannot read /proc/loadavg: file does not exist", ""},

		{files{cpuFolder + "online": "0-1"}, nil, "cpus", Found, "2 of 2 CPUs", ""},
		{files{"proc/self/status": "Cpus_allowed_list:\t2\n"}, nil, "cpus", Found, "1 of 4 CPUs", "taskset -cp 0-3 $$"},
		{files{cpuFolder + "online": "0-7", "proc/self/status": "Cpus_allowed_list:\t0-63\n"}, nil, "cpus", Fine, "8 of 8 CPUs", ""},
		{files{cpuFolder + "online": "gone"}, nil, "cpus", Unknown, "online", ""},

		{nil, files{"proc/stat": "cpu0 10 0 0 110 0 0 0 10\ncpu1 10 0 0 120\n"}, "steal", Found, "0% of the time since boot, and 25% while", ""},
		{files{"proc/stat": "cpu0 10 0 0 80 0 0 0 10\n"}, files{"proc/stat": "cpu0 10 0 0 90 0 0 0 10\n"}, "steal", Found, "10% of the time since boot, and 0% while", ""},

		{files{"proc/cpuinfo": virtual2}, nil, "virtual-machine", Found, "a virtual machine, Dell Inc.", ""},
		{files{"proc/cpuinfo": virtual2}, nil, "smt", Unknown, "not told", ""},
		{files{"proc/cpuinfo": virtual2}, nil, "smt-sibling", Unknown, "not told", ""},
		{files{"sys/hypervisor/type": "xen\n"}, nil, "virtual-machine", Found, "a virtual machine, xen, Dell Inc.", ""},
		{files{"sys/class/dmi/id/product_name": "c5.metal", "sys/class/dmi/id/sys_vendor": "Amazon EC2"}, nil, "virtual-machine", Fine, "no hypervisor", ""},
		{files{"proc/cpuinfo": arm, "sys/class/dmi/id/product_name": "KVM Virtual Machine"}, nil, "virtual-machine", Found, "KVM", ""},
		{files{"proc/cpuinfo": arm, "proc/device-tree/compatible": "linux,dummy-virt\x00"}, nil, "virtual-machine", Found, "dummy-virt", ""},
		{files{"proc/cpuinfo": arm}, nil, "virtual-machine", Fine, "Dell Inc.", ""},
		{files{"proc/cpuinfo": arm, "sys/class/dmi/id/sys_vendor": "gone"}, nil, "virtual-machine", Unknown, "neither", ""},

		{files{"sys/class/power_supply/BAT0/type": "Battery", "sys/class/power_supply/BAT0/status": "Discharging"}, nil, "battery", Found, "BAT0", "upower"},
		{files{"sys/class/power_supply/BAT0/type": "Battery", "sys/class/power_supply/BAT0/status": "Full"}, nil, "battery", Fine, "1 battery pack, not in use", ""},
		{files{"sys/class/power_supply/BAT0/type": "Battery", "sys/class/power_supply/AC/type": "Mains", "sys/class/power_supply/AC/online": "0"}, nil, "battery", Found, "AC gives no power", "upower"},
		{files{"sys/class/power_supply/hid-1/type": "Battery", "sys/class/power_supply/hid-1/status": "Discharging", "sys/class/power_supply/hid-1/scope": "Device"}, nil, "battery", Fine, "no battery", ""},
		{files{"sys/class/power_supply/": "gone"}, nil, "battery", Unknown, "knows nothing", ""},

		{files{cpuFolder + "cpu2/cpufreq/scaling_governor": "powersave"}, nil, "governor", Found, "performance on CPU 0-1,3, powersave on CPU 2", "echo performance | sudo tee /sys"},
		{files{cpuFolder + "intel_pstate/no_turbo": "0"}, nil, "turbo", Found, "on", "echo 1 | sudo tee /sys/devices/system/cpu/intel_pstate/no_turbo"},
		{files{cpuFolder + "intel_pstate/no_turbo": "gone", cpuFolder + "cpufreq/boost": "1"}, nil, "turbo", Found, "on", "echo 0 | sudo tee /sys/devices/system/cpu/cpufreq/boost"},
		{files{cpuFolder + "intel_pstate/no_turbo": "gone", cpuFolder + "cpufreq/boost": "0"}, nil, "turbo", Fine, "off", ""},
		{files{cpuFolder + "intel_pstate/no_turbo": "gone"}, nil, "turbo", Unknown, "no switch", ""},

		{files{sibling0: "0,2", sibling1: "1,3"}, nil, "smt", Found, "share a core: 0,2; 1,3", "smt/control"},
		{files{sibling0: "0-1", sibling1: "0-1"}, rests, "smt-sibling", Fine, "idle", ""},
		{files{sibling0: "0-1", sibling1: "0-1"}, files{"proc/stat": "cpu0 10 0 0 120\ncpu1 20 0 0 110\ncpu2 30 0 0 100\ncpu3 10 0 0 120\n"}, "smt-sibling", Found, "CPU 1 was 50% busy beside 0", "ps "},
		{files{sibling0: "0-1", sibling1: "0-1"}, files{"proc/stat": "cpu0 10 0 0 105\ncpu1 11 0 0 104\n"}, "smt-sibling", Fine, "idle", ""}, // one tick
		{files{sibling0: "0-1", sibling1: "0-1"}, nil, "smt-sibling", Unknown, "no tick", ""},

		{files{"proc/cpuinfo": "flags : tsc constant_tsc\n"}, nil, "time-stamp-counter", Found, "does not claim nonstop_tsc", ""},
		{files{"proc/cpuinfo": "flags : tsc\n"}, nil, "time-stamp-counter", Found, "constant_tsc and nonstop_tsc", ""},
		{files{"proc/cpuinfo": arm}, nil, "time-stamp-counter", Fine, "generic timer", ""},
		{files{"proc/cpuinfo": "isa : rv64\n"}, nil, "time-stamp-counter", Unknown, "does not say", ""},
		{files{clocks + "current_clocksource": "kvm-clock", clocks + "available_clocksource": "kvm-clock tsc"}, nil, "clocksource", Found, "kvm-clock, though there is tsc", "echo tsc"},
		{files{clocks + "current_clocksource": "hpet", clocks + "available_clocksource": "hpet acpi_pm"}, nil, "clocksource", Found, "tsc is not offered", "dmesg"},
		{files{clocks + "current_clocksource": "arch_sys_counter", "proc/cpuinfo": arm}, nil, "clocksource", Fine, "arch_sys_counter", ""},

		{files{"sys/bus/event_source/devices/cpu/": "gone", "sys/bus/event_source/devices/software/": ""}, nil, "pmu", Found, "no hardware counters", ""},
		{files{"sys/bus/event_source/devices/cpu/": "gone", "sys/bus/event_source/devices/armv8_cortex_a72/": ""}, nil, "pmu", Fine, "armv8_cortex_a72", ""},
		{files{"sys/bus/event_source/devices/cpu/": "gone", "sys/bus/event_source/devices/cpu_core/": "", "sys/bus/event_source/devices/cpu_atom/": ""}, nil, "pmu", Fine, "cpu_atom, cpu_core", ""},
		{files{"proc/sys/kernel/perf_event_paranoid": "-1"}, nil, "perf-event-paranoid", Fine, "-1", ""},
		{files{"proc/sys/kernel/perf_event_paranoid": "3"}, nil, "perf-event-paranoid", Found, "3", "perf_event_paranoid=2"},
		{files{"proc/sys/kernel/perf_event_paranoid": "4", "proc/self/status": "CapEff:\t0000004000000000\n"}, nil, "perf-event-paranoid", Fine, "4, which does not bind", ""},
		{files{"proc/sys/kernel/nmi_watchdog": "1"}, nil, "nmi-watchdog", Found, "on", "nmi_watchdog=0"},
		{files{"proc/sys/kernel/nmi_watchdog": "gone"}, nil, "nmi-watchdog", Fine, "none", ""},

		{files{"proc/self/personality": "00000000"}, nil, "aslr", Found, "on", "setarch"},
		{files{"proc/self/personality": "gone", "proc/sys/kernel/randomize_va_space": "0"}, nil, "aslr", Fine, "off", ""},
		{files{"sys/kernel/mm/transparent_hugepage/enabled": "[always] madvise never"}, nil, "huge-pages", Found, "always", "echo madvise"},
		{nil, files{"proc/vmstat": "pswpin 10\npswpout 23\n"}, "swap", Found, "3 pages swapped", "free"},
		{files{"proc/vmstat": "nr_free_pages 5\n"}, nil, "swap", Unknown, "does not count", ""},
	} {
		f := calm.with(tt.change).examine(t, tt.while)[tt.name]
		if f.State != tt.state || !strings.Contains(f.Value, tt.value) || !strings.Contains(f.Command, tt.command) || (tt.command == "") != (f.Command == "") {
			t.Errorf("%s of %v:\n%+v, want %v with %q and %q", tt.name, tt.change, f, tt.state, tt.value, tt.command)
		}
	}
}

func TestCgroups(t *testing.T) {
	const leaf = "sys/fs/cgroup/user.slice/session-1.scope/"
	for _, tt := range []struct {
		name   string
		change files
		state  State
		value  string
		cmd    string
	}{
		{"v2 without a limit", files{leaf + "cpu.max": "max 100000\n"}, Fine, "none", ""},
		{"v2", files{leaf + "cpu.max": "150000 100000\n", leaf + "cpu.stat": "usage_usec 5\nnr_periods 9\nnr_throttled 7\n"}, Found,
			"1.5 CPUs, by /" + leaf + "cpu.max; it has stopped processes 7 times", "echo max | sudo tee /" + leaf + "cpu.max"},
		{"v2, the parent's is tighter", files{leaf + "cpu.max": "400000 100000\n", "sys/fs/cgroup/user.slice/cpu.max": "50000 100000\n"}, Found,
			"0.5 CPUs, by /sys/fs/cgroup/user.slice/cpu.max", "echo max"},
		{"v2 in a container with the host's path", files{"proc/self/cgroup": "0::/docker/0123\n", "sys/fs/cgroup/cpu.max": "200000 100000\n"}, Found,
			"2 CPUs, by /sys/fs/cgroup/cpu.max", "echo max"},
		{"v2 outside of the namespace", files{"proc/self/cgroup": "0::/../../x\n", "sys/fs/cgroup/cpu.max": "20000 100000\n"}, Found, "0.2 CPUs", "echo max"},
		{"v1", files{"proc/self/cgroup": "5:cpu,cpuacct:/job\n1:name=systemd:/\n0::/\n",
			"sys/fs/cgroup/cpu,cpuacct/job/cpu.cfs_quota_us": "25000\n", "sys/fs/cgroup/cpu,cpuacct/job/cpu.cfs_period_us": "100000\n"}, Found,
			"0.25 CPUs, by /sys/fs/cgroup/cpu,cpuacct/job/cpu.cfs_quota_us", "echo -1"},
		{"v1 without a limit", files{"proc/self/cgroup": "5:cpu:/\n",
			"sys/fs/cgroup/cpu/cpu.cfs_quota_us": "-1\n", "sys/fs/cgroup/cpu/cpu.cfs_period_us": "100000\n"}, Fine, "none", ""},
		{"v1, not the cpuset's", files{"proc/self/cgroup": "5:cpuset:/\n",
			"sys/fs/cgroup/cpuset/cpu.cfs_quota_us": "1\n", "sys/fs/cgroup/cpuset/cpu.cfs_period_us": "100000\n"}, Unknown, "not mounted", ""},
		{"not mounted", files{"sys/fs/cgroup/": "gone"}, Unknown, "not mounted", ""},
		{"no groups", files{"proc/self/cgroup": "gone"}, Unknown, "cannot read /proc/self/cgroup", ""},
		{"period of nothing", files{leaf + "cpu.max": "5 0\n"}, Fine, "none", ""},
	} {
		f := calm.with(tt.change).examine(t, nil)["cgroup-quota"]
		if f.State != tt.state || !strings.Contains(f.Value, tt.value) || !strings.Contains(f.Command, tt.cmd) {
			t.Errorf("%s:\n%+v, want %v with %q and %q", tt.name, f, tt.state, tt.value, tt.cmd)
		}
	}
}
