package job

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"runtime"
	"unicode/utf8"

	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/recorder/internal/facts"
)

// NameVariable is the environment variable that says what a machine is called, for
// jobs whose schedulers know and whose containers do not. Without it, that is the
// name that Slurm has for it.
const NameVariable = "SIGHTGLASS_MACHINE"

// Machine describes the machine as far as it can be read; what cannot stays
// empty.
func Machine() record.Machine {
	f := facts.Read()
	m := record.Machine{
		OS:       runtime.GOOS,
		Arch:     record.Arch(),
		Kernel:   f.Kernel,
		CPU:      f.CPU,
		CPUs:     runtime.NumCPU(),
		MemoryKB: uint64(f.Memory) >> 10,
		Go:       runtime.Version(),
	}
	m.Fingerprint = fingerprint(m, f)
	for _, variable := range []string{NameVariable, "SLURMD_NODENAME"} {
		if name := os.Getenv(variable); m.Name == "" && utf8.ValidString(name) {
			m.Name = name
		}
	}
	if f.Boot != "" {
		sum := sha256.Sum256([]byte("sightglass boot " + f.Boot))
		m.Boot = hex.EncodeToString(sum[:8])
	}
	return m
}

// fingerprint hashes what sets a machine apart. Two containers on one machine
// that may use different CPUs are two machines.
func fingerprint(m record.Machine, f facts.Facts) string {
	text := fmt.Sprintf("sightglass %s %s %q %q %d %d %s %s", m.OS, m.Arch, m.Kernel, m.CPU, m.CPUs, m.MemoryKB, f.Allowed, f.ID)
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:8])
}
