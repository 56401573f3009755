//go:build unix

package command

import (
	"context"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/sightglass-go/sightglass/examples/sightglass/command/internal/live"
	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/recorder"
	"github.com/sightglass-go/sightglass/recorder/build"
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

// TestFleetSources: what an engine was built of, and what it would be built of now: another
// program, or another commit of a repository; what is not known is no difference.
func TestFleetSources(t *testing.T) {
	if _, err := exec.LookPath("git"); err != nil {
		t.Skipf("needs git: %v", err)
	}
	repository := commits{dir: t.TempDir()}
	repository.git(t, "init", "-q", "-b", "main")
	beside := filepath.Join(repository.dir, "beside")
	put(t, filepath.Join(beside, "go.mod"), "module beside\n")
	repository.git(t, "add", "beside")
	repository.commit(t, "c0", "")
	first := strings.TrimSpace(repository.git(t, "rev-parse", "c0"))
	repository.commit(t, "c1", "\n")
	second := strings.TrimSpace(repository.git(t, "rev-parse", "c1"))
	edited := commits{dir: t.TempDir()}
	edited.git(t, "init", "-q", "-b", "main")
	edited.commit(t, "c0", "")
	third := strings.TrimSpace(edited.git(t, "rev-parse", "c0"))
	put(t, filepath.Join(edited.dir, "bench", "cost.go"), "package main\n")
	plain := t.TempDir()
	put(t, filepath.Join(plain, "worker"), "a program")
	const sum = "95d9a2ccbf41f1b7bc0cfbbe3d4a1bd5a3e7b0a9" // of another program
	for name, tt := range map[string]struct {
		spec     build.Spec
		version  string // what the engine says of itself
		revision string // what its program says
		was, now string
	}{
		"a folder, as it was":      {build.Spec{Path: repository.dir}, "", second, "", ""},
		"a folder, in its version": {build.Spec{Path: repository.dir}, repository.dir + " (" + second + ")", "", "", ""},
		"changes that are gone":    {build.Spec{Path: repository.dir}, "../x (" + second + ", with uncommitted changes)", "", "commit " + second[:12] + ", with uncommitted changes", second[:12]},
		"changes since":            {build.Spec{Path: edited.dir}, "../x (" + third + ")", "", "commit " + third[:12], third[:12] + ", with uncommitted changes"},
		"changes to changes":       {build.Spec{Path: edited.dir}, "../x (" + third + ", with uncommitted changes)", "", "", ""},
		"changes, of a program":    {build.Spec{Path: edited.dir}, "v1.2.3", third, "", ""},
		"changes, of a revision":   {build.Spec{Path: edited.dir, Revision: "main"}, "../x (" + third + ")", "", "", ""},
		"a folder, later":          {build.Spec{Path: repository.dir}, "../x (" + first + ")", "", "commit " + first[:12], second[:12]},
		"a program's folder":       {build.Spec{Path: repository.dir}, "v1.2.3", first, "commit " + first[:12], second[:12]},
		"another folder's commit":  {build.Spec{Path: beside}, "../x (" + first + ")", "", "", ""},
		"the same, with changes":   {build.Spec{Path: beside}, "../x (" + first + ", with uncommitted changes)", "", "commit " + first[:12] + ", with uncommitted changes", second[:12]},
		"a revision of a folder":   {build.Spec{Path: beside, Revision: "main"}, "../x (" + first + ")", "", "", ""},
		"a program beside":         {build.Spec{Path: beside}, "v1.2.3", first, "commit " + first[:12], second[:12]},
		"a revision, as it was":    {build.Spec{Path: repository.dir, Revision: "c0"}, "../x (" + first + ")", "", "", ""},
		"a revision that moved":    {build.Spec{Path: repository.dir, Revision: "main"}, "../x (" + first + ")", "", "commit " + first[:12], second[:12]},
		"a revision that is gone":  {build.Spec{Path: repository.dir, Revision: "nosuch"}, "../x (" + first + ")", "", "", ""},
		"a commit is not known":    {build.Spec{Path: repository.dir}, "v1.2.3", "", "", ""},
		"no repository":            {build.Spec{Path: plain}, "../x (" + first + ")", "", "", ""},
		"a folder that is gone":    {build.Spec{Path: filepath.Join(plain, "nosuch")}, "../x (" + first + ")", "", "", ""},
		"another program":          {build.Spec{Path: filepath.Join(plain, "worker")}, "v1.2.3", "", "the program " + sum[:12], "d69ea8cda243"}, // by sha256sum
	} {
		p := &recorder.Planned{Engines: []record.Engine{{Version: tt.version, Programs: []string{sum}}}, Programs: []record.Program{{SHA256: sum, Revision: tt.revision}}}
		if was, now := sourceOf(t.Context(), p, 0, tt.spec); was != tt.was || now != tt.now {
			t.Errorf("%s: %q, now %q; want %q, now %q", name, was, now, tt.was, tt.now)
		}
	}
}
