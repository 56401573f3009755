package fleet

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
)

// heldSSH stands in for ssh to hosts that are this machine: as long as the file hold is
// there, a copy does not end, and what HOST.WORD names fails there as if HOST were down.
const heldSSH = `#!/bin/sh
host=$5
word=other
case $6 in *"tar -xf"*) word=copy ;; *"rm -rf"*) word=clean ;; *"'start'"*) word=start ;; esac
[ -e "$STATE/$host.$word" ] && echo "connect to host $host: No route to host" >&2 && exit 255
if [ $word != copy ]; then exec sh -c "$6"; fi
sh -c "$6" || exit
touch "$STATE/copied.$host"
while [ -e "$STATE/hold" ]; do sleep 0.05; done
`

// TestSSHStopped: a run that is ended while it copies leaves nothing on hosts, or says where;
// and where one host cannot start its share, it is known that another has.
func TestSSHStopped(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the stand-in of ssh is a script of sh")
	}
	state := t.TempDir()
	t.Setenv("STATE", state)
	file := func(name string, is bool) {
		t.Helper()
		var err error
		if is {
			err = os.WriteFile(filepath.Join(state, name), nil, 0o666)
		} else if err = os.Remove(filepath.Join(state, name)); errors.Is(err, os.ErrNotExist) {
			err = nil
		}
		if err != nil {
			t.Error(err)
		}
	}
	t.Cleanup(func() { file("hold", false) })
	program := filepath.Join(state, "ssh")
	if err := os.WriteFile(program, []byte(heldSSH), 0o777); err != nil {
		t.Fatal(err)
	}
	s := &SSH{Fleet: standIn(t, t.TempDir(), 2, 4), Hosts: []string{"one", "two"}, Folder: filepath.Join(t.TempDir(), "theirs"), Program: program}
	stopped := errors.New("Ctrl-C")
	for _, down := range []string{"", "two"} {
		file("hold", true)
		file("copied.one", false)
		file("copied.two", false)
		ctx, cancel := context.WithCancelCause(t.Context())
		done := start(ctx, s.Fleet, s, Options{Interval: time.Millisecond})
		until(t, "both have their files", func() bool {
			_, one := os.Stat(filepath.Join(state, "copied.one"))
			_, two := os.Stat(filepath.Join(state, "copied.two"))
			return one == nil && two == nil
		})
		if down != "" {
			file(down+".clean", true)
		}
		cancel(stopped)
		r := <-done
		if !errors.Is(r.err, stopped) || r.report.Started {
			t.Fatalf("%+v, error %v", r.report, r.err)
		}
		for share, host := range s.Hosts {
			_, err := os.Stat(s.folder(share + 1))
			if left := err == nil; left != (host == down) {
				t.Errorf("%s is down: left on %s: %v", down, host, left)
			}
		}
		if left := fmt.Sprintf("what was copied is left in two:%s", s.folder(2)); strings.Contains(r.err.Error(), left) != (down != "") || strings.Contains(r.err.Error(), "one") {
			t.Errorf("%s is down: error %v", down, r.err)
		}
	}

	// It is run again, and the second host does not start its share: the first has.
	file("hold", false)
	file("two.clean", false)
	file("two.start", true)
	report, err := s.Fleet.Run(t.Context(), s, Options{Interval: time.Millisecond})
	if !errors.Is(err, ErrUnreachable) || !report.Started {
		t.Errorf("%+v, error %v", report, err)
	}
	file("two.start", false)
	if report, err = s.Fleet.Run(t.Context(), s, Options{Interval: time.Millisecond}); err != nil || !slices.Equal(report.Recorded, all(2)) {
		t.Errorf("%+v, error %v", report, err)
	}
	s.Fleet.once(t, 4, all(2)...)
}
