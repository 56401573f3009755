//go:build !sightglass_noasm

package cycles

import "github.com/sightglass-go/sightglass/measure"

// cntfrq returns CNTFRQ_EL0, the rate in hertz that firmware declares.
func cntfrq() uint64

func describeClock() measure.Description {
	d := measure.Description{Clock: "ISB; CNTVCT_EL0: constant reference rate, not core cycles"}
	return settle(d, float64(cntfrq()), measuredHz(), "CNTFRQ_EL0")
}
