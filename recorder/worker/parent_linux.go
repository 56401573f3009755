package worker

import (
	"fmt"
	"os"
	"syscall"
)

// dieWithParent makes the kernel kill the process when the thread that starts
// it ends. That thread must therefore wait for it, see runner.run. A worker
// also ends with its standard input, but cannot notice that while a guest's
// machine code has its only processor.
func dieWithParent(attr *syscall.SysProcAttr) { attr.Pdeathsig = syscall.SIGKILL }

// memoryLimits is whether limitMemory works.
const memoryLimits = true

// limitMemory bounds the memory that this process may write to and shares with
// nobody: stacks aside, all that it allocates. Address space that is reserved
// and cannot be written to yet, of which engines take gigabytes, is not in it.
func limitMemory(bytes int64) error {
	limit := syscall.Rlimit{Cur: uint64(bytes), Max: uint64(bytes)}
	if err := syscall.Setrlimit(syscall.RLIMIT_DATA, &limit); err != nil {
		return os.NewSyscallError(fmt.Sprintf("setrlimit(RLIMIT_DATA, %d)", bytes), err)
	}
	return nil
}
