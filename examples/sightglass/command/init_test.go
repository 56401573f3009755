package command

import (
	"os"
	"strings"
	"testing"
)

// TestInit: the file that init writes is recorded from at once; nothing is replaced
// unasked, and what is no benchmark is named.
func TestInit(t *testing.T) {
	folder(t, "hello", "funcs")
	t.Setenv("SIGHTGLASS_DATA_DIR", t.TempDir())
	put(t, "a folder/broken.wasm", "no module")
	put(t, `a folder/.hidden/x.wasm`, read(t, "noop.wasm"))
	put(t, "a folder/copy é.wasm", read(t, "noop.wasm"))
	r := sightglass(t, "", "init")
	if r.code != 0 || !strings.Contains(r.stderr, "left out a folder/broken.wasm") && !strings.Contains(r.stderr, "broken.wasm") || !strings.Contains(r.stderr, "left out funcs.wasm") {
		t.Fatalf("%+v", r)
	}
	text := read(t, "sightglass.toml")
	for _, want := range []string{"engine = \"wazero\"\n", "wasm = \"noop.wasm\"\n", "wasm = \"a folder/copy é.wasm\"\n"} {
		if !strings.Contains(text, want) {
			t.Errorf("it lacks %q:\n%s", want, text)
		}
	}
	if strings.Contains(text, "hidden") || strings.Contains(text, "funcs") {
		t.Error(text)
	}
	if r := sightglass(t, "", "benchmark", "-p", "1", "-i", "1", "-o", "r.jsonl"); r.code != 0 || !strings.Contains(r.stderr, "from sightglass.toml: 1 engine wazero;") {
		t.Errorf("%+v", r)
	}
	put(t, "sightglass.toml", "# mine\n")
	if r := sightglass(t, "", "init"); r.code != exitRefuse || !strings.Contains(r.stderr, "use --force") || read(t, "sightglass.toml") != "# mine\n" {
		t.Errorf("%+v", r)
	}
	if r := sightglass(t, "", "init", "--force"); r.code != 0 || read(t, "sightglass.toml") != text {
		t.Errorf("%+v", r)
	}
	for args, says := range map[string]string{
		"init nosuch":             "look for benchmarks: stat nosuch: no such file or directory; name a folder that is there",
		"init noop.wasm":          "noop.wasm is a file: name the folder of the benchmarks",
		"init --expect noop.wasm": "noop.wasm is a file: name the folder of the benchmarks",
	} {
		r := sightglass(t, "", strings.Fields(args)...)
		if said := strings.ReplaceAll(r.stderr, "The system cannot find the file specified.", "no such file or directory"); r.code != exitRefuse || !strings.Contains(strings.Replace(said, "GetFileAttributesEx", "stat", 1), says) {
			t.Errorf("%s: %+v", args, r)
		}
	}
	mkdir(t, "empty")
	if r := sightglass(t, "", "init", "empty"); r.code != exitRefuse || !strings.Contains(r.stderr, "there is no benchmark") {
		t.Errorf("%+v", r)
	}
	if _, err := os.Stat("empty/sightglass.toml"); err == nil {
		t.Error("it wrote a file of nothing")
	}
}
