package everyengine

import "golang.org/x/sys/windows"

// dieBy does what comes nearest to a signal: SIGSEGV is an exception in code that
// is not Go's, and SIGKILL what Task Manager does.
func dieBy(signal string) {
	if signal == "SIGSEGV" {
		_, _, _ = windows.NewLazySystemDLL("kernel32.dll").NewProc("RaiseException").Call(uintptr(windows.STATUS_ACCESS_VIOLATION), 0, 0, 0)
	}
	_ = windows.TerminateProcess(windows.CurrentProcess(), 1)
}

// deaths are what is said of them.
var deaths = map[string]string{"SIGSEGV": "killed by exception 0xc0000005", "SIGKILL": "it exited with code 1 and no result, as does what another program ends"}

// byDescriptor: no engine finds the handle.
const byDescriptor = false
