//go:build darwin || freebsd

package facts

import (
	"math"
	"runtime"
	"strings"

	"golang.org/x/sys/unix"
)

// Read returns the facts of this machine. macOS tells no program of a Mac's
// identity that does not ask its device tree.
func Read() Facts {
	system, cpu, memory, id, boot := "macOS "+text("kern.osproductversion"), "machdep.cpu.brand_string", "hw.memsize", "", "kern.bootsessionuuid"
	if runtime.GOOS == "freebsd" {
		system, cpu, memory, id, boot = "FreeBSD "+text("kern.osrelease"), "hw.model", "hw.physmem", "kern.hostuuid", ""
	}
	f := Facts{System: strings.TrimSpace(system), Kernel: text("kern.osrelease"), CPU: text(cpu), ID: text(id), Boot: text(boot)}
	if bytes, err := unix.SysctlUint64(memory); err == nil && bytes <= math.MaxInt64 {
		f.Memory = int64(bytes)
	}
	return f
}

func text(name string) string {
	if name == "" {
		return ""
	}
	value, err := unix.Sysctl(name)
	if err != nil {
		return ""
	}
	return value
}
