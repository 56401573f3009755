package command

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/recorder/job"
)

// chance prints eight random bytes:
//
//	(module
//	  (import "wasi_snapshot_preview1" "random_get" (func (param i32 i32) (result i32)))
//	  (import "wasi_snapshot_preview1" "fd_write" (func (param i32 i32 i32 i32) (result i32)))
//	  (memory (export "memory") 1)
//	  (data (i32.const 0) "\10\00\00\00\08\00\00\00")
//	  (func (export "_start")
//	    (drop (call 0 (i32.const 16) (i32.const 8)))
//	    (drop (call 1 (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)))))
const chance = "\x00asm\x01\x00\x00\x00" +
	"\x01\x12\x03\x60\x02\x7f\x7f\x01\x7f\x60\x04\x7f\x7f\x7f\x7f\x01\x7f\x60\x00\x00" +
	"\x02\x47\x02\x16wasi_snapshot_preview1\x0arandom_get\x00\x00" +
	"\x16wasi_snapshot_preview1\x08fd_write\x00\x01" +
	"\x03\x02\x01\x02\x05\x03\x01\x00\x01" +
	"\x07\x13\x02\x06memory\x02\x00\x06_start\x00\x02" +
	"\x0a\x16\x01\x14\x00\x41\x10\x41\x08\x10\x00\x1a\x41\x01\x41\x00\x41\x01\x41\x08\x10\x01\x1a\x0b" +
	"\x0b\x0e\x01\x00\x41\x00\x0b\x08\x10\x00\x00\x00\x08\x00\x00\x00"

const toExpect = `
timeout = "5s"
phase = "compilation"
processes = 3

[[engine]]
engine = "wazero"
[[engine]]
engine = "wazero"
engine-flags = "interpreter"
name = "interp"

[[benchmark]]
wasm = "a folder/echo-args.wasm"
arg = ["own", "two words"]
iterations-per-process = 30
expected = true
[[benchmark]]
wasm = "funcs.wasm"
entry = "fib"
arg = ["10"]
expected = true
[[benchmark]]
wasm = "noop.wasm"
`

// expectedFiles are those below the current folder, and what they hold.
func expectedFiles(t *testing.T) map[string]string {
	t.Helper()
	files := map[string]string{}
	for _, pattern := range []string{"*.expected", "*/*.expected"} {
		names, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			files[filepath.ToSlash(name)] = read(t, name)
		}
	}
	return files
}

// expectProject makes a folder with a project of two engines, and of guests that are copied
// from the current folder.
func expectProject(t *testing.T, dir string, names ...string) {
	t.Helper()
	text := "[[engine]]\nengine = \"wazero\"\n[[engine]]\nengine = \"wazero:interpreter\"\n"
	for _, name := range names {
		put(t, filepath.Join(dir, name+".wasm"), read(t, name+".wasm"))
		text += "[[benchmark]]\nwasm = \"" + name + ".wasm\"\n"
	}
	put(t, filepath.Join(dir, "sightglass.toml"), text)
}

// TestInitExpect: what two engines agree on is expected from then on; what is there stays.
func TestInitExpect(t *testing.T) {
	folder(t, "echo-args", "funcs")
	t.Setenv("SIGHTGLASS_DATA_DIR", t.TempDir())
	mkdir(t, "a folder")
	if err := os.Rename("echo-args.wasm", "a folder/echo-args.wasm"); err != nil {
		t.Fatal(err)
	}
	put(t, "sightglass.toml", toExpect)
	r := sightglass(t, "", "init", "--expect")
	if r.code != 0 || !strings.Contains(r.stdout, "\nfuncs.fib.results.expected: what wazero, interp:interpreter agree on\n") {
		t.Fatalf("%+v", r)
	}
	// By hand: the guest prints its name and arguments, a line each, and fib(10) is 55.
	want := map[string]string{
		"a folder/echo-args.stdout.expected": "echo-args.wasm\nown\ntwo words\n", "a folder/echo-args.stderr.expected": "",
		"funcs.fib.results.expected": "55\n", "noop.stdout.expected": "", "noop.stderr.expected": "",
	}
	check := func(what string) {
		t.Helper()
		got := expectedFiles(t)
		if len(got) != len(want) {
			t.Errorf("%s: %q", what, got)
		}
		for name, text := range want {
			if has, ok := got[name]; !ok || has != text {
				t.Errorf("%s: %s has %q, want %q", what, name, has, text)
			}
		}
		if read(t, "sightglass.toml") != toExpect {
			t.Errorf("%s: the project was changed", what)
		}
	}
	check("first")
	if r := sightglass(t, "", "benchmark", "-p", "1", "--benchmark-phase", "execution", "-i", "1", "-o", "r.jsonl"); r.code != 0 || strings.Contains(r.stderr, "not checked") {
		t.Errorf("%+v", r)
	}
	if r := sightglass(t, "", "init", "--expect"); r.code != 0 || r.stdout != "" || !strings.HasSuffix(r.stderr, "note: what is expected is there already, and they agree on it\n") {
		t.Errorf("again: %+v", r)
	}
	mine := "echo-args.wasm\nmine\n"
	put(t, "a folder/echo-args.stdout.expected", mine)
	want["a folder/echo-args.stdout.expected"] = mine
	r = sightglass(t, "", "init", "--expect")
	if says := `a folder/echo-args.wasm: stdout line 2 is "own", and in a folder/echo-args.stdout.expected "mine": to replace what is expected use --force`; r.code != exitFailed || !strings.Contains(r.stderr, says) {
		t.Errorf("%+v, want %s", r, says)
	}
	check("without --force")
	want["a folder/echo-args.stdout.expected"] = "echo-args.wasm\nown\ntwo words\n"
	if r := sightglass(t, "", "init", "--expect", "--force"); r.code != 0 {
		t.Errorf("%+v", r)
	}
	check("with --force")
}

// TestInitExpectRefused: a guest that fails, one that does not end, and one on which
// engines disagree are named, with who said what, and get no file; the rest do. The golden
// file has what is said.
func TestInitExpectRefused(t *testing.T) {
	golden, err := filepath.Abs("testdata/project/expect.golden")
	if err != nil {
		t.Fatal(err)
	}
	folder(t, "trap-inside", "loop-forever", "hello")
	put(t, "chance.wasm", chance)
	engines, _, _ := strings.Cut(toExpect, "[[benchmark]]")
	put(t, "sightglass.toml", strings.Replace(engines, "5s", "1s", 1)+`[[benchmark]]
wasm = "trap-inside.wasm"
[[benchmark]]
wasm = "chance.wasm"
whole = true
[[benchmark]]
wasm = "loop-forever.wasm"
[[benchmark]]
wasm = "noop.wasm"
`)
	r := sightglass(t, "", "init", "--expect")
	if got := expectedFiles(t); r.code != exitFailed || len(got) != 2 || got["noop.stdout.expected"] != "" {
		t.Errorf("%+v, %q", r, got)
	}
	said := regexp.MustCompile(`line \d+ is ("(\\.|[^"])*"|\(end of text\)) on wazero, and ("(\\.|[^"])*"|\(end of text\)) on`).ReplaceAllString(r.stderr, "line N is X on wazero, and Y on")
	if *update {
		put(t, golden, said)
	} else if want := read(t, golden); said != want {
		t.Errorf("got\n%s\nwant\n%s", said, want)
	}
	if err := os.RemoveAll("sightglass.toml"); err != nil {
		t.Fatal(err)
	}
	put(t, "sightglass.toml", "[[engine]]\nengine = \"wazero\"\nname = \"a\"\n[[engine]]\nengine = \"wazero\"\nname = \"b\"\n[[benchmark]]\nwasm = \"hello.wasm\"\n")
	if r := sightglass(t, "", "init", "--expect"); r.code != exitRefuse || !strings.Contains(r.stderr, "what two engines agree on, and there is one here") || len(expectedFiles(t)) != 2 {
		t.Errorf("one engine under two names: %+v", r)
	}
	put(t, "sightglass.toml", "processes = 3\n")
	if r := sightglass(t, "", "init", "--expect"); r.code != exitRefuse || !strings.Contains(r.stderr, "sightglass.toml names no benchmark") {
		t.Errorf("%+v", r)
	}
}

// TestSettle: who said what, where two files differ; of a folder's own file, which others
// use, none is replaced.
func TestSettle(t *testing.T) {
	t.Chdir(t.TempDir())
	put(t, "default.stdout.expected", "one\ntwo\n")
	put(t, "a.stdout", "one\r\ntwo\n")
	put(t, "b.stdout", "one\nthree\n")
	put(t, "c.stdout", "one\ntwo")
	for _, name := range []string{"a", "b", "c"} {
		put(t, name+".stderr", "")
	}
	all := func(names ...string) (list []captured) {
		for _, name := range names {
			list = append(list, captured{"engine " + name, name})
		}
		return list
	}
	for _, tt := range []struct {
		said  []captured
		force bool
		want  string   // the error
		files []string // that there are then
	}{
		{all("a", "b"), true, `x.wasm: engines disagree: stdout line 2 is "two" on engine a, and "three" on engine b; nothing was written for it`, nil},
		{all("c", "a", "b"), false, `x.wasm: engines disagree: stdout line 2 is "two" on engine c, and "three" on engine b; nothing was written for it`, nil},
		{all("b", "b"), false, `x.wasm: stdout line 2 is "three", and in default.stdout.expected "two": to replace what is expected use --force`, nil},
		{all("a", "missing"), false, `x.wasm: compare stdout of engine a and engine missing: its program keeps nothing`, nil},
		{all("a", "c"), false, "", []string{"x.stderr.expected"}}, // stdout is expected by the folder's
		{all("b", "b"), true, "", []string{"x.stderr.expected", "x.stdout.expected"}},
	} {
		cmd := new(cobra.Command)
		cmd.SetContext(t.Context())
		cmd.SetOut(new(strings.Builder))
		err := (&initCommand{force: tt.force}).settle(cmd, job.Job{Benchmark: "x.wasm"}, tt.said)
		if tt.want == "" && err != nil || tt.want != "" && (err == nil || !strings.HasPrefix(err.Error(), tt.want)) {
			t.Errorf("%v: %v, want %s", tt.said, err, tt.want)
		}
		files, _ := filepath.Glob("x.*")
		if !slices.Equal(files, tt.files) || read(t, "default.stdout.expected") != "one\ntwo\n" {
			t.Errorf("%v: files %q", tt.said, files)
		}
	}
	j := job.Job{Benchmark: "x.wasm", Guest: job.Guest{Call: record.Call{Entry: "a/b"}}}
	put(t, "a.results", "1\n")
	if err := (&initCommand{}).settle(new(cobra.Command), j, all("a", "a")); err == nil || !strings.Contains(err.Error(), "use expect-result") {
		t.Error(err)
	}
}

// TestWithLinked: a project that names one engine is judged with the others that there are.
func TestWithLinked(t *testing.T) {
	for _, tt := range []struct{ named, linked, want string }{
		{"", "wasmtime wazero", "wasmtime wazero"},
		{"wazero", "wasmtime wazero", "wazero wasmtime"},
		{"wazero", "wazero", "wazero"},
		{"wazero@v1.9.0", "wazero", "wazero@v1.9.0 wazero"},
	} {
		if got := strings.Join(withLinked(strings.Fields(tt.named), strings.Fields(tt.linked)), " "); got != tt.want {
			t.Errorf("%+v: %s", tt, got)
		}
	}
}
