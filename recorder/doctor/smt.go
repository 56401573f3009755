package doctor

import (
	"fmt"
	"slices"
	"strings"

	"github.com/sightglass-go/sightglass/recorder/internal/cpus"
)

// maxSibling is how busy a sibling may be, in percent.
const maxSibling = 10

// cores returns the CPUs that share a core, each core once.
func (e *exam) cores() (shared [][]int, err error) {
	online, err := cpus.Online(e.root)
	if err != nil {
		return nil, err
	}
	for _, cpu := range online {
		siblings := cpus.Siblings(e.root, cpu)
		if len(siblings) > 0 && cpu < siblings[0] {
			shared = append(shared, append([]int{cpu}, siblings...))
		}
	}
	return shared, nil
}

func smt(e *exam) result {
	shared, err := e.cores()
	if err != nil {
		return unknown("cannot read which CPUs are online: %v", cause(err))
	}
	if len(shared) == 0 && virtualMachine(e).state == Found {
		return unknown("this virtual machine is not told which of its CPUs share a core")
	}
	if len(shared) == 0 {
		if control, _, ok := e.text(cpuFolder + "smt/control"); ok {
			return fine("no two CPUs share a core (%s)", control)
		}
		return fine("no two CPUs share a core")
	}
	var list []string
	for _, core := range shared {
		list = append(list, cpus.FormatList(core))
	}
	return found("echo off | sudo tee /"+cpuFolder+"smt/control", "CPUs that share a core: %s", some(list))
}

func smtSibling(e *exam) result {
	shared, err := e.cores()
	if err != nil {
		return unknown("cannot read which CPUs are online: %v", cause(err))
	}
	if len(shared) == 0 {
		r := smt(e)
		return result{state: r.state, value: r.value}
	}
	moved, err := e.watched()
	if err != nil {
		return unknown("%v", err)
	}
	var busy []string
	for _, core := range shared {
		for _, cpu := range core {
			share, ok := moved[cpu].Share()
			if ok && 100*share > maxSibling && moved[cpu].Busy+moved[cpu].Stole > ownTicks {
				busy = append(busy, fmt.Sprintf("CPU %d was %s busy beside %s", cpu, whole(100*share), cpus.FormatList(slices.DeleteFunc(slices.Clone(core), func(c int) bool { return c == cpu }))))
			}
		}
	}
	if len(busy) == 0 {
		return fine("all siblings were idle")
	}
	return found(whoRuns, "%s", some(busy))
}

// some joins the first few: there are machines with hundreds of cores.
func some(list []string) string {
	const most = 8
	if len(list) > most {
		return strings.Join(list[:most], "; ") + fmt.Sprintf("; and %d more", len(list)-most)
	}
	return strings.Join(list, "; ")
}
