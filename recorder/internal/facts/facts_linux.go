package facts

import (
	"bufio"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// Read returns the facts of this machine. Containers of one machine have Boot in
// common.
func Read() Facts { return read("/") }

func read(root string) Facts {
	return Facts{
		System:  system(root),
		Kernel:  firstLine(root, "proc/sys/kernel/osrelease"),
		CPU:     field(root, "proc/cpuinfo", "model name"),
		Memory:  Memory(root),
		Allowed: field(root, "proc/self/status", "Cpus_allowed_list"),
		ID:      firstLine(root, "etc/machine-id"),
		Boot:    firstLine(root, "proc/sys/kernel/random/boot_id"),
	}
}

// Memory returns the memory of the machine whose files are at root in bytes, 0
// if that is not known.
func Memory(root string) int64 {
	number, _ := strings.CutSuffix(field(root, "proc/meminfo", "MemTotal"), " kB")
	kB, err := strconv.ParseUint(strings.TrimSpace(number), 10, 53)
	if err != nil {
		return 0
	}
	return int64(kB << 10)
}

func firstLine(root, name string) string {
	text, err := os.ReadFile(filepath.Join(root, name))
	if err != nil {
		return ""
	}
	line, _, _ := strings.Cut(string(text), "\n")
	return strings.TrimSpace(line)
}

// field returns the first value of "name : value" lines.
func field(root, name, key string) string {
	f, err := os.Open(filepath.Join(root, name))
	if err != nil {
		return ""
	}
	defer f.Close()
	for s := bufio.NewScanner(f); s.Scan(); {
		k, value, ok := strings.Cut(s.Text(), ":")
		if ok && strings.TrimSpace(k) == key {
			return strings.TrimSpace(value)
		}
	}
	return ""
}

// system is "Linux 12 Debian GNU/Linux", by os-release(5), where it is known.
func system(root string) string {
	of := map[string]string{}
	for _, name := range []string{"usr/lib/os-release", "etc/os-release"} { // the latter counts where both are
		text, err := os.ReadFile(filepath.Join(root, name))
		if err != nil {
			continue
		}
		for line := range strings.Lines(string(text)) {
			if key, value, ok := strings.Cut(strings.TrimSpace(line), "="); ok {
				of[key] = strings.Trim(value, `"'`)
			}
		}
	}
	return strings.Join(strings.Fields("Linux "+of["VERSION_ID"]+" "+of["NAME"]), " ")
}
