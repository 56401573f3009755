package fleet

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// sshFleet is a fleet of all hosts, with a file, a link, and names that a shell would
// take apart.
func sshFleet(t *testing.T, h *hosts, rounds int) *SSH {
	t.Helper()
	work := filepath.Join(t.TempDir(), "it's a $HOME folder")
	if err := errors.Join(os.MkdirAll(filepath.Join(work, "sub folder"), 0o777), os.WriteFile(filepath.Join(work, "sub folder", "it's.wasm"), []byte("wasm"), 0o666),
		os.Symlink("it's.wasm", filepath.Join(work, "sub folder", "link"))); err != nil {
		t.Fatal(err)
	}
	folder := filepath.Join(work, "fleet")
	f := standIn(t, folder, len(h.daemons), rounds)
	t.Chdir(work)
	s := &SSH{Fleet: f, Files: []string{"sub folder/it's.wasm", "sub folder/link"}, Folder: filepath.Join(t.TempDir(), "their $(folder)"), Program: h.ssh}
	for i := range h.daemons {
		s.Hosts = append(s.Hosts, fmt.Sprintf("host%d", i+1))
	}
	if err := s.Check(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { // what a failed test leaves running
		_ = os.Remove(filepath.Join(folder, "hold"))
		for share := 1; share <= f.Shares; share++ {
			if pid := theirs(s, share); pid != 0 {
				_ = syscall.Kill(-pid, syscall.SIGKILL)
			}
		}
	})
	return s
}

// theirs is the process of a share on its host.
func theirs(s *SSH, share int) (pid int) {
	text, _ := os.ReadFile(filepath.Join(s.folder(share), fmt.Sprintf("share-%d.pid", share)))
	fmt.Sscan(string(text), &pid)
	return pid
}

// TestSSH records a share on each of three hosts, which are real sshd processes.
// Meanwhile connections are cut, again and again, a host is away, a share is killed,
// and the run is ended and started again.
func TestSSH(t *testing.T) {
	h := startHosts(t, 3)
	const rounds = 12
	s := sshFleet(t, h, rounds)
	hold := filepath.Join(s.Fleet.Folder, "hold")
	if err := os.WriteFile(hold, nil, 0o666); err != nil {
		t.Fatal(err)
	}
	said := &notes{t: t}
	s.Note = said.add
	o := Options{Interval: 300 * time.Millisecond, Note: said.add}
	ctx, cancel := context.WithCancelCause(t.Context())
	defer cancel(nil)
	done := start(ctx, s.Fleet, s, o)
	until(t, "all run", func() bool { return said.has("3 running (host1, host2, host3)") })
	if text, err := os.ReadFile(filepath.Join(s.folder(2), "files", "sub folder", "link")); err != nil || string(text) != "wasm" {
		t.Errorf("the link there: %q, error %v", text, err)
	}
	if !said.has("host1, host2, host3 are the same machine") { // as they are
		t.Error("nothing was said of hosts that disturb each other")
	}
	second := theirs(s, 2)
	for n := 0; n < 5; { // connections that are cut while they are used
		n += h.cut(1)
	}
	until(t, "a cut is seen", func() bool { return said.has("share 2: trying again for") })
	if theirs(s, 2) != second || syscall.Kill(second, 0) != nil {
		t.Error("share 2 did not go on")
	}

	// The run is ended; one host is away; the run is started again.
	stopped := errors.New("Ctrl-C")
	cancel(stopped)
	if r := <-done; !errors.Is(r.err, stopped) {
		t.Fatalf("%+v, error %v", r.report, r.err)
	}
	h.stop(2)
	said = &notes{t: t}
	o.Note = said.add
	done = start(t.Context(), s.Fleet, s, o)
	until(t, "it is said who does not answer", func() bool { return said.has("share 3: trying again for") && said.has("host3") })

	// A share is killed, with all its processes.
	first := theirs(s, 1)
	if err := syscall.Kill(-first, syscall.SIGKILL); err != nil {
		t.Error(err)
	}
	until(t, "it is started again", func() bool { return theirs(s, 1) != first })
	h.start(2)
	if err := os.Remove(hold); err != nil {
		t.Fatal(err)
	}
	r := <-done
	if r.err != nil || !slices.Equal(r.report.Recorded, all(3)) || len(r.report.Missing) != 0 || r.report.Machines[2] != "host2" {
		t.Fatalf("%+v, error %v", r.report, r.err)
	}
	s.Fleet.once(t, rounds, all(3)...)
	if left, _ := filepath.Glob(s.Folder + "/*"); len(left) > 0 {
		t.Errorf("left on hosts: %v", left)
	}
	// Run again, nobody is asked.
	for i := range h.daemons {
		h.stop(i)
	}
	if report, err := s.Fleet.Run(t.Context(), s, o); err != nil || !slices.Equal(report.Recorded, all(3)) {
		t.Errorf("%+v, error %v", report, err)
	}
}

// TestSSHCut: what arrives here in part is asked for again; a host that is away for
// longer than allowed costs its share, and no other.
func TestSSHCut(t *testing.T) {
	h := startHosts(t, 2)
	const rounds = 4
	s := sshFleet(t, h, rounds)
	h.program("cutting", `case $* in
*fetch*jsonl*)
	if ! [ -e `+quoted(h.in("cut"))+` ]; then
		touch `+quoted(h.in("cut"))+`
		`+quoted(h.ssh)+` "$@" | head -c 80
		exit
	fi
	;;
esac
exec `+quoted(h.ssh)+` "$@"`)
	s.Program = h.in("cutting")
	said := &notes{t: t}
	o := Options{Interval: 300 * time.Millisecond, Note: said.add}
	report, err := s.Fleet.Run(t.Context(), s, o)
	if err != nil || !slices.Equal(report.Recorded, all(2)) || !said.has("what arrived here is not what was sent") {
		t.Fatalf("%+v, error %v", report, err)
	}
	s.Fleet.once(t, rounds, all(2)...)

	s = sshFleet(t, h, rounds)
	hold := filepath.Join(s.Fleet.Folder, "hold")
	if err := os.WriteFile(hold, nil, 0o666); err != nil {
		t.Fatal(err)
	}
	said = &notes{t: t}
	o = Options{Interval: 300 * time.Millisecond, Patience: time.Second, Note: said.add}
	done := start(t.Context(), s.Fleet, s, o)
	until(t, "both run", func() bool { return said.has("2 running") })
	h.stop(0)
	until(t, "it is missing", func() bool { return said.has("1 missing") })
	if err := os.Remove(hold); err != nil {
		t.Fatal(err)
	}
	r := <-done
	if r.err != nil || !slices.Equal(r.report.Recorded, []int{2}) || len(r.report.Missing) != 1 || !errors.Is(r.report.Missing[0], ErrUnreachable) {
		t.Fatalf("%+v, error %v", r.report, r.err)
	}
	// It is not missing for good: started again when the host is back, the run finds it.
	h.start(0)
	if report, err := s.Fleet.Run(t.Context(), s, Options{Interval: 300 * time.Millisecond}); err != nil || !slices.Equal(report.Recorded, all(2)) {
		t.Errorf("%+v, error %v", report, err)
	}
	s.Fleet.once(t, rounds, all(2)...)
}

// TestSSHRefuses: hosts that cannot do it, of which nothing is started.
func TestSSHRefuses(t *testing.T) {
	h := startHosts(t, 2)
	h.program("elsewhere", `case $* in
*uname*host2*|*host2*uname*) echo Linux riscv64; exit 0 ;;
esac
exec `+quoted(h.ssh)+` "$@"`)
	h.program("chatty", `echo Welcome; exec `+quoted(h.ssh)+` "$@"`)
	for name, test := range map[string]struct {
		change func(s *SSH)
		is     error
		says   string
	}{
		"a typo":           {func(s *SSH) { s.Hosts[1] = "hostt" }, ErrUnreachable, "hostt"},
		"another platform": {func(s *SSH) { s.Program = h.in("elsewhere") }, ErrPlatform, "host2"},
		"no ssh":           {func(s *SSH) { s.Program = h.in("nosuch") }, os.ErrNotExist, "nosuch"},
		"a chatty shell":   {func(s *SSH) { s.Program = h.in("chatty") }, nil, "Welcome"},
		"a file is gone":   {func(s *SSH) { s.Files = append(s.Files, "nosuch.wasm") }, os.ErrNotExist, "nosuch.wasm"},
		"a folder there":   {func(s *SSH) { s.Folder = "/proc/nosuch" }, ErrRejected, "/proc/nosuch"},
	} {
		s := sshFleet(t, h, 4)
		test.change(s)
		report, err := s.Fleet.Run(t.Context(), s, Options{Interval: 300 * time.Millisecond})
		if err == nil || !errors.Is(err, test.is) && test.is != nil || !strings.Contains(err.Error(), test.says) || len(report.Recorded) > 0 {
			t.Errorf("%s: %+v, error %v", name, report, err)
		}
		if theirs(s, 1) != 0 {
			t.Errorf("%s: something was started", name)
		}
		if left, _ := filepath.Glob(s.folder(1)); len(left) > 0 {
			t.Errorf("%s: left on host1: %v", name, left)
		}
	}
}
