package job

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"runtime"
	"strconv"
	"strings"

	"github.com/sightglass-go/sightglass/measure/record"
)

// machine describes the machine as far as it can be read; what cannot stays
// empty.
func machine() record.Machine {
	m := record.Machine{
		OS:       runtime.GOOS,
		Arch:     record.Arch(),
		Kernel:   firstLine("/proc/sys/kernel/osrelease"),
		CPU:      field("/proc/cpuinfo", "model name"),
		CPUs:     runtime.NumCPU(),
		MemoryKB: memoryKB(),
		Go:       runtime.Version(),
	}
	m.Fingerprint = fingerprint(m)
	return m
}

// fingerprint hashes what sets a machine apart. The machine id itself must not
// leave the machine, says machine-id(5), so it is in the hash only. Two
// containers on one machine that may use different CPUs are two machines.
func fingerprint(m record.Machine) string {
	allowed := field("/proc/self/status", "Cpus_allowed_list")
	text := fmt.Sprintf("sightglass %s %s %q %q %d %d %s %s", m.OS, m.Arch, m.Kernel, m.CPU, m.CPUs, m.MemoryKB,
		allowed, firstLine("/etc/machine-id"))
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:8])
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
