//go:build amd64 && !sightglass_noasm

package perfcounters

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"syscall"
	"testing"
	"unsafe"

	"golang.org/x/sys/unix"

	"github.com/sightglass-go/sightglass/measure"
)

const rdpmcChild = "SIGHTGLASS_TEST_RDPMC"

// The stamps with RDPMC, on whatever machine: a debugger takes the place of
// the counters. RDPMC faults where it is not allowed, and then the debugger
// writes into the registers what it would have read: the number of the counter
// above bit 32, and below how many reads came before.
func TestRDPMC(t *testing.T) {
	if os.Getenv(rdpmcChild) != "" {
		readInUserSpace(t)
		return
	}
	if c := requires(t, measure.TaskClock); c.why == "" {
		t.Skip("RDPMC works here and need not be played")
	}
	self, err := os.Executable()
	if err != nil {
		t.Skip(err)
	}
	out, err := os.Create(filepath.Join(t.TempDir(), "out"))
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	cmd := exec.Command(self, "-test.run=^TestRDPMC$")
	cmd.Env = append(os.Environ(), rdpmcChild+"=1")
	cmd.Stdout, cmd.Stderr = out, out
	cmd.SysProcAttr = &syscall.SysProcAttr{Ptrace: true}
	if err := cmd.Start(); err != nil {
		t.Skipf("no debugging here: %v", err)
	}
	reads, status := playRDPMC(t, cmd.Process.Pid)
	if text, _ := os.ReadFile(out.Name()); status.ExitStatus() != 0 {
		t.Errorf("status %#x: %s", status, bytes.TrimSpace(text))
	}
	// Four sets of counters, for Go and for C, before and after.
	if want := (1 + 2 + 3 + 4) * 2 * 2; reads != want {
		t.Errorf("RDPMC ran %d times, want %d", reads, want)
	}
}

// playRDPMC runs pid, which has just been started, to its end.
func playRDPMC(t *testing.T, pid int) (reads int, status unix.WaitStatus) {
	t.Helper()
	stopped := func(id int) {
		if err := unix.PtraceCont(id, int(deliver(status))); err != nil && !errors.Is(err, unix.ESRCH) {
			t.Fatal(err)
		}
	}
	if _, err := unix.Wait4(pid, &status, 0, nil); err != nil {
		t.Fatal(err)
	}
	if err := unix.PtraceSetOptions(pid, unix.PTRACE_O_TRACECLONE|unix.PTRACE_O_EXITKILL); err != nil {
		t.Fatal(err)
	}
	stopped(pid)
	for {
		id, err := unix.Wait4(-1, &status, unix.WALL, nil)
		if errors.Is(err, unix.EINTR) {
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		if !status.Stopped() {
			if id == pid {
				return reads, status
			}
			continue
		}
		if status.StopSignal() == unix.SIGSEGV && playOne(id, uint64(reads)) {
			reads++
			status = unix.WaitStatus(unix.SIGTRAP<<8 | 0x7f) // not to be delivered
		}
		stopped(id)
	}
}

// deliver is the signal that a stopped thread gets: none if the stop was the
// debugger's own doing.
func deliver(status unix.WaitStatus) unix.Signal {
	if s := status.StopSignal(); s != unix.SIGTRAP && s != unix.SIGSTOP {
		return s
	}
	return 0
}

// playOne does what RDPMC would have done if that is where id stopped.
func playOne(id int, reads uint64) bool {
	var regs unix.PtraceRegs
	var code [2]byte
	if err := unix.PtraceGetRegs(id, &regs); err != nil {
		return false
	}
	if _, err := unix.PtracePeekText(id, uintptr(regs.Rip), code[:]); err != nil || code != [2]byte{0x0f, 0x33} {
		return false
	}
	regs.Rip += 2
	regs.Rdx, regs.Rax = regs.Rcx, reads
	return unix.PtraceSetRegs(id, &regs) == nil
}

// fakePages stand for the pages of events. On the stack, which moves, their
// addresses would not hold.
var fakePages [maxUser]uint64

// readInUserSpace takes windows and looks at what the stamps left.
func readInUserSpace(t *testing.T) {
	c := requires(t, measure.TaskClock)
	seq := uint64(0)
	pages := &fakePages
	for n := 1; n <= maxUser; n++ {
		for _, forC := range []bool{false, true} {
			u := new(user)
			for i := range n {
				u.index = append(u.index, uint64(101+i))
				c.state.user.index[i] = uint64(100 + i)
				pages[i] = uint64(7 + i)
				// Sound as a number: a global variable stays where it is.
				c.state.user.page[i] = uint64(uintptr(unsafe.Pointer(&pages[i])))
			}
			c.user = u
			c.Enter(measure.Execution)
			want := measure.Calls(0)
			if forC {
				// Entered from Go they do the same: the state is where C has it.
				s := userStamps()[n]
				c.state.user.startGo, c.state.user.stopGo, want = s.startC, s.stopC, measure.OneWindow
			}
			startUser(c.state)
			before := *pages
			pages[0] += 1000
			stopUser(c.state)
			c.user = nil
			if got := c.Calls(); got != want {
				t.Errorf("%d counters, for C %v: calls %b, want %b", n, forC, got, want)
			}
			s := &c.state.user
			for i := range n {
				counter := uint64(100+i) << 32
				first, last := counter|(seq+uint64(n-1-i)), counter|(seq+uint64(n+i))
				if s.first[i] != first || s.last[i] != last {
					t.Errorf("%d counters, for C %v: counter %d is %#x to %#x, want %#x to %#x", n, forC, i, s.first[i], s.last[i], first, last)
				}
				if s.before[i] != before[i] || s.after[i] != pages[i] {
					t.Errorf("%d counters, for C %v: page %d is %d and %d", n, forC, i, s.before[i], s.after[i])
				}
			}
			seq += uint64(2 * n)
			if got, err := c.Readings(nil); err != nil || got[0].Count == 0 {
				t.Errorf("readings %+v, error %v", got, err)
			}
		}
	}
	runtime.KeepAlive(pages)
}
