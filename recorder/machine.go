package recorder

import (
	"bufio"
	"os"
	"runtime"
	"strconv"
	"strings"

	"github.com/sightglass-go/sightglass/measure/record"
)

// machine describes the machine as far as it can be read; what cannot stays
// empty.
func machine() record.Machine {
	return record.Machine{
		OS:       runtime.GOOS,
		Arch:     record.Arch(),
		Kernel:   firstLine("/proc/sys/kernel/osrelease"),
		CPU:      field("/proc/cpuinfo", "model name"),
		CPUs:     runtime.NumCPU(),
		MemoryKB: memoryKB(),
		Go:       runtime.Version(),
	}
}

func firstLine(path string) string {
	text, err := os.ReadFile(path)
	if err != nil {
		return ""
	}
	line, _, _ := strings.Cut(string(text), "\n")
	return strings.TrimSpace(line)
}

// field returns the first value of "name : value" lines.
func field(path, name string) string {
	f, err := os.Open(path)
	if err != nil {
		return ""
	}
	defer f.Close()
	for s := bufio.NewScanner(f); s.Scan(); {
		key, value, ok := strings.Cut(s.Text(), ":")
		if ok && strings.TrimSpace(key) == name {
			return strings.TrimSpace(value)
		}
	}
	return ""
}

func memoryKB() uint64 {
	number, _, _ := strings.Cut(field("/proc/meminfo", "MemTotal"), " ")
	kb, _ := strconv.ParseUint(number, 10, 64) // 0, not known, where it is not a number
	return kb
}
