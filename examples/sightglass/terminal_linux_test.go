package main

import (
	"fmt"
	"io"
	"os"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// terminal opens a pseudo terminal of the given width. screen returns what was
// written to it, after it is closed.
func terminal(t *testing.T, columns int) (tty *os.File, screen func() string) {
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
	text := make(chan string)
	go func() {
		b, _ := io.ReadAll(master) // ends with EIO when the other side is closed
		text <- strings.ReplaceAll(string(b), "\r\n", "\n")
	}()
	t.Cleanup(func() { master.Close() })
	return tty, func() string {
		tty.Close()
		return <-text
	}
}

// TestLiveOnTerminal: a recording is followed on the terminal, unless its rows
// go there, or it is a dumb one, or that is not wanted; nothing is left behind.
func TestLiveOnTerminal(t *testing.T) {
	folder(t, "work")
	defer func(was time.Duration) { redrawAfter = was }(redrawAfter)
	redrawAfter = 0 // on a fast machine all of it is over before
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
		code := run(t.Context(), args, strings.NewReader(""), tty, tty)
		got := screen()
		last := strings.LastIndex(got, "\x1b")
		if code != 0 || strings.Contains(got, "round 2 of 2") != tt.live || strings.Contains(got, "so far Execution wazero [interpreter]/wazero ") != tt.live ||
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
		code := run(t.Context(), []string{"compare"}, strings.NewReader(golden()), tty, io.Discard)
		got := screen()
		if tt.env != "" {
			os.Unsetenv(tt.env)
		}
		if code != 0 || strings.Contains(got, "●") != tt.bars || strings.Contains(got, "\x1b[1;31mworse: 2.42% slower") != tt.color {
			t.Errorf("%+v: %s", tt, got)
		}
	}
}
