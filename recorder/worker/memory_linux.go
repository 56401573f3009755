package worker

import (
	"fmt"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"

	"github.com/sightglass-go/sightglass/recorder/internal/facts"
)

// memoryLimits is whether limitMemory works.
const memoryLimits = true

// limitMemory bounds the memory that this process may write to and shares with
// nobody: stacks aside, all that it allocates. Address space that is reserved
// and cannot be written to yet, of which engines take gigabytes, is not in it.
func limitMemory(bytes int64) error {
	limit := syscall.Rlimit{Cur: uint64(bytes), Max: uint64(bytes)}
	var now syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_DATA, &now); err == nil && now.Max < limit.Max {
		limit = syscall.Rlimit{Cur: now.Max, Max: now.Max} // the user's own is tighter
	}
	if err := syscall.Setrlimit(syscall.RLIMIT_DATA, &limit); err != nil {
		return os.NewSyscallError(fmt.Sprintf("setrlimit(RLIMIT_DATA, %d)", bytes), err)
	}
	return nil
}

// defaultMemory is mostOf what the machine, or the tightest control group of this
// process, has.
var defaultMemory = sync.OnceValue(func() int64 { return defaultMemoryOf("/") })

func defaultMemoryOf(root string) int64 {
	total := facts.Memory(root)
	for _, limit := range groupLimits(root) {
		if total == 0 || limit < total {
			total = limit
		}
	}
	return mostOf(total)
}

// groupLimits are the limits of this process's control groups, of both
// versions, and of all above them.
func groupLimits(root string) (limits []int64) {
	text, err := os.ReadFile(filepath.Join(root, "proc/self/cgroup"))
	if err != nil {
		return nil
	}
	for line := range strings.Lines(string(text)) {
		f := strings.SplitN(strings.TrimSpace(line), ":", 3)
		if len(f) != 3 {
			continue
		}
		mount, file := "sys/fs/cgroup", "memory.max"
		if f[1] != "" {
			mount, file = "sys/fs/cgroup/memory", "memory.limit_in_bytes"
		}
		if f[1] != "" && f[1] != "memory" {
			continue
		}
		// In a container the path may be the host's, and the mount its own.
		for dir := path.Clean("/" + f[2]); ; dir = path.Dir(dir) {
			text, err := os.ReadFile(filepath.Join(root, mount, dir, file))
			if err == nil {
				// "max", or of version 1 a number near 2^63, is none.
				if n, err := strconv.ParseInt(strings.TrimSpace(string(text)), 10, 64); err == nil && n > 0 && n < 1<<60 {
					limits = append(limits, n)
				}
			}
			if dir == "/" {
				break
			}
		}
	}
	return limits
}

// maxResident is how much memory a process that has ended had at its most.
func maxResident(usage any) int64 {
	if u, ok := usage.(*syscall.Rusage); ok {
		return u.Maxrss << 10
	}
	return 0
}
