//go:build unix

package command

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/sightglass-go/sightglass/examples/sightglass/command/internal/live"
)

// mark makes or removes a file that stand-ins look for.
func mark(t *testing.T, state, name string, is bool) {
	t.Helper()
	err := os.Remove(filepath.Join(state, name))
	if is {
		err = os.WriteFile(filepath.Join(state, name), nil, 0o666)
	}
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
}

// TestFleetStopped: Ctrl-C leaves what was started, and says so; the same command line
// follows it. Meanwhile a second command in the same folder is refused.
func TestFleetStopped(t *testing.T) {
	folder(t)
	state := playFleet(t)
	args := strings.Fields("fleet slurm --nodes 2 --interval 10ms -e wazero,wazero:interpreter -i 1 --phase execution -m time -p 2 noop.wasm")
	mark(t, state, "run", true)
	ctx, cancel := context.WithCancelCause(t.Context())
	said := &onWrite{part: "2 running (n1, n2)", do: func() {
		if r := sightglass(t, "", args...); r.code != exitRefuse || !strings.Contains(r.stderr, "another process runs the fleet of this folder") {
			t.Errorf("a second command: %+v", r)
		}
		cancel(&live.SignalError{Signal: syscall.SIGINT})
	}}
	if code := Run(ctx, args, strings.NewReader(""), io.Discard, said); code != 130 || !strings.Contains(said.text.String(), "what was started goes on; the same command line follows it again; to end it: scancel --name=sightglass-") {
		t.Errorf("code %d: %s", code, said.text.String())
	}
	mark(t, state, "run", false)
	if r := sightglass(t, "", args...); r.code != 0 || !strings.Contains(r.stderr, "following what was started before") || !strings.Contains(r.stderr, "2 of 2 shares recorded") {
		t.Errorf("%+v", r)
	}
}

// TestFleetDies: every job is lost each time it is started; later the same command line
// records all of it.
func TestFleetDies(t *testing.T) {
	folder(t)
	state := playFleet(t)
	args := strings.Fields("fleet slurm --nodes 2 --interval 10ms -e wazero,wazero:interpreter -i 1 --phase execution -m time -p 2 noop.wasm")
	mark(t, state, "die", true)
	if r := sightglass(t, "", args...); r.code != exitRefuse || r.stdout != "" || !strings.Contains(r.stderr, "share 1: lost 3 times") || !strings.Contains(r.stderr, "2 shares missing of 2; the same command line starts them again") {
		t.Errorf("%+v", r)
	}
	mark(t, state, "die", false)
	if r := sightglass(t, "", args...); r.code != 0 || !strings.Contains(r.stderr, "2 of 2 shares recorded") {
		t.Errorf("%+v", r)
	}
}

// TestFleetOtherFile: a benchmark that is another on one host costs that share, names the
// host, the file and both hashes, and no other share; with the file back the same command
// line records it.
func TestFleetOtherFile(t *testing.T) {
	folder(t)
	state := playFleet(t)
	args := strings.Fields("fleet ssh one two --interval 10ms -e wazero,wazero:interpreter -i 1 --phase execution -m time -p 2 noop.wasm")
	mark(t, state, "change", true)
	r := sightglass(t, "", args...)
	for _, want := range []string{"share 2 on two: sightglass refused, exit code 2", "the content of noop.wasm has changed: its hash was ", "1 share missing of 2"} {
		if r.code != exitFailed || !strings.Contains(r.stderr, want) {
			t.Errorf("%+v; want %q", r, want)
		}
	}
	// Both hosts are this machine, and one machine is not two.
	if _, err := os.Stat("/proc/sys/kernel/random/boot_id"); err == nil && !strings.Contains(r.stderr, "one, two are the same machine") {
		t.Errorf("%s", r.stderr)
	}
	mark(t, state, "change", false)
	r = sightglass(t, "", args...)
	if r.code != 0 || !strings.Contains(r.stderr, "2 of 2 shares recorded") {
		t.Errorf("%+v", r)
	}
	if strings.Contains(r.stdout+r.stderr, "machines") {
		t.Errorf("it is compared as several machines: %+v", r)
	}
}

// TestFleetChangedSince: what was recorded of a benchmark is not shown as that of another
// that has its name now; with the file back, or in another folder, the fleet runs.
func TestFleetChangedSince(t *testing.T) {
	folder(t)
	playFleet(t)
	args := strings.Fields("fleet slurm --nodes 2 --interval 10ms -e wazero,wazero:interpreter -i 1 --phase execution -m time -p 2 noop.wasm")
	if r := sightglass(t, "", args...); r.code != 0 {
		t.Fatalf("%+v", r)
	}
	was := read(t, "noop.wasm")
	for name, change := range map[string]func() error{
		"the content of noop.wasm has changed: its hash was ": func() error {
			return os.WriteFile("noop.wasm", []byte(was+"\x00\x06\x04abcdX"), 0o666) // a custom section
		},
		"noop.wasm cannot be read here": func() error { return os.Remove("noop.wasm") },
	} {
		if err := change(); err != nil {
			t.Fatal(err)
		}
		r := sightglass(t, "", args...)
		if r.code != exitRefuse || r.stdout != "" || !strings.Contains(r.stderr, name) || !strings.Contains(r.stderr, "use another folder") || strings.Contains(r.stderr, "resume-despite") {
			t.Errorf("%+v, want %s", r, name)
		}
		put(t, "noop.wasm", was)
		if r := sightglass(t, "", args...); r.code != 0 || !strings.Contains(r.stderr, "2 of 2 shares recorded") {
			t.Errorf("with the file back: %+v", r)
		}
	}
}
