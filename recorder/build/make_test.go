package build

import (
	"context"
	"debug/buildinfo"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/measure/record"
)

// repositoryTop is the folder of this module.
func repositoryTop() string {
	_, file, _, _ := runtime.Caller(0)
	return filepath.Dir(filepath.Dir(filepath.Dir(file)))
}

// fake makes an engine that is a module in a folder, and an adapter of it in
// another, which does without Extra where that is not defined.
func fake(t *testing.T) (folder string, source *engines.Source) {
	t.Helper()
	t.Setenv(Variable, filepath.Join(t.TempDir(), "the cache"))
	top := t.TempDir()
	folder = filepath.Join(top, "an engine")
	for name, text := range map[string]string{
		"an engine/go.mod":    "module example.com/engine\n\ngo 1.25.0\n",
		"an engine/engine.go": "package engine\n\nfunc Name() string { return \"first\" }\n",
		"adapter/go.mod":      "module example.com/adapter\n\ngo 1.25.0\n\nrequire example.com/engine v1.0.0\n",
		"adapter/adapter.go": `package adapter

import (
	"context"
	"errors"

	"example.com/engine"
	"github.com/sightglass-go/sightglass/engines"
)

func init() {
	engines.Register("fake-"+engine.Name()+extra, func(context.Context, string) (engines.Engine, error) { return nil, errors.ErrUnsupported })
}
`,
		"adapter/extra.go":    "//go:build !without_Extra\n\npackage adapter\n\nimport \"example.com/engine\"\n\nconst extra = engine.Extra\n",
		"adapter/no_extra.go": "//go:build without_Extra\n\npackage adapter\n\nconst extra = \"\"\n",
	} {
		name = filepath.Join(top, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		writeFile(t, name, text)
	}
	return folder, &engines.Source{Module: "example.com/engine", Package: "example.com/adapter", File: filepath.Join(top, "adapter", "adapter.go")}
}

func one(t *testing.T, text string, source *engines.Source) Program {
	t.Helper()
	programs, err := makeIt(t.Context(), text, source, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if len(programs) != 1 {
		t.Fatalf("%d programs", len(programs))
	}
	return programs[0]
}

func makeIt(ctx context.Context, text string, source *engines.Source, o Options) ([]Program, error) {
	spec, err := Parse(text)
	if err != nil {
		return nil, err
	}
	return Make(ctx, spec, source, o)
}

// says is what a program that was made prints when it is run by hand.
func says(t *testing.T, p Program) string {
	t.Helper()
	out, err := exec.Command(p.Path).CombinedOutput()
	var exit *exec.ExitError
	if !errors.As(err, &exit) || exit.ExitCode() != 2 {
		t.Fatalf("%s: %v", out, err)
	}
	return string(out)
}

// TestMakeFolder: a folder is built as it lies, anew when it has changed, and
// what was built before stays as it is.
func TestMakeFolder(t *testing.T) {
	folder, source := fake(t)
	text := "fake@" + folder
	first := one(t, text, source)
	if got := says(t, first); !strings.Contains(got, "[fake-first]") {
		t.Errorf("first: %s", got)
	}
	linked, err := os.Stat(filepath.Join(filepath.Dir(first.Path), "linked"))
	if err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	for range 3 {
		all.Go(func() {
			if again, err := makeIt(t.Context(), text, source, Options{}); err != nil || again[0].Path != first.Path {
				t.Errorf("again: %+v, %v", again, err)
			}
		})
	}
	all.Wait()
	if now, err := os.Stat(filepath.Join(filepath.Dir(first.Path), "linked")); err != nil || !os.SameFile(now, linked) {
		t.Errorf("linked again, %v", err)
	}
	writeFile(t, filepath.Join(folder, "engine.go"), "package engine\n\nconst Extra = \"-extra\"\n\nfunc Name() string { return \"second\" }\n")
	second := one(t, text, source)
	if got := says(t, second); !strings.Contains(got, "[fake-second]") && !strings.Contains(got, "[fake-second-extra]") {
		t.Errorf("second: %s", got)
	}
	if got := says(t, first); !strings.Contains(got, "[fake-first]") {
		t.Errorf("the first one is now: %s", got)
	}
	writeFile(t, filepath.Join(folder, "engine.go"), "package engine\n\nfunc Name() int { return 1 }\n")
	if _, err := makeIt(t.Context(), text, source, Options{}); !errors.Is(err, ErrBuild) || !strings.Contains(err.Error(), "adapter.go:12:") || !strings.Contains(err.Error(), "use another version") {
		t.Errorf("what does not compile: %v", err)
	}
	if left, _ := filepath.Glob(filepath.Join(os.Getenv(Variable), unfinished, "*")); len(left) > 0 {
		t.Errorf("left unfinished: %q", left)
	}
	for _, dir := range []string{folder, filepath.Dir(source.File)} {
		if files, _ := filepath.Glob(filepath.Join(dir, "go.sum")); len(files) > 0 {
			t.Errorf("written into the user's folder: %q", files)
		}
	}
}

// TestMakeRevision: a revision of an engine's folder is what was committed.
func TestMakeRevision(t *testing.T) {
	folder, source := fake(t)
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("needs git: install it")
	}
	run(t, folder, "init", "-q", "-b", "main")
	run(t, folder, "add", "-A")
	run(t, folder, "-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "-q", "-m", "first")
	commit := run(t, folder, "rev-parse", "HEAD")
	writeFile(t, filepath.Join(folder, "engine.go"), "package engine\n\nfunc Name() string { return \"changed\" }\n")
	old, now := one(t, "fake@"+folder+"#main", source), one(t, "fake@"+folder, source)
	if got := says(t, old); !strings.Contains(got, "[fake-first]") {
		t.Errorf("main: %s", got)
	}
	if got := says(t, now); !strings.Contains(got, "[fake-changed]") {
		t.Errorf("the folder: %s", got)
	}
	if old.Revision != commit || now.Revision != commit+", with uncommitted changes" {
		t.Errorf("revisions %q and %q of %s", old.Revision, now.Revision, commit)
	}
}

// own makes a module with two main packages: one is a worker, one is not.
func own(t *testing.T) string {
	t.Helper()
	t.Setenv(Variable, t.TempDir())
	top := t.TempDir()
	sums, err := os.ReadFile(filepath.Join(repositoryTop(), "go.sum"))
	if err != nil {
		t.Fatal(err)
	}
	mod, err := os.ReadFile(filepath.Join(repositoryTop(), "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	text := strings.Replace(string(mod), "module "+library, "module example.com/mine", 1)
	text += fmt.Sprintf("\nrequire %s v0.0.0\n\nreplace %[1]s => %[2]q\n", library, repositoryTop())
	for name, text := range map[string]string{
		"go.mod":              text,
		"go.sum":              string(sums),
		"cmd/bench/main.go":   "package main\n\nimport (\n\t\"os\"\n\n\t\"" + library + "/recorder/worker\"\n)\n\nfunc main() {\n\tworker.Main()\n\tprintln(\"mine\")\n\tos.Exit(2)\n}\n",
		"cmd/other/main.go":   "package main\n\nfunc main() {}\n",
		"empty/nothing.txt":   "",
		"library/library.go":  "package library\n",
		"cmd/broken/main.go":  "package main\n\nimport _ \"" + library + "/recorder/worker\"\n\nfunc main() { nothing() }\n",
		"cmd/bench/script.sh": "",
	} {
		name = filepath.Join(top, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		writeFile(t, name, text)
	}
	return top
}

// TestMakeOwn: a main package of the caller's, as it lies and by what was
// built from it.
func TestMakeOwn(t *testing.T) {
	top := own(t)
	before := readFile(t, filepath.Join(top, "go.mod"))
	p := one(t, "mine@"+filepath.Join(top, "cmd", "bench"), nil)
	if got := says(t, p); got != "mine\n" {
		t.Errorf("it says %q", got)
	}
	if after := readFile(t, filepath.Join(top, "go.mod")); after != before {
		t.Errorf("go.mod is now\n%s", after)
	}
	if again := one(t, "mine@"+p.Path, nil); again.Path != p.Path {
		t.Errorf("a program is %+v, want %s", again, p.Path)
	}
	for text, want := range map[string]string{
		"mine@" + filepath.Join(top, "cmd", "other"):                      "worker.Main first",
		"mine@" + filepath.Join(top, "cmd", "broken"):                     "main.go:5:15: undefined: nothing",
		"mine@" + filepath.Join(top, "empty"):                             "neither a main package nor a module",
		"mine@" + filepath.Join(top, "library"):                           "neither a main package nor a module",
		"mine@" + top:                                                     "adapter does not say",
		"mine@" + filepath.Join(top, "none"):                              "none",
		"mine@v1.0.0":                                                     "adapter does not say",
		"mine@" + filepath.Join(top, "cmd", "bench", "main.go"):           "is not a program",
		"mine@" + filepath.Join(top, "cmd", "bench", "main.go") + "#main": "has no revisions",
		"mine@" + filepath.Join(top, "cmd", "bench", "script.sh"):         "not executable",
		"mine@" + filepath.Join(top, "cmd", "bench") + "#main":            "not a git repository",
	} {
		if runtime.GOOS == "windows" && strings.Contains(text, "script.sh") {
			continue
		}
		programs, err := makeIt(t.Context(), text, nil, Options{})
		if !errors.Is(err, ErrBuild) && !errors.Is(err, ErrRevision) || !strings.Contains(err.Error(), want) || programs != nil {
			t.Errorf("%s: %+v, %v; want %q", text, programs, err, want)
		}
	}
	if _, err := makeIt(t.Context(), "mine@"+p.Path, nil, Options{Layouts: 2}); !errors.Is(err, ErrBuild) || !strings.Contains(err.Error(), "is a program already") {
		t.Errorf("layouts of a program: %v", err)
	}
	t.Setenv("PATH", top)
	if _, err := makeIt(t.Context(), "mine@"+filepath.Join(top, "cmd", "bench"), nil, Options{}); !errors.Is(err, ErrToolchain) || !strings.Contains(err.Error(), "https://go.dev/dl") {
		t.Errorf("without Go: %v", err)
	}
}

// TestMakeOwnRevision: a main package of the caller's at a revision says which.
func TestMakeOwnRevision(t *testing.T) {
	top := own(t)
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("needs git: install it")
	}
	run(t, top, "init", "-q", "-b", "main")
	run(t, top, "add", "-A")
	run(t, top, "-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "-q", "-m", "first")
	p := one(t, "mine@"+filepath.Join(top, "cmd", "bench")+"#main", nil)
	info, err := buildinfo.ReadFile(p.Path)
	if err != nil {
		t.Fatal(err)
	}
	said := record.ProgramOf(info)
	if commit := run(t, top, "rev-parse", "HEAD"); said.Revision != commit || said.Modified || said.Settings["-ldflags"] != "" {
		t.Errorf("%+v, want revision %s", said, commit)
	}
}

// TestMakeLayouts: each seed is a program of its own, always the same.
func TestMakeLayouts(t *testing.T) {
	if os.Getenv("SIGHTGLASS_TESTS") == "" {
		t.Skip("links five programs: run with SIGHTGLASS_TESTS=all")
	}
	bench := filepath.Join(own(t), "cmd", "bench")
	var told []string
	o := Options{Layouts: 2, Progress: func(line string) { told = append(told, line) }}
	two, err := makeIt(t.Context(), "mine@"+bench, nil, o)
	if err != nil {
		t.Fatal(err)
	}
	one := one(t, "mine@"+bench, nil)
	if len(two) != 2 || two[0].Layout != 1 || two[1].Layout != 2 || one.Layout != 0 {
		t.Fatalf("%+v and %+v", two, one)
	}
	if a, b, c := readFile(t, two[0].Path), readFile(t, two[1].Path), readFile(t, one.Path); a == b || b == c || a == c {
		t.Error("the same programs")
	}
	again, err := makeIt(t.Context(), "mine@"+bench, nil, o)
	if err != nil || len(again) != 2 || again[0].Path != two[0].Path || again[1].Path != two[1].Path {
		t.Errorf("again: %+v, %v; want %+v", again, err, two)
	}
	if want := []string{"building mine@" + bench + ", layout 1", "building mine@" + bench + ", layout 2"}; !slices.Equal(told[:2], want) {
		t.Errorf("told %q, want %q", told, want)
	}
	t.Setenv("GOFLAGS", "-ldflags=-s")
	if _, err := makeIt(t.Context(), "mine@"+bench, nil, o); !errors.Is(err, ErrBuild) || !strings.Contains(err.Error(), "GOFLAGS sets too") {
		t.Errorf("with -ldflags: %v", err)
	}
	if _, err := makeIt(t.Context(), "mine@"+bench, nil, Options{Layouts: MaxLayouts + 1}); !errors.Is(err, ErrBuild) {
		t.Errorf("too many: %v", err)
	}
}

// TestMakeStopped: a build that is stopped leaves nothing that is taken for one.
func TestMakeStopped(t *testing.T) {
	folder, source := fake(t)
	ctx, stop := context.WithCancel(t.Context())
	_, err := makeIt(ctx, "fake@"+folder, source, Options{Progress: func(string) {
		time.AfterFunc(50*time.Millisecond, stop)
	}})
	if !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	if left, _ := filepath.Glob(filepath.Join(os.Getenv(Variable), unfinished, "*")); len(left) > 0 {
		t.Errorf("left unfinished: %q", left)
	}
	if made, _ := filepath.Glob(filepath.Join(os.Getenv(Variable), programs, "*", "worker-*")); len(made) > 0 {
		t.Errorf("made: %q", made)
	}
	if got := says(t, one(t, "fake@"+folder, source)); !strings.Contains(got, "[fake-first]") {
		t.Errorf("afterwards: %s", got)
	}
}

// TestLacking: the texts are the Go compiler's.
func TestLacking(t *testing.T) {
	printed := "# example.com/adapter\n../wazero.go:30:15: undefined: experimental.CoreFeaturesTailCall\n../wazero.go:140:22: undefined: experimental.WithCompilationWorkers\nx.go:1:1: undefined: local"
	if got, want := lacking(fmt.Errorf("x: %w", &goError{"build", printed, nil})), "without_CoreFeaturesTailCall,without_WithCompilationWorkers"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got := lacking(nil) + lacking(errors.New("undefined: a.B")); got != "" {
		t.Errorf("%q", got)
	}
}

// TestGoVersion: main modules that are made have this module's language.
func TestGoVersion(t *testing.T) {
	if mod := readFile(t, filepath.Join(repositoryTop(), "go.mod")); !strings.Contains(mod, "\ngo "+goVersion+"\n") {
		t.Errorf("go.mod does not say go %s", goVersion)
	}
}
