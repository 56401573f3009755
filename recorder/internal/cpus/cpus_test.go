package cpus

import (
	"maps"
	"slices"
	"testing"
	"testing/fstest"
)

func TestLists(t *testing.T) {
	for _, tt := range []struct {
		text   string
		want   []int
		format string
	}{
		{"", nil, ""},
		{"\n", nil, ""},
		{"0", []int{0}, "0"},
		{"0-3,8\n", []int{0, 1, 2, 3, 8}, "0-3,8"},
		{"5,4,3,3", []int{3, 4, 5}, "3-5"},
		{"1,3,5-6", []int{1, 3, 5, 6}, "1,3,5-6"},
	} {
		got, err := ParseList(tt.text)
		if err != nil || !slices.Equal(got, tt.want) {
			t.Errorf("ParseList(%q) = %v, %v, want %v", tt.text, got, err, tt.want)
		}
		if f := FormatList(got); f != tt.format {
			t.Errorf("FormatList(%v) = %q, want %q", got, f, tt.format)
		}
	}
	for _, text := range []string{"x", "3-1", "-1", "1-", "0-99999999999", "0-70000", "0 1"} {
		if got, err := ParseList(text); err == nil {
			t.Errorf("ParseList(%q) = %v, want an error", text, got)
		}
	}
}

func file(text string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(text)} }

func TestTopology(t *testing.T) {
	root := fstest.MapFS{
		"sys/devices/system/cpu/online":                             file("0-3\n"),
		"sys/devices/system/cpu/isolated":                           file("2-3\n"),
		"sys/devices/system/cpu/cpu0/topology/thread_siblings_list": file("0,2\n"),
		"sys/devices/system/cpu/cpu0/cpu_capacity":                  file("1024\n"),
		"sys/devices/system/cpu/cpu0/cpufreq/cpuinfo_max_freq":      file("5000000\n"),
		"sys/devices/system/cpu/cpu1/cpufreq/cpuinfo_max_freq":      file("4000000\n"),
	}
	if online, err := Online(root); err != nil || !slices.Equal(online, []int{0, 1, 2, 3}) {
		t.Errorf("online %v, %v", online, err)
	}
	if isolated := Isolated(root); !slices.Equal(isolated, []int{2, 3}) {
		t.Errorf("isolated %v", isolated)
	}
	if s := Siblings(root, 0); !slices.Equal(s, []int{2}) {
		t.Errorf("siblings of 0: %v", s)
	}
	if s := Siblings(root, 1); s != nil {
		t.Errorf("siblings of 1: %v", s)
	}
	for cpu, want := range []int{1024, 4000000, 0} {
		if got := Strength(root, cpu); got != want {
			t.Errorf("strength of %d: %d, want %d", cpu, got, want)
		}
	}
	if _, err := Online(fstest.MapFS{}); err == nil || Isolated(fstest.MapFS{}) != nil {
		t.Error("a machine without files has CPUs")
	}
}

func TestShares(t *testing.T) {
	before := fstest.MapFS{"proc/stat": file("cpu  9 9 9 9\ncpu0 10 0 5 100 7 1 1 0 0 0\ncpu1 0 0 0 50\ncpu2 1 1 1 1\nintr 5\n")}
	after := fstest.MapFS{"proc/stat": file("cpu  9 9 9 9\ncpu0 14 0 5 103 6 2 1 2 0 0\ncpu1 0 0 0 60\ncpu2 1 1 1 1\ncpu3 1 1 1 1\n")}
	b, err := ReadTimes(before)
	if err != nil {
		t.Fatal(err)
	}
	a, err := ReadTimes(after)
	if err != nil {
		t.Fatal(err)
	}
	// cpu0: 4 user, 1 irq, 2 stolen, 3 idle; waiting went backwards by 1, and
	// together with idle it is 2. So 7 of 9.
	if got, want := a[0].Since(b[0]), (Times{Busy: 5, Idle: 2, Stole: 2}); got != want {
		t.Errorf("cpu0 %+v, want %+v", got, want)
	}
	if got, want := Shares(b, a), map[int]float64{0: 7.0 / 9, 1: 0}; !maps.Equal(got, want) {
		t.Errorf("shares %v, want %v", got, want)
	}
	if got := (Times{}).Since(Times{Busy: 3, Idle: 1}); got != (Times{}) {
		t.Errorf("backwards: %+v", got)
	}
	for _, text := range []string{"", "cpu 1 2 3 4", "cpu0 1 2 3 x", "cpux 1 2 3 4"} {
		if times, err := ReadTimes(fstest.MapFS{"proc/stat": file(text)}); err == nil {
			t.Errorf("%q: %v", text, times)
		}
	}
	if _, err := ReadTimes(fstest.MapFS{}); err == nil {
		t.Error("no file, no error")
	}
}
