package fingerprint

import (
	"fmt"
	"math"
	"os"
	"strings"

	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/recorder/internal/facts"
	"github.com/sightglass-go/sightglass/recorder/job"
)

// Machine is where something was measured. What is not known is empty.
type Machine struct {
	ID     string `json:"id"`     // ARCH-OS-SLUG, where SLUG is of the hash of all others
	Name   string `json:"name"`   // of the host
	OS     string `json:"os"`     // with version and distribution: "Linux 12 Debian GNU/Linux"
	Kernel string `json:"kernel"` // its version
	Arch   string `json:"arch"`   // "x86_64", "aarch64"
	CPU    string `json:"cpu"`    // the processor's name
	Memory string `json:"memory"` // such as "15.5 GiB"
}

// ThisMachine is the machine that this process runs on.
func ThisMachine() (Machine, error) {
	name, err := os.Hostname()
	if err != nil {
		return Machine{}, fmt.Errorf("this machine: its name: %w", err)
	}
	here := job.Machine()
	return describe(here, name, facts.Read().System), nil
}

// MachineOf is the machine of a recording. A recording keeps neither the host's name
// nor the distribution's: that of another machine is called after the fingerprint
// that tells recordings of two machines apart.
func MachineOf(m record.Machine) (Machine, error) {
	if m.Fingerprint != "" && m.Fingerprint == job.Machine().Fingerprint {
		return ThisMachine()
	}
	if m.OS == "" || m.Arch == "" {
		return Machine{}, fmt.Errorf("the machine of the recording %w: its header does not describe it", ErrUnknown)
	}
	return describe(m, m.Fingerprint, m.OS), nil
}

func describe(m record.Machine, name, system string) Machine {
	made := Machine{Name: text(name), OS: system, Kernel: m.Kernel, Arch: m.Arch, CPU: m.CPU}
	if m.MemoryKB > 0 {
		made.Memory = binary(float64(m.MemoryKB) * 1024)
	}
	hash := hashText(strings.Join([]string{made.Name, made.OS, made.Kernel, made.Arch, made.CPU, made.Memory}, "\n"))
	family := m.OS
	if family == "darwin" {
		family = "macos"
	}
	made.ID = m.Arch + "-" + family + "-" + slug(hash)
	return made
}

// binary is a number of bytes as the database has it, in the largest unit of which
// there is one.
func binary(bytes float64) string {
	exp := min(int(math.Log2(bytes)/10), 6)
	return fmt.Sprintf("%.1f %ciB", bytes/math.Pow(1024, float64(exp)), " KMGTPE"[exp])
}
