// Package cpus reads what Linux says of its processors below /proc and /sys:
// which there are, which share a core, how strong and how busy they are.
//
// Everything takes the root of the file system as an fs.FS, so that tests can
// have any machine they like.
package cpus

import (
	"fmt"
	"io/fs"
	"slices"
	"strconv"
	"strings"
)

// ParseList reads a list as the kernel writes them: "0-3,8". The empty list
// is not an error.
func ParseList(text string) ([]int, error) {
	var list []int
	for _, part := range strings.Split(strings.TrimSpace(text), ",") {
		if part == "" {
			continue
		}
		from, to, isRange := strings.Cut(part, "-")
		first, err := strconv.Atoi(from)
		last := first
		if err == nil && isRange {
			last, err = strconv.Atoi(to)
		}
		// A number that no machine has would fill the memory.
		if err != nil || first < 0 || last < first || last >= 1<<16 {
			return nil, fmt.Errorf("%.100q is not a list of CPUs such as 0-3,8", text)
		}
		for cpu := first; cpu <= last; cpu++ {
			list = append(list, cpu)
		}
	}
	slices.Sort(list)
	return slices.Compact(list), nil
}

// FormatList writes a list as the kernel does. The list is sorted.
func FormatList(list []int) string {
	var b strings.Builder
	for i := 0; i < len(list); {
		j := i + 1
		for j < len(list) && list[j] == list[j-1]+1 {
			j++
		}
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(strconv.Itoa(list[i]))
		if j > i+1 {
			fmt.Fprintf(&b, "-%d", list[j-1])
		}
		i = j
	}
	return b.String()
}

const devices = "sys/devices/system/cpu/"

// Text reads a file of one value, without the white space around it.
func Text(root fs.FS, path string) (string, error) {
	text, err := fs.ReadFile(root, path)
	return strings.TrimSpace(string(text)), err
}

func list(root fs.FS, path string) ([]int, error) {
	text, err := Text(root, path)
	if err != nil {
		return nil, err
	}
	return ParseList(text)
}

// Online returns the processors that are switched on.
func Online(root fs.FS) ([]int, error) {
	cpus, err := list(root, devices+"online")
	if err == nil && len(cpus) == 0 {
		err = fmt.Errorf("%sonline names none", devices)
	}
	return cpus, err
}

// Isolated returns the processors that the scheduler leaves alone (isolcpus=),
// none where the kernel does not say.
func Isolated(root fs.FS) []int {
	cpus, _ := list(root, devices+"isolated")
	return cpus
}

// Siblings returns the other processors of the same core, none where the
// kernel does not say.
func Siblings(root fs.FS, cpu int) []int {
	cpus, _ := list(root, fmt.Sprintf("%scpu%d/topology/thread_siblings_list", devices, cpu))
	return slices.DeleteFunc(cpus, func(c int) bool { return c == cpu })
}

// Strength says how fast a processor is, for comparison with others of the
// same machine: its capacity where the kernel knows one, otherwise its highest
// frequency in kHz, 0 where neither is known.
func Strength(root fs.FS, cpu int) int {
	for _, file := range []string{"cpu_capacity", "cpufreq/cpuinfo_max_freq"} {
		text, err := Text(root, fmt.Sprintf("%scpu%d/%s", devices, cpu, file))
		if n, numErr := strconv.Atoi(text); err == nil && numErr == nil && n > 0 {
			return n
		}
	}
	return 0
}
