package perfcounters

import (
	"errors"
	"fmt"
	"strconv"

	"golang.org/x/sys/unix"

	"github.com/sightglass-go/sightglass/measure"
)

// unavailable says whether err means that the event cannot be had here, as
// opposed to a failure that has nothing to do with the event, such as too
// many open files.
func unavailable(err error) bool {
	for _, errno := range []unix.Errno{
		unix.ENOENT, unix.ENODEV, unix.ENXIO, unix.EOPNOTSUPP, // no such counter
		unix.EACCES, unix.EPERM, unix.ENOSYS, // not allowed
		unix.EINVAL, unix.EBUSY, unix.ENOSPC, // no room beside the others
	} {
		if errors.Is(err, errno) {
			return true
		}
	}
	return false
}

// explain turns the errno with which e could not be opened into an error that
// says why and what to do. follower is set when other events of the group are
// open already.
func explain(e measure.Event, err error, paranoid string, follower bool) error {
	if !unavailable(err) {
		return fmt.Errorf("%s: %w", e.Name, err)
	}
	return fmt.Errorf("%s: %w: %w: %s", e.Name, measure.ErrUnavailable, err, remedy(err, paranoid, follower))
}

func remedy(err error, paranoid string, follower bool) string {
	switch {
	case errors.Is(err, unix.EACCES), errors.Is(err, unix.EPERM):
		const container = "a container's seccomp filter forbids perf_event_open: allow it (docker run --cap-add PERFMON, or a seccomp profile of your own)"
		if level, err := strconv.Atoi(paranoid); err != nil {
			return "kernel.perf_event_paranoid could not be read; perhaps " + container
		} else if level > 2 {
			return fmt.Sprintf("kernel.perf_event_paranoid is %d and must be 2 or less: run `sudo sysctl kernel.perf_event_paranoid=2`, or give the program CAP_PERFMON", level)
		}
		return fmt.Sprintf("kernel.perf_event_paranoid is %s, which would do; perhaps %s", paranoid, container)
	case errors.Is(err, unix.ENOSYS):
		return "the kernel was built without perf events, or a container's seccomp filter hides them: allow perf_event_open"
	case errors.Is(err, unix.EINVAL) && follower, errors.Is(err, unix.EBUSY), errors.Is(err, unix.ENOSPC):
		return "the processor has no counter left for it beside the others of the group: use the measure \"" + NameInstructions + "\" for instructions alone"
	case errors.Is(err, unix.EINVAL):
		return "the kernel knows no such event, or not these options"
	}
	return "no counter hardware: a virtual machine must pass the PMU through; use the measures \"cycles\" and \"time\", or a machine that has one"
}
