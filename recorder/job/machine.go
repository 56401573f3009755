package job

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"runtime"

	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/recorder/internal/facts"
)

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
	return m
}

// fingerprint hashes what sets a machine apart. Two containers on one machine
// that may use different CPUs are two machines.
func fingerprint(m record.Machine, f facts.Facts) string {
	text := fmt.Sprintf("sightglass %s %s %q %q %d %d %s %s", m.OS, m.Arch, m.Kernel, m.CPU, m.CPUs, m.MemoryKB, f.Allowed, f.ID)
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:8])
}
