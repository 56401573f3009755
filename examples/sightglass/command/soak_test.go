package command

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/engines/wazero"
	"github.com/sightglass-go/sightglass/recorder/soak"
)

// soakAgain is main in a process that the soak command started, which is the
// test's program, and in one that TestSoakLeak started. There, and only there,
// is an engine that leaks.
func soakAgain() {
	if len(os.Args) < 2 || os.Args[1] != "soak" {
		return
	}
	engines.Register("leaky", func(ctx context.Context, flags string) (engines.Engine, error) {
		e, err := wazero.Open(ctx, "")
		return leaky{e, flags}, err
	})
	os.Exit(Run(context.Background(), os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

// leaky is wazero, but for each module that is linked something stays.
type leaky struct {
	engines.Engine
	flags string
}

func (l leaky) Compile(ctx context.Context, wasm []byte) (engines.Module, error) {
	m, err := l.Engine.Compile(ctx, wasm)
	return leakyModule{m, l.flags}, err
}

type leakyModule struct {
	engines.Module
	flags string
}

var (
	leaked      [][]byte
	leakedFiles []*os.File
)

func (l leakyModule) Link(ctx context.Context, h engines.Host) (engines.Linker, error) {
	switch l.flags {
	case "memory":
		leaked = append(leaked, bytes.Repeat([]byte{1}, 64<<10))
	case "file": // and its descriptor
		f, err := os.CreateTemp("", "leak")
		if err != nil {
			return nil, err
		}
		leakedFiles = append(leakedFiles, f)
	}
	return l.Module.Link(ctx, h)
}

func TestSoak(t *testing.T) {
	if raceDetector {
		t.Skip("the race detector's own memory grows with what it has seen: run without -race")
	}
	folder(t)
	tmp := t.TempDir()
	t.Setenv("TMPDIR", tmp)
	for _, args := range []string{"", " noop.wasm", " --in-process noop.wasm"} {
		r := sightglass(t, "", strings.Fields("soak -e wazero --engine-flags interpreter --instantiations 100 --compilations 20 --processes 10"+args)...)
		if r.code != 0 || !strings.HasSuffix(r.stdout, "\nflat\n") {
			t.Fatalf("%s: %+v", args, r)
		}
		for _, what := range []string{"compilations", "instantiations", "processes"} {
			if !regexp.MustCompile(what + ` on wazero:interpreter: flat; over the second half of \d+: .*heap [+-]\d+ bytes`).MatchString(r.stdout) {
				t.Errorf("%s: no verdict on %s in %s", args, what, r.stdout)
			}
		}
	}
	if left, err := os.ReadDir(tmp); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
	r := sightglass(t, "", strings.Fields("soak --instantiations 0 -p 0 --compilations 4 -f json")...)
	var results []soak.Result
	if err := json.Unmarshal([]byte(r.stdout), &results); err != nil || r.code != 0 || len(results) != 1 ||
		results[0].What != "compilations" || results[0].Engine != "wazero" || len(results[0].Samples) != 5 {
		t.Errorf("%v, %+v", err, r)
	}
}

func TestSoakRefused(t *testing.T) {
	folder(t, "trap-inside")
	for args, want := range map[string]struct {
		code int
		text string
	}{
		"-e nonesuch":                         {exitRefuse, "unknown engine"},
		"-e wazero:turbo":                     {exitRefuse, "unknown flag"},
		"-f csv":                              {exitRefuse, "table or json"},
		"--instantiations 0 -p 0":             {exitRefuse, "nothing to do"},
		"--instantiations 1 -p 0":             {exitRefuse, "--instantiations 1: use 2 or more"},
		"missing.wasm":                        {exitRefuse, "missing.wasm"},
		"--timeout 1ns":                       {exitFailed, "use --timeout to allow more"},
		"-p 0 trap-inside.wasm":               {exitFailed, "trap"}, // it compiles
		"--instantiations 0 trap-inside.wasm": {exitFailed, "trap"},
	} {
		r := sightglass(t, "", append([]string{"soak"}, strings.Fields(args)...)...)
		if r.code != want.code || !strings.Contains(r.stderr, want.text) || strings.Contains(r.stdout, "\nflat\n") {
			t.Errorf("%s: %+v, want code %d and %q", args, r, want.code, want.text)
		}
	}
}

// TestSoakLeak: an engine that leaks fails the command, and the last line says
// what grows.
func TestSoakLeak(t *testing.T) {
	if err := soak.Missing(); err != nil {
		t.Skipf("%v; run it on Linux", err)
	}
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	for flags, want := range map[string][]string{
		"memory": {"instantiations on leaky:memory: heap +3", "instantiations on leaky:memory: resident memory +"},
		"file":   {"descriptors +50 (+1.0000 a step)", "temporary files +50 (+1.0000 a step)"},
	} {
		out, err := exec.Command(exe, "soak", "-e", "leaky:"+flags, "--instantiations", "100", "--compilations", "4", "-p", "0").CombinedOutput()
		var exit *exec.ExitError
		if !errors.As(err, &exit) || exit.ExitCode() != exitFailed {
			t.Errorf("%s: %v\n%s", flags, err, out)
		}
		lines := strings.Split(strings.TrimSpace(string(out)), "\n")
		last := lines[len(lines)-1]
		for _, text := range append(want, "sightglass: growing: ") {
			if !strings.Contains(last, text) {
				t.Errorf("%s: %q is not in the last line of\n%s", flags, text, out)
			}
		}
		if !strings.Contains(string(out), "compilations on leaky:"+flags+": flat") {
			t.Errorf("%s: the compilations are not flat\n%s", flags, out)
		}
	}
}
