//go:build !sightglass_noasm

package cycles

import "github.com/sightglass-go/sightglass/measure"

// cpuid executes CPUID with the given leaf and subleaf.
func cpuid(leaf, subleaf uint32) (eax, ebx, ecx, edx uint32)

func describeClock() measure.Description {
	d := measure.Description{Clock: "LFENCE; RDTSC at start, RDTSCP; LFENCE at stop: constant reference rate, not core cycles"}
	d = settle(d, declaredHz(cpuid), measuredHz(), "CPUID leaf 15H")
	if !invariant(cpuid) {
		d.Warnings = append(d.Warnings, "the time-stamp counter is not invariant (CPUID 80000007H EDX bit 8 is clear): its rate may change with the core's frequency and it may stop in deep sleep, so use the measure \"time\" instead")
	}
	return d
}

type cpuidFunc func(leaf, subleaf uint32) (eax, ebx, ecx, edx uint32)

// declaredHz returns the rate of the time-stamp counter in hertz after leaf
// 15H, crystal times EBX over EAX, and 0 where that leaf is missing or leaves
// the crystal open. Leaf 16H is not used: it gives the nominal frequency in
// round megahertz, which misses the counter's rate by up to some 0.2%, while
// the measured rate is better than that.
func declaredHz(cpuid cpuidFunc) float64 {
	if highest, _, _, _ := cpuid(0, 0); highest < 0x15 {
		return 0
	}
	denominator, numerator, crystal, _ := cpuid(0x15, 0)
	if denominator == 0 || numerator == 0 {
		return 0
	}
	return float64(crystal) * float64(numerator) / float64(denominator)
}

// invariant says whether the time-stamp counter runs at a constant rate in
// all power states.
func invariant(cpuid cpuidFunc) bool {
	if highest, _, _, _ := cpuid(0x80000000, 0); highest < 0x80000007 {
		return false
	}
	_, _, _, edx := cpuid(0x80000007, 0)
	return edx&(1<<8) != 0
}
