package recorder

import (
	"context"
	"fmt"
	"strconv"

	"golang.org/x/sys/unix"
)

// smallest is a module with nothing in it. Compiling it makes an engine start
// the threads that it compiles with.
var smallest = []byte("\x00asm\x01\x00\x00\x00")

// pin binds the measuring thread to one CPU, after the engine's own threads
// exist: threads inherit the binding of the thread that starts them, and a
// pool of compiler threads on one core would measure something else.
func (p *process) pin(ctx context.Context) error {
	if module, err := p.engine.Compile(ctx, smallest); err == nil && module != nil {
		_ = p.closing(nil, module, ctx)
	}
	var before unix.CPUSet
	if err := unix.SchedGetaffinity(0, &before); err != nil {
		return fmt.Errorf("pin: read the thread's CPUs: %w", err)
	}
	cpu, err := choose(p.job.Pin, &before)
	if err != nil {
		return err
	}
	var one unix.CPUSet
	one.Set(cpu)
	if err := unix.SchedSetaffinity(0, &one); err != nil {
		return fmt.Errorf("pin to CPU %d: %w", cpu, err)
	}
	p.unpin = func() { _ = unix.SchedSetaffinity(0, &before) }
	return nil
}

// choose picks the CPU: the one named, or for "auto" the last one allowed,
// which gets fewer interrupts than the first on most machines.
func choose(pin string, allowed *unix.CPUSet) (int, error) {
	if pin == "auto" {
		for cpu := 64*len(allowed) - 1; cpu >= 0; cpu-- { // a set is words of 64 bits at most
			if allowed.IsSet(cpu) {
				return cpu, nil
			}
		}
	}
	cpu, err := strconv.Atoi(pin)
	if err != nil {
		return 0, fmt.Errorf("%w: pin to %q: neither a CPU's number nor auto", ErrPlan, pin)
	}
	if cpu < 0 || !allowed.IsSet(cpu) {
		return 0, fmt.Errorf("%w: pin to CPU %d: this process may not run there", ErrPlan, cpu)
	}
	return cpu, nil
}
