//go:build linux || windows

package job

import (
	"context"
	"fmt"
	"os"
	"runtime"
	"slices"
	"strconv"
	"time"

	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/recorder/internal/cpus"
)

// smallest is a module with nothing in it. Compiling it makes an engine start
// the threads that it compiles with.
var smallest = []byte("\x00asm\x01\x00\x00\x00")

// resolvePin turns what a Plan's Pin says into the number of a CPU that the
// calling process may use, and says in words which it is and why: "CPU 3, the
// least busy of the 8 allowed; its core is shared with CPU 7, which is idle".
// For "auto" it watches the CPUs for a tenth of a second. An error wraps
// ErrPlan.
func resolvePin(ctx context.Context, pin string) (cpu int, why string, err error) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	allowed, err := allowedCPUs()
	if err != nil {
		return 0, "", err
	}
	root := os.DirFS("/")
	if pin == "auto" {
		cpu, why = chooseCPU(root, reachable(allowed, cpus.Isolated(root)), func() { wait(ctx, pinSample) })
		return cpu, why, context.Cause(ctx)
	}
	cpu, err = strconv.Atoi(pin)
	if err != nil {
		return 0, "", fmt.Errorf("%w: pin to %.100q: neither a CPU's number nor auto", ErrPlan, pin)
	}
	if cpu < 0 || !mayRun(cpu) {
		return 0, "", fmt.Errorf("%w: pin to CPU %d: this process may not run there, but on %s", ErrPlan, cpu, cpus.FormatList(allowed))
	}
	return cpu, fmt.Sprintf("CPU %d, as asked%s", cpu, siblingNote(cpus.Siblings(root, cpu), -1)), nil
}

func wait(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}

// reachable adds the isolated CPUs to those allowed: the kernel takes them out
// of every process's set, and a process that wants them has to ask. A set that
// somebody has narrowed further is left as it is.
func reachable(allowed, isolated []int) []int {
	online, err := cpus.Online(os.DirFS("/"))
	if err != nil {
		return allowed
	}
	usual := slices.DeleteFunc(online, func(cpu int) bool { return slices.Contains(isolated, cpu) })
	if !slices.Equal(usual, allowed) {
		return allowed
	}
	for _, cpu := range isolated {
		if mayRun(cpu) {
			allowed = append(allowed, cpu)
		}
	}
	return allowed
}

// mayRun tries whether the calling thread may be bound to a CPU.
func mayRun(cpu int) bool {
	unbind, err := bind(cpu)
	if err == nil {
		unbind()
	}
	return err == nil
}

// pin binds the measuring thread to one CPU, after the engine's own threads
// exist: threads inherit the binding of the thread that starts them, and a
// pool of compiler threads on one core would measure something else.
func (p *process) pin(ctx context.Context) error {
	if module, err := p.engine.Compile(ctx, smallest); err == nil && module != nil {
		_ = p.closing(nil, module, ctx)
	}
	cpu, _, err := resolvePin(ctx, p.job.Pin)
	if err != nil {
		return err
	}
	if p.unpin, err = bind(cpu); err != nil {
		return err
	}
	if remote, ok := p.engine.(engines.Remote); ok { // guests run there
		return bindProcess(remote.Process(), cpu)
	}
	return nil
}
