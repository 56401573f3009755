package command

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/sightglass-go/sightglass/examples/sightglass/command/internal/live"
)

// terminal opens a pseudo terminal of the given width. screen returns what was
// written to it, after it is closed.
func terminal(t *testing.T, columns int) (tty *os.File, screen func() string) {
	t.Helper()
	master, tty := pseudoTerminal(t, columns)
	text := make(chan string)
	go func() {
		b, _ := io.ReadAll(master) // ends with EIO when the other side is closed
		text <- strings.ReplaceAll(string(b), "\r\n", "\n")
	}()
	return tty, func() string {
		tty.Close()
		return <-text
	}
}

// pseudoTerminal opens both sides of one.
func pseudoTerminal(t *testing.T, columns int) (master, tty *os.File) {
	t.Helper()
	master, err := os.OpenFile("/dev/ptmx", os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Skipf("needs a pseudo terminal: %v", err)
	}
	fd := int(master.Fd())
	n, err := unix.IoctlGetInt(fd, unix.TIOCGPTN)
	if err == nil {
		err = unix.IoctlSetPointerInt(fd, unix.TIOCSPTLCK, 0)
	}
	if err != nil {
		t.Skipf("needs a pseudo terminal: %v", err)
	}
	tty, err = os.OpenFile(fmt.Sprintf("/dev/pts/%d", n), os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Skipf("needs a pseudo terminal: %v", err)
	}
	if err := unix.IoctlSetWinsize(int(tty.Fd()), unix.TIOCSWINSZ, &unix.Winsize{Row: 50, Col: uint16(columns)}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { master.Close() })
	return master, tty
}

// TestNothingNamed: on a terminal, a command that reads recordings says what to
// name and waits for nothing; with "-" it reads what is typed, and a first Ctrl-C
// ends it, as it ends one that waits for a pipe.
func TestNothingNamed(t *testing.T) {
	folder(t)
	for _, command := range []string{"compare", "effect-size", "summarize", "analyze", "convert", "report"} {
		_, tty := pseudoTerminal(t, 80)
		var out, errs strings.Builder
		code := Run(t.Context(), []string{command}, tty, &out, &errs)
		if code != exitRefuse || out.Len() > 0 || !strings.Contains(errs.String(), "there is no sightglass-latest. Record one (sightglass benchmark), or name a recording") {
			t.Errorf("%s: code %d, %s%s", command, code, &out, &errs)
		}
		tty.Close()
	}
	if _, err := os.ReadFile("/proc/self/syscall"); err != nil {
		t.Skipf("needs to know what a process waits for: %v", err)
	}
	if err := unix.Mkfifo("fifo", 0o666); err != nil {
		t.Fatal(err)
	}
	for _, args := range []string{"compare -", "summarize -", "report -", "selfcheck --from -", "calibrate -", "convert -", "analyze -i csv -",
		"summarize fifo", "compare --before-after fifo fifo"} {
		master, tty := pseudoTerminal(t, 80)
		c := start(t, strings.Fields(args)...)
		c.Stdin = tty
		c.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true, Ctty: 0}
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		ended := make(chan int)
		go func() { ended <- c.end(t) }()
		until(t, args+" waits", c.waits)
		if _, err := master.Write([]byte{3}); err != nil {
			t.Error(err)
		}
		select {
		case code := <-ended:
			if code != 130 {
				t.Errorf("%s: code %d: %s", args, code, &c.stderr)
			}
		case <-time.After(time.Minute):
			t.Errorf("%s: ignores Ctrl-C", args)
			_ = c.Process.Kill()
			<-ended
		}
		tty.Close()
	}
}

// waits tells whether the command waits for its standard input, or for a file to
// be opened.
func (c *child) waits() bool {
	calls, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/syscall", c.Process.Pid))
	for _, path := range calls {
		call, _ := os.ReadFile(path)
		if strings.HasPrefix(string(call), fmt.Sprintf("%d 0x0 ", unix.SYS_READ)) || strings.HasPrefix(string(call), fmt.Sprintf("%d ", unix.SYS_OPENAT)) {
			return true
		}
	}
	return false
}

// TestLiveOnTerminal: a recording is followed on the terminal, unless its rows
// go there, or it is a dumb one, or that is not wanted; nothing is left behind.
func TestLiveOnTerminal(t *testing.T) {
	folder(t, "work")
	defer func(was time.Duration) { live.RedrawAfter = was }(live.RedrawAfter)
	live.RedrawAfter = 0 // on a fast machine all of it is over before
	for _, tt := range []struct {
		args, term string
		live       bool
	}{
		{"", "xterm", true},
		{"-o rows.csv", "xterm", true},
		{"", "dumb", false},
		{"--progress none", "xterm", false},
		{"--raw", "xterm", false},
	} {
		t.Setenv("TERM", tt.term)
		tty, screen := terminal(t, 100)
		args := append(strings.Fields("benchmark -p 2 -i 1 -e wazero -e wazero:interpreter work.wasm --color never"), strings.Fields(tt.args)...)
		code := Run(t.Context(), args, strings.NewReader(""), tty, tty)
		got := screen()
		last := strings.LastIndex(got, "\x1b")
		if code != 0 || strings.Contains(got, "round 2 of 2") != tt.live || strings.Contains(got, "so far Execution wazero:interpreter ") != tt.live ||
			strings.Contains(got[last+1:], "round 2 of 2") {
			t.Errorf("%+v, code %d: %q", tt, code, got)
		}
	}
}

// TestTerminal: a terminal gets colour, and tables of its own width.
func TestTerminal(t *testing.T) {
	t.Setenv("TERM", "xterm")
	for _, tt := range []struct {
		columns int
		env     string
		bars    bool
		color   bool
	}{{80, "", false, true}, {160, "", true, true}, {160, "NO_COLOR", true, false}, {160, "COLUMNS", true, true}} {
		if tt.env != "" {
			t.Setenv(tt.env, "60")
		}
		tty, screen := terminal(t, tt.columns)
		code := Run(t.Context(), []string{"compare", "-v"}, strings.NewReader(golden()), tty, io.Discard)
		got := screen()
		tty, screen = terminal(t, tt.columns)
		short := Run(t.Context(), []string{"compare"}, strings.NewReader(golden()), tty, io.Discard)
		if got := screen(); short != 0 || !strings.Contains(got, "──●──┤") || strings.Contains(got, "\x1b[1;31m2.4% more time") != tt.color {
			t.Errorf("compact: %+v: %s", tt, got)
		}
		if tt.env != "" {
			os.Unsetenv(tt.env)
		}
		if code != 0 || strings.Contains(got, "●") != tt.bars || strings.Contains(got, "\x1b[1;31m2.4% more time") != tt.color {
			t.Errorf("%+v: %s", tt, got)
		}
	}
}
