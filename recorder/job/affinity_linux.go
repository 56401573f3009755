package job

import (
	"errors"
	"fmt"

	"golang.org/x/sys/unix"
)

func bind(cpu int) (unbind func(), err error) {
	var before, one unix.CPUSet
	if err := unix.SchedGetaffinity(0, &before); err != nil {
		return nil, fmt.Errorf("pin: read the thread's CPUs: %w", err)
	}
	one.Set(cpu)
	if !one.IsSet(cpu) { // a number that no set has room for
		return nil, unix.EINVAL
	}
	if err := unix.SchedSetaffinity(0, &one); err != nil {
		return nil, fmt.Errorf("pin to CPU %d: %w", cpu, err)
	}
	return func() { _ = unix.SchedSetaffinity(0, &before) }, nil
}

// bindProcess binds the first thread of another process.
func bindProcess(process, cpu int) error {
	var one unix.CPUSet
	one.Set(cpu)
	if err := unix.SchedSetaffinity(process, &one); err != nil {
		return fmt.Errorf("pin the engine's process %d to CPU %d: %w", process, cpu, err)
	}
	return nil
}

func allowedCPUs() (list []int, err error) {
	var set unix.CPUSet
	if err := unix.SchedGetaffinity(0, &set); err != nil {
		return nil, fmt.Errorf("pin: read the thread's CPUs: %w", err)
	}
	for cpu := range 64 * len(set) { // a set is words of 64 bits at most
		if set.IsSet(cpu) {
			list = append(list, cpu)
		}
	}
	if len(list) == 0 {
		return nil, errors.New("pin: the thread may run on no CPU")
	}
	return list, nil
}
