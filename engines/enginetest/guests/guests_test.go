package guests_test

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/engines/enginetest/guests"
	"github.com/sightglass-go/sightglass/engines/inspect"
)

// What is listed is there, and what is there is listed.
func TestListIsComplete(t *testing.T) {
	names := names()
	listed := slices.Sorted(slices.Values(names))
	if c := slices.Compact(slices.Clone(listed)); len(c) != len(listed) {
		t.Error("a name is listed twice")
	}
	built, err := filepath.Glob("*.wasm")
	if err != nil {
		t.Fatal(err)
	}
	for i, name := range built {
		built[i] = strings.TrimSuffix(name, ".wasm")
	}
	slices.Sort(built)
	if !slices.Equal(listed, built) {
		t.Errorf("listed: %v\nbuilt: %v", listed, built)
	}
	if _, ok := guests.Lookup("noop"); !ok {
		t.Error("noop is not found")
	}
	if g, ok := guests.Lookup("nobody"); ok {
		t.Errorf("nobody is found: %+v", g)
	}
}

// A text begins with the words of the list.
func TestTextsAgreeWithTheList(t *testing.T) {
	texts, err := filepath.Glob("*.wat")
	if err != nil || len(texts) == 0 {
		t.Fatalf("no texts: %v", err)
	}
	for _, text := range texts {
		b, err := os.ReadFile(text)
		if err != nil {
			t.Fatal(err)
		}
		g, ok := guests.Lookup(strings.TrimSuffix(text, ".wat"))
		if !ok {
			t.Errorf("%s is not in the list", text)
			continue
		}
		head, rest, ok := strings.Cut(string(b), "\n;;\n;; Build: ")
		head = strings.ReplaceAll(head, "\n;;  ", "")
		if want := ";; " + g.Name + ": " + g.About; !ok || head != want {
			t.Errorf("%s begins with %q, want %q and how it was built", text, head, want)
		}
		command, _, _ := strings.Cut(rest, "\n")
		if strings.HasPrefix(command, "wat2wasm") && !strings.HasSuffix(command, " "+text+" -o "+g.Name+".wasm") {
			t.Errorf("%s was built by %q", text, command)
		}
	}
}

// What inspect says of a guest is what the list says.
func TestInspectAgreesWithTheList(t *testing.T) {
	for _, g := range guests.All() {
		m, err := inspect.Parse(g.Wasm())
		if (err != nil) != (g.Ends == guests.Unreadable) {
			t.Errorf("%s is %s, and Parse says %v", g.Name, g.Ends, err)
		}
		if err != nil {
			continue
		}
		if len(m.Warnings) > 0 {
			t.Errorf("%s: %v", g.Name, m.Warnings)
		}
		if err := inspect.CheckBenchmark(m); (err == nil) != g.Benchmark {
			t.Errorf("%s: CheckBenchmark says %v", g.Name, err)
		}
		err = inspect.CheckCommand(m)
		uncallable := errors.Is(err, inspect.ErrNoEntry) || errors.Is(err, inspect.ErrEntryType)
		if uncallable != (g.Ends == guests.Uncallable) {
			t.Errorf("%s is %s, and CheckCommand says %v", g.Name, g.Ends, err)
		}
	}
}

func TestFuncs(t *testing.T) {
	m, err := inspect.Parse(guests.Wasm("funcs"))
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"fib": "(i32) -> (i32)", "add": "(i64, i64) -> (i64)", "addf": "(f64, f64) -> (f64)",
		"mixed": "(i32, f32) -> (f64)", "nores": "(i32) -> ()", "trap": "() -> ()",
	} {
		if ft, err := inspect.CheckEntry(m, name); err != nil || ft.String() != want {
			t.Errorf("%s has type %s, %v; want %s", name, ft, err, want)
		}
	}
}

func names() (list []string) {
	for _, g := range guests.All() {
		list = append(list, g.Name)
	}
	return list
}

func TestWriteTree(t *testing.T) {
	root, err := guests.WriteTree(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	secret, err := os.ReadFile(filepath.Join(root, "link.txt"))
	if err != nil || string(secret) != guests.Secret {
		t.Errorf("the link leads to %q, %v", secret, err)
	}
}

func TestWasmPanicsOnAnUnknownName(t *testing.T) {
	defer func() {
		if p := recover(); p == nil {
			t.Error("no panic")
		}
	}()
	guests.Wasm("nobody")
}

// The committed files are what build.sh makes of the texts.
func TestBuild(t *testing.T) {
	const version = "1.0.32"
	got, err := exec.Command("wat2wasm", "--version").Output()
	if err != nil {
		t.Skipf("needs wat2wasm %s, of the package wabt: %v", version, err)
	}
	if v := strings.TrimSpace(string(got)); v != version {
		t.Skipf("needs wat2wasm %s, of the package wabt; here is %s", version, v)
	}
	out := t.TempDir()
	cmd := exec.Command("sh", "build.sh")
	cmd.Env = append(os.Environ(), "OUT="+out)
	if msg, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("build.sh: %v\n%s", err, msg)
	}
	built := 0
	for _, name := range names() {
		b, err := os.ReadFile(filepath.Join(out, name+".wasm"))
		if errors.Is(err, os.ErrNotExist) {
			text, err := os.ReadFile(name + ".wat")
			if err != nil || !bytes.Contains(text, []byte(";; Build: the Wat2Wasm of wasmtime-go")) {
				t.Errorf("build.sh does not build %s", name)
			}
			continue
		}
		built++
		if err != nil || !bytes.Equal(b, guests.Wasm(name)) {
			t.Errorf("%s.wasm is not what build.sh makes: %v", name, err)
		}
	}
	t.Logf("%d of %d built", built, len(names()))
}
