package job

import (
	"errors"
	"fmt"
	"math/bits"
	"unsafe"

	"golang.org/x/sys/windows"
)

var (
	kernel32               = windows.NewLazySystemDLL("kernel32.dll")
	getProcessAffinityMask = kernel32.NewProc("GetProcessAffinityMask")
	setThreadAffinityMask  = kernel32.NewProc("SetThreadAffinityMask")
)

// bind binds the calling thread to one CPU. It knows those of the process's
// first group, which are 64 at most.
func bind(cpu int) (unbind func(), err error) {
	if cpu >= bits.UintSize {
		return nil, windows.ERROR_INVALID_PARAMETER
	}
	set := func(mask uintptr) (before uintptr, err error) {
		before, _, err = setThreadAffinityMask.Call(uintptr(windows.CurrentThread()), mask)
		if before != 0 {
			err = nil
		}
		return before, err
	}
	before, err := set(1 << cpu)
	if err != nil {
		return nil, fmt.Errorf("pin to CPU %d: %w", cpu, err)
	}
	return func() { _, _ = set(before) }, nil
}

func bindProcess(process, cpu int) error {
	return fmt.Errorf("%w: pin the engine's process %d to CPU %d: %w: threads of another process can be bound on Linux only", ErrPlan, process, cpu, errors.ErrUnsupported)
}

func allowedCPUs() (list []int, err error) {
	var mask, all uintptr
	// Sound: the call writes two numbers and keeps nothing.
	ok, _, err := getProcessAffinityMask.Call(uintptr(windows.CurrentProcess()), uintptr(unsafe.Pointer(&mask)), uintptr(unsafe.Pointer(&all)))
	if ok == 0 {
		return nil, fmt.Errorf("pin: read the process's CPUs: %w", err)
	}
	for cpu := range bits.UintSize {
		if mask>>cpu&1 != 0 {
			list = append(list, cpu)
		}
	}
	if len(list) == 0 {
		return nil, errors.New("pin: the process runs in several groups of CPUs, of which a thread can have one")
	}
	return list, nil
}
