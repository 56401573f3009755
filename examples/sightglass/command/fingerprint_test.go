package command

import (
	"encoding/csv"
	"encoding/json"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// TestFingerprint: the fields of the original, in its order, as JSON in a line and as
// CSV. The hashes are sha256sum's of a file that holds "abc" (FIPS 180-2), without the
// zeros that begin bytes.
func TestFingerprint(t *testing.T) {
	folder(t)
	dir, err := filepath.EvalSymlinks(".")
	if err == nil {
		dir, err = filepath.Abs(dir)
	}
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"benchmarks/a, b/benchmark.wasm": "abc", "libengine.so": "abc", "built/libengine.so.1": "abc",
		"built/.build-info": "NAME=wasmtime\n_COMMIT_DATETIME=2022-06-14T12:48:15-07:00\n",
	} {
		put(t, name, text)
	}
	const hash = "ba7816bf8f1cfea414140de5dae2223b0361a396177a9cb410ff61f2015ad"
	benchmark, _ := json.Marshal(filepath.FromSlash("benchmarks/a, b/benchmark.wasm"))
	library, _ := json.Marshal(filepath.Join(dir, "libengine.so"))
	for _, tt := range []struct {
		args []string
		want string // "..." is anything
	}{
		{[]string{"--kind", "benchmark", "benchmarks/a, b/benchmark.wasm"}, `{"id":"a, b-ba7816bf","name":"a, b","path":` + string(benchmark) + `,"hash":"` + hash + `","size":3}` + "\n"},
		{[]string{"-k", "benchmark", "-o", "csv", "noop.wasm"}, "id,name,path,hash,size\nnoop-...,noop,...noop.wasm,...\n"},
		{[]string{"-k", "engine", "libengine.so"}, `{"id":"custom-ba7816bf","name":null,"datetime":null,"path":` + string(library) + `,"buildinfo":null}` + "\n"},
		{[]string{"-k", "engine", "-o", "csv", "libengine.so"}, "id,name,datetime,path,buildinfo\ncustom-ba7816bf,,,...libengine.so,\n"},
		{[]string{"-k", "engine", "built/libengine.so.1"}, `{"id":"wasmtime-...","name":"wasmtime","datetime":"2022-06-14T12:48:15-07:00","path":"...libengine.so.1","buildinfo":"NAME=wasmtime\n_COMMIT_DATETIME=2022-06-14T12:48:15-07:00\n"}` + "\n"},
		{[]string{"-k", "engine", "wazero:interpreter"}, `{"id":"wazero-...","name":"wazero","datetime":null,"path":"github.com/tetratelabs/wazero","buildinfo":"NAME=wazero\nVERSION=v...\nFLAGS=interpreter\nMODULE=github.com/tetratelabs/wazero\nPROGRAM_SHA256=...\n"}` + "\n"},
		{[]string{"-k", "engine", "--output-format=csv", "wazero"}, "id,name,datetime,path,buildinfo\nwazero-...,wazero,,github.com/tetratelabs/wazero,\"NAME=wazero\n...\"\n"},
		{[]string{"-k", "machine"}, `{"id":"...-...-...","name":"...","os":"...","kernel":"...","arch":"...","cpu":"...","memory":"...iB"}` + "\n"},
	} {
		r := sightglass(t, "", append([]string{"fingerprint"}, tt.args...)...)
		warning := ""
		if strings.Contains(tt.args[len(tt.args)-1], "benchmarks/a, b") { // "abc"
			warning = "warning: benchmarks/a, b/benchmark.wasm is not a WebAssembly module: it does not begin as one\n"
		}
		if r.code != 0 || r.stderr != warning || !matchesAround(r.stdout, tt.want) {
			t.Errorf("%q: %+v, want %q", tt.args, r, tt.want)
		}
	}
	if r := sightglass(t, "", "fingerprint", "-k", "engine", "noop.wasm"); r.code != 0 || !strings.Contains(r.stderr, "warning: noop.wasm is a WebAssembly module, and not an engine") {
		t.Errorf("a module as an engine: %+v", r)
	}
	for args, want := range map[string]string{
		"":                                     "--kind (-k) says of what",
		"-k":                                   "-k",
		"-k engin wazero":                      "did you mean engine?",
		"-k engine wazerro":                    "did you mean wazero?",
		"-k engine wazero:nosuch":              "nosuch",
		"-k engine wazero@v1.9.0":              "is a build",
		"-k engine ./libengine.so:flags":       "name the file alone",
		"-k benchmark benchmarks":              "folder",
		"-k benchmark noop.wasm noop.wasm":     "takes one file or engine at most",
		"-k machine -o yaml":                   "use json or csv",
		"--kind benchmark --output-format=xml": "use json or csv",
	} {
		if r := sightglass(t, "", append([]string{"fingerprint"}, strings.Fields(args)...)...); r.code != exitRefuse || r.stdout != "" || !strings.Contains(r.stderr, want) {
			t.Errorf("%s: %+v, want %q", args, r, want)
		}
	}
}

// TestFingerprintColumns: CSV and JSON have the same names.
func TestFingerprintColumns(t *testing.T) {
	folder(t)
	for kind, of := range map[string]string{"machine": "", "engine": "wazero", "benchmark": "noop.wasm"} {
		args := slices.DeleteFunc([]string{"fingerprint", "-k", kind, of}, func(a string) bool { return a == "" })
		var object map[string]any
		if err := json.Unmarshal([]byte(sightglass(t, "", args...).stdout), &object); err != nil {
			t.Fatal(err)
		}
		lines, err := csv.NewReader(strings.NewReader(sightglass(t, "", append(args, "-o", "csv")...).stdout)).ReadAll()
		if err != nil || len(lines) != 2 || len(lines[0]) != len(object) {
			t.Fatalf("%s: %q, %v", kind, lines, err)
		}
		for i, name := range lines[0] {
			if value, ok := object[name]; !ok || lines[1][i] != fieldText(value) {
				t.Errorf("%s: %s is %q, and %v in JSON", kind, name, lines[1][i], value)
			}
		}
	}
}

func fieldText(value any) string {
	if value == nil {
		return ""
	}
	b, _ := json.Marshal(value)
	var text string
	if reflect.TypeOf(value).Kind() == reflect.String && json.Unmarshal(b, &text) == nil {
		return text
	}
	return string(b)
}

// matchesAround is whether got is want, in which "..." is anything.
func matchesAround(got, want string) bool {
	parts := strings.Split(want, "...")
	for i, part := range parts {
		at := strings.Index(got, part)
		if at < 0 || i == 0 && at > 0 {
			return false
		}
		if i == len(parts)-1 && i > 0 {
			return strings.HasSuffix(got, part)
		}
		got = got[at+len(part):]
	}
	return got == ""
}
