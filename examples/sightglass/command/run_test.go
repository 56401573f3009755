package command

import (
	"bytes"
	"context"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/engines/enginetest/guests"
	_ "github.com/sightglass-go/sightglass/engines/wazero"
	"github.com/sightglass-go/sightglass/recorder/build"
	"github.com/sightglass-go/sightglass/recorder/worker"
)

var update = flag.Bool("update", false, "write the golden files anew")

func TestMain(m *testing.M) {
	worker.Main()
	soakAgain()
	if os.Getenv("SIGHTGLASS_TEST_AS_COMMAND") != "" && !slices.Contains(os.Args, "-test.paniconexit0") { // which go test and gobench give
		os.Exit(Main())
	}
	for _, name := range []string{"NO_COLOR", "CLICOLOR_FORCE", "COLUMNS"} { // of the person who runs the tests
		os.Unsetenv(name)
	}
	os.Setenv("LC_ALL", "C.UTF-8")
	cache, err := os.MkdirTemp("", "sightglass-builds-")
	if err != nil {
		panic(err)
	}
	os.Setenv(build.Variable, cache) // not the one of that person
	kept, err := os.MkdirTemp("", "sightglass-kept-")
	if err != nil {
		panic(err)
	}
	os.Setenv(dataDir, kept) // of tests that are not in a folder of their own
	code := m.Run()
	os.RemoveAll(cache)
	os.RemoveAll(kept)
	os.Exit(code)
}

// result is what a run of the command left.
type result struct {
	code           int
	stdout, stderr string
}

// sightglass runs the command in a folder of its own, which holds noop.wasm.
func sightglass(t *testing.T, stdin string, args ...string) result {
	t.Helper()
	var out, errs bytes.Buffer
	code := Run(context.Background(), args, strings.NewReader(stdin), &out, &errs)
	return result{code, out.String(), errs.String()}
}

// succeeds is sightglass where the rest of a test rests on it.
func succeeds(t *testing.T, args ...string) result {
	t.Helper()
	r := sightglass(t, "", args...)
	if r.code != 0 {
		t.Fatalf("%q: %+v", args, r)
	}
	return r
}

// folder makes a folder with these guests, and noop, the current one, in which
// recordings are kept.
func folder(t *testing.T, names ...string) {
	t.Helper()
	t.Chdir(t.TempDir())
	t.Setenv(dataDir, "")
	for _, name := range append(names, "noop") {
		put(t, name+".wasm", guests.Wasm(name))
	}
}

// recordings are the files that recordings were kept in which no flag named, the
// oldest first.
func recordings(t *testing.T) []string {
	t.Helper()
	names, err := filepath.Glob("sightglass-*.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	slices.SortFunc(names, func(a, b string) int { // sightglass-T-2.jsonl comes after sightglass-T.jsonl
		return strings.Compare(strings.TrimSuffix(a, ".jsonl"), strings.TrimSuffix(b, ".jsonl"))
	})
	return names
}

// lines is how many lines of a file hold a text.
func lines(path, text string) int {
	b, _ := os.ReadFile(path)
	return strings.Count(string(b), text)
}

// put writes a file, and makes its folder.
func put[T ~string | ~[]byte](t testing.TB, path string, text T) {
	t.Helper()
	mkdir(t, filepath.Dir(path))
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func mkdir(t testing.TB, path string) {
	t.Helper()
	if err := os.MkdirAll(path, 0o777); err != nil {
		t.Fatal(err)
	}
}
