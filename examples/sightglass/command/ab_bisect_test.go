//go:build unix

package command

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/engines/enginetest/guests"
)

// commits is a repository with a worker program, in the folder "bench", whose engine
// counts the same fuel for whatever it runs: each commit has another cost, or what
// does not compile.
type commits struct {
	dir, guest string
}

func (h commits) git(t *testing.T, args ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "git", append([]string{"-c", "user.name=n", "-c", "user.email=n@example.com", "-c", "commit.gpgsign=false"}, args...)...)
	cmd.Dir = h.dir
	cmd.Env = append(os.Environ(), asCommand+"=1", "GIT_CONFIG_GLOBAL="+os.DevNull)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("git %v: %v\n%s", args, err, out)
	}
	return string(out)
}

// commit commits a text in place of the engine's costs, under a tag.
func (h commits) commit(t *testing.T, tag, costs string) {
	t.Helper()
	put(t, filepath.Join(h.dir, "bench", "cost.go"), "package main\n\n// "+tag+"\n"+costs)
	h.git(t, "add", ".")
	h.git(t, "commit", "-qm", tag)
	h.git(t, "tag", tag)
}

func cost(n int) string { return fmt.Sprintf("const (\n\tcost = %d\n\tversion = \"v1\"\n)\n", n) }

// newCommits makes the repository, without a commit.
func newCommits(t *testing.T) commits {
	t.Helper()
	for _, tool := range []string{"go", "git"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("needs %s: %v", tool, err)
		}
	}
	h := commits{dir: filepath.Join(t.TempDir(), "a program"), guest: filepath.Join(t.TempDir(), "noop.wasm")}
	put(t, h.guest, string(guests.Wasm("noop")))
	root, err := filepath.Abs("../../..")
	if err != nil {
		t.Fatal(err)
	}
	read := func(name string) string { return read(t, filepath.Join(root, name)) }
	const library = "github.com/sightglass-go/sightglass"
	mod := strings.Replace(read("go.mod"), "module "+library, "module example.com/program", 1)
	put(t, filepath.Join(h.dir, "go.mod"), mod+"\nrequire "+library+" v0.0.0\n\nreplace "+library+" => "+root+"\n")
	put(t, filepath.Join(h.dir, "go.sum"), read("go.sum"))
	put(t, filepath.Join(h.dir, "bench", "main.go"), read("recorder/internal/everyengine/testdata/planted/main.go"))
	h.git(t, "init", "-q")
	return h
}

// ab is the command line, as it is run in the repository. Counts are exact, so that
// what comes out is no matter of luck.
func (h commits) ab(more ...string) []string {
	args := []string{"ab", "--worker", "bench", "-e", "planted", "-m", "fuel", "-i", "1", "--layouts", "0", "--progress", "none"}
	return append(append(args, more...), h.guest)
}

// TestBisect lets git find the commit that made it slower, among eight of which
// one does not compile.
func TestBisect(t *testing.T) {
	if os.Getenv("SIGHTGLASS_TESTS") == "" {
		t.Skip("builds a program for each commit; to run it: SIGHTGLASS_TESTS=all go test -run TestBisect ./examples/sightglass/command")
	}
	h := newCommits(t)
	for i, costs := range []string{cost(1000), cost(1000), cost(990), "const cost = nonsense\n", cost(990), cost(1000), cost(1020), cost(1020)} {
		h.commit(t, fmt.Sprint("c", i), costs)
	}
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	// c3, which git tries first, does not compile; c5 is slower than the one before, but
	// not than the base.
	h.git(t, "bisect", "start", "c7", "c0")
	out := h.git(t, append([]string{"bisect", "run", exe}, h.ab("--bisect", "c0")...)...)
	found := strings.TrimSpace(h.git(t, "rev-parse", "refs/bisect/bad"))
	if want := strings.TrimSpace(h.git(t, "rev-parse", "c6")); found != want || !strings.Contains(out, want+" is the first bad commit") {
		t.Errorf("found %s, want c6, %s:\n%s", found, want, out)
	}
	if log := h.git(t, "bisect", "log"); !strings.Contains(log, "# skip: ") {
		t.Errorf("the commit that does not compile was not skipped:\n%s", log)
	}
	h.git(t, "bisect", "reset")
	if changed := h.git(t, "status", "--porcelain"); changed != "" {
		t.Errorf("it left %s", changed)
	}
}

// TestABBuildless: what needs no build to be refused is refused before one.
func TestABBuildless(t *testing.T) {
	h := newCommits(t)
	h.commit(t, "one", cost(1000))
	h.commit(t, "two", cost(1030))
	h.git(t, "tag", "alias")
	t.Chdir(h.dir)
	file := filepath.Join(t.TempDir(), "file")
	put(t, file, "")
	for _, tt := range []struct {
		dataDir string
		args    []string
		code    int
		says    string
	}{
		{"", h.ab("two"), exitRefuse, "BASE two is what is checked out, commit "},
		{"", h.ab("--head", "alias", "two"), exitRefuse, "BASE two and --head alias are the same commit, "},
		{"", h.ab("--head", "nosuch", "one"), exitRefuse, `--head: cannot find revision "nosuch" in the repository of ./bench`},
		{"", h.ab("-o", "nosuch/page.html", "one"), exitOutput, "there is no folder nosuch"},
		{"", h.ab("-o", "page.pdf", "one"), exitRefuse, "its ending does not say what to write"},
		{"", h.ab("-o", filepath.Join("bench", "main.go"), "-f", "markdown", "one"), exitRefuse, "its ending does not say"},
		{file, h.ab("one"), exitOutput, "the recording cannot be kept"},
		{"", h.ab("--processes", "3", "one"), exitRefuse, "3 rounds for 1 benchmark, and a gate needs 8"},
		{"", h.ab("--processes", "3", "--fail-on", "never", "one"), exitRefuse, "--processes 3: both are recorded until decided, and nothing is decided before 8 rounds"},
		{"", h.ab("--processes", "3", "--bisect", "one"), exitAbort, "nothing is decided before 8 rounds"},
		{"", append(strings.Fields("benchmark --until decided -p 3 -m fuel -e planted@./bench#one,planted@./bench"), h.guest), exitRefuse, "--until decided with --processes 3: nothing is decided before 8 rounds"},
	} {
		t.Setenv(dataDir, tt.dataDir)
		if r := sightglass(t, "", tt.args...); r.code != tt.code || !strings.Contains(r.stderr, tt.says) || strings.Contains(r.stderr, "building") || r.stdout != "" {
			t.Errorf("%q: code %d, want %d and %q\n%s\n%s", tt.args, r.code, tt.code, tt.says, r.stdout, r.stderr)
		}
	}
	if now := h.git(t, "status", "--porcelain"); now != "" {
		t.Errorf("something was left: %s", now)
	}
}

// TestAB compares the working tree, a revision and a program that does not compile with
// a base, and is a gate.
func TestAB(t *testing.T) {
	if os.Getenv("SIGHTGLASS_TESTS") == "" {
		t.Skip("builds several programs; to run it: SIGHTGLASS_TESTS=all go test -run TestAB ./examples/sightglass/command")
	}
	h := newCommits(t)
	h.commit(t, "one", cost(1000))
	h.commit(t, "two", cost(1030))
	h.commit(t, "broken", "const cost = nonsense\n")
	t.Chdir(h.dir)
	misspelt := func(args []string) []string {
		args[slices.Index(args, "planted")] = "plantde"
		return args
	}
	loud := filepath.Join(t.TempDir(), "loud.wasm") // fails, for the engine prints nothing
	put(t, loud, guests.Wasm("noop"))
	put(t, strings.TrimSuffix(loud, ".wasm")+".stdout.expected", "hello")
	const slower, sentence = "3.0% more (worse)", "planted@./bench#two counts 3.0% more fuel than planted@./bench#one when executing on noop.wasm"
	for _, tt := range []struct {
		args           []string
		code           int
		stdout, stderr string
	}{
		{h.ab("--head", "two", "one"), exitFailed, slower, "gate --fail-on changed-worse: closed"},
		{h.ab("--head", "two", "--confirm", "one"), exitFailed, "Recorded again", "confirmed by a second recording"},
		{h.ab("--head", "two", "--fail-on", "never", "one"), 0, slower, ""},
		{h.ab("--head", "two", "-v", "--fail-on", "never", "one"), 0, sentence, ""},
		{h.ab("--head", "one", "two"), 0, "2.9% fewer (better)", "gate --fail-on changed-worse: open"},
		{h.ab("--head", "one", "--bisect", "two"), 0, "", "open"},
		{append(h.ab("--head", "one", "two"), loud), exitRefuse, "", "cannot decide"},
		{append(h.ab("--head", "one", "--allow-incomplete", "two"), loud), exitRefuse, "", "gate --fail-on changed-worse: open"},
		{append(h.ab("--head", "two", "--allow-incomplete", "one"), loud), exitFailed, slower, "gate --fail-on changed-worse: closed"},
		{h.ab("--head", "one", "one"), exitRefuse, "", "BASE and --head are both one"},
		{h.ab("--head", "two", "--bisect", "one"), exitFailed, slower, "closed"},
		{h.ab("--bisect", "one"), exitSkip, "", "nonsense"},
		{h.ab("one"), exitRefuse, "", "sightglass: --engine planted@./bench: "},
		{h.ab("--head", "one", "broken"), exitRefuse, "", "sightglass: BASE: --engine planted@./bench#broken: "},
		{h.ab("--bisect", "--head", "one", "broken"), exitAbort, "", "BASE: "},
		{h.ab("--bisect", "nosuch"), exitAbort, "", "nosuch"},
		// What is wrong at every revision is no reason to skip this one.
		{misspelt(h.ab("--bisect", "--head", "two", "one")), exitAbort, "", `BASE: program`},
		{h.ab("--bisect", "--head", "two", "--rounds", "3", "one"), exitAbort, "", "nothing is decided before 8 rounds"},
		{h.ab("--bisect", "--worker", "bnech", "one"), exitAbort, "", "bnech: no such file"},
		{h.ab("--head", "two", "--max-time", "1ms", "one"), exitRefuse, "", "cannot decide"},
		{h.ab("--head", "two", "--bisect", "--max-time", "1ms", "one"), exitSkip, "", "cannot decide"},
	} {
		if r := sightglass(t, "", tt.args...); r.code != tt.code || !strings.Contains(strings.Join(strings.Fields(r.stdout), " "), tt.stdout) || !strings.Contains(r.stderr, tt.stderr) {
			t.Errorf("%v: code %d, want %d\n%s\n%s", tt.args, r.code, tt.code, r.stdout, r.stderr)
		}
	}
	data := filepath.Join(t.TempDir(), "data", "of ab")
	t.Setenv(dataDir, data)
	r := sightglass(t, "", h.ab("--head", "two", "--dry-run", "one")...)
	if _, err := os.Stat(filepath.Dir(data)); r.code != 0 || !strings.Contains(r.stdout, "Would record:\n") || !strings.Contains(r.stdout, data) || err == nil {
		t.Errorf("--dry-run: %+v; %v", r, err)
	}
	t.Setenv(dataDir, "")
	put(t, filepath.Join(h.dir, "bench", "cost.go"), "package main\n\n"+cost(1500))
	if r := sightglass(t, "", h.ab("one")...); r.code != exitFailed || !strings.Contains(r.stdout, "50% more fuel") && !strings.Contains(r.stdout, "1.50x") {
		t.Errorf("the working tree: code %d\n%s\n%s", r.code, r.stdout, r.stderr)
	}
}
