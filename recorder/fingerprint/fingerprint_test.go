package fingerprint

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/recorder/job"
)

// The SHA-256 of "abc", by FIPS 180-2, and that without the zeros that begin bytes,
// by hand: 8f01cfea is 8f 1 cf ea, b00361a3 is b0 3 61 a3, f20015ad is f2 0 15 ad.
const (
	paddedABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
	hashABC   = "ba7816bf8f1cfea414140de5dae2223b0361a396177a9cb410ff61f2015ad"
)

func TestHash(t *testing.T) {
	if got := hashText("abc"); got != hashABC {
		t.Errorf("hash %s, want %s", got, hashABC)
	}
	if got := hashHex(paddedABC); got != hashABC {
		t.Errorf("of a recording: %s, want %s", got, hashABC)
	}
	for _, bad := range []string{"", "abc", paddedABC[2:], "x" + paddedABC[1:]} {
		if got := hashHex(bad); got != "" {
			t.Errorf("%q: %q", bad, got)
		}
	}
	if got := unpadded([]byte{0x0a, 0, 0xb0}); got != "a0b0" {
		t.Errorf("%q", got)
	}
}

// write makes a file and the folders above it.
func write(t *testing.T, name, text string) string {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	return name
}

// folder is a folder of its own without links in its path.
func folder(t *testing.T) string {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestBenchmarkFile(t *testing.T) {
	dir := folder(t)
	for name, want := range map[string]Benchmark{
		"code/benchmarks/noop/benchmark.wasm":     {Name: "noop", Path: "benchmarks/noop/benchmark.wasm"},
		"code/benchmarks-next/noop.wasm":          {Name: "noop", Path: "benchmarks-next/noop.wasm"},
		"benchmarks/old/benchmarks/x/y.core.wasm": {Name: "y.core", Path: "benchmarks/old/benchmarks/x/y.core.wasm"},
		"my benchmarks/a b.wasm":                  {Name: "a b", Path: filepath.Join(dir, "my benchmarks", "a b.wasm")},
		"none":                                    {Name: "none", Path: filepath.Join(dir, "none")},
		".wasm":                                   {Name: ".wasm", Path: filepath.Join(dir, ".wasm")},
	} {
		want.Path, want.ID, want.Hash, want.Size = filepath.FromSlash(want.Path), want.Name+"-ba7816bf", hashABC, 3
		if got, err := BenchmarkFile(write(t, filepath.Join(dir, name), "abc")); err != nil || got != want {
			t.Errorf("%s: %+v, %v; want %+v", name, got, err, want)
		}
	}
	if err := os.Symlink(filepath.Join(dir, "code", "benchmarks-next", "noop.wasm"), filepath.Join(dir, "link")); err != nil {
		t.Skip("links: ", err)
	}
	if got, err := BenchmarkFile(filepath.Join(dir, "link")); err != nil || got.Name != "noop" {
		t.Errorf("a link: %+v, %v", got, err)
	}
	for _, bad := range []string{filepath.Join(dir, "nosuch"), dir} {
		if got, err := BenchmarkFile(bad); err == nil || !strings.Contains(err.Error(), bad) {
			t.Errorf("%s: %+v, %v", bad, got, err)
		}
	}
}

// TestBenchmarkOf: what was recorded counts, not what a file of that name holds now.
func TestBenchmarkOf(t *testing.T) {
	dir := folder(t)
	t.Chdir(dir)
	write(t, "benchmarks/same.wasm", "abc")
	write(t, "benchmarks/changed.wasm", "other")
	h := &record.Header{Modules: []record.Module{{Wasm: "unread.wasm"}}}
	for wasm, want := range map[string]Benchmark{
		"benchmarks/same.wasm":               {Name: "same", Path: "benchmarks/same.wasm"},
		"benchmarks/changed.wasm":            {Name: "changed", Path: "benchmarks/changed.wasm"},
		"gone/benchmark.wasm":                {Name: "gone", Path: "gone/benchmark.wasm"},
		"benchmark.wasm":                     {Name: "benchmark", Path: "benchmark.wasm"},
		"/there/benchmarks/x/benchmark.wasm": {Name: "x", Path: "benchmarks/x/benchmark.wasm"},
	} {
		h.Modules = append(h.Modules, record.Module{Wasm: wasm, SHA256: paddedABC, Bytes: 3})
		want.Path, want.ID, want.Hash, want.Size = filepath.FromSlash(want.Path), want.Name+"-ba7816bf", hashABC, 3
		if got, err := BenchmarkOf(h, wasm); err != nil || got != want {
			t.Errorf("%s: %+v, %v; want %+v", wasm, got, err, want)
		}
	}
	for _, wasm := range []string{"unread.wasm", "nosuch.wasm"} {
		if got, err := BenchmarkOf(h, wasm); !errors.Is(err, ErrUnknown) {
			t.Errorf("%s: %+v, %v", wasm, got, err)
		}
	}
}

func TestEngineFile(t *testing.T) {
	dir := folder(t)
	lib := write(t, filepath.Join(dir, "bare", "libengine.so"), "abc")
	got, err := EngineFile(lib)
	if err != nil || got != (Engine{ID: "custom-ba7816bf", Path: lib}) {
		t.Errorf("without a note of its build: %+v, %v", got, err)
	}
	if b, _ := json.Marshal(Engine{ID: "x", Path: "y"}); string(b) != `{"id":"x","name":null,"datetime":null,"path":"y","buildinfo":null}` {
		t.Errorf("%s", b) // as the original's Option is written
	}
	info := "SOME_NAME_KEY=1\nANOTHER_NAME=...\n  NAME = wasmtime \n_COMMIT_DATETIME=2022-06-14T12:48:15-07:00\n"
	lib = write(t, filepath.Join(dir, "built", "libengine.so"), "abc")
	write(t, filepath.Join(dir, "built", ".build-info"), info)
	got, err = EngineFile(lib)
	if err != nil || got.ID != "wasmtime-"+hashText(info)[:8] || *got.Name != "wasmtime" || *got.Datetime != "2022-06-14T12:48:15-07:00" || *got.BuildInfo != info || got.Path != lib {
		t.Errorf("%+v, %v", got, err)
	}
	write(t, filepath.Join(dir, "built", ".build-info"), "REVISION=main\n_COMMIT_DATETIME=2022-06-14T12:48:15+02:00\n")
	if got, err = EngineFile(lib); err != nil || !strings.HasPrefix(got.ID, "custom-") || got.Name != nil || *got.Datetime != "2022-06-14T12:48:15+02:00" {
		t.Errorf("nameless: %+v, %v", got, err)
	}
	for _, text := range []string{"\xff", strings.Repeat("x", mostBuildInfo+1)} {
		write(t, filepath.Join(dir, "built", ".build-info"), text)
		if got, err := EngineFile(lib); err == nil || !strings.Contains(err.Error(), ".build-info") {
			t.Errorf("%.10q: %+v, %v", text, got, err)
		}
	}
	if got, err := EngineFile(filepath.Join(dir, "nosuch.so")); err == nil {
		t.Errorf("%+v", got)
	}
}

// TestEngineOf: an engine of a recording, and the same asked for by name, is one.
func TestEngineOf(t *testing.T) {
	h := &record.Header{Binary: paddedABC}
	linked, err := EngineOf(h, record.Engine{Name: "mine", Engine: "wazero", Version: "v1.12.0", Flags: "interpreter", Module: "github.com/tetratelabs/wazero"})
	want := "NAME=wazero\nVERSION=v1.12.0\nFLAGS=interpreter\nMODULE=github.com/tetratelabs/wazero\nPROGRAM_SHA256=" + paddedABC + "\n"
	if err != nil || *linked.BuildInfo != want || *linked.Name != "wazero" || linked.ID != "wazero-"+hashText(want)[:8] || linked.Path != "github.com/tetratelabs/wazero" || linked.Datetime != nil {
		t.Errorf("%+v, %v", linked, err)
	}
	asked, err := EngineLinked(engines.Identity{Name: "wazero", Version: "v1.12.0", Flags: "interpreter", Module: "github.com/tetratelabs/wazero"}, paddedABC)
	if err != nil || asked.ID != linked.ID || *asked.BuildInfo != want {
		t.Errorf("%+v, %v", asked, err)
	}
	ids := map[string]bool{linked.ID: true}
	for _, e := range []record.Engine{ // each differs in one thing
		{Engine: "wazero", Version: "v1.12.0", Module: "github.com/tetratelabs/wazero"},
		{Engine: "wazero", Version: "v1.11.0", Flags: "interpreter", Module: "github.com/tetratelabs/wazero"},
		{Engine: "wazero", Version: "v1.12.0", Flags: "interpreter", Module: "github.com/tetratelabs/wazero", Programs: []string{"another"}},
	} {
		got, err := EngineOf(h, e)
		if err != nil || ids[got.ID] {
			t.Errorf("%+v is %+v, %v", e, got, err)
		}
		ids[got.ID] = true
	}
	hostile, err := EngineOf(h, record.Engine{Engine: "../x y", Version: "1\nNAME=evil"})
	if err != nil || !strings.HasPrefix(hostile.ID, "../x y-") || *hostile.Name != "../x y" || *hostile.BuildInfo != "NAME=../x y\nVERSION=1 NAME=evil\nPROGRAM_SHA256="+paddedABC+"\n" {
		t.Errorf("%+v, %v", hostile, err)
	}
	if got, err := EngineOf(h, record.Engine{Engine: "wazero"}); !errors.Is(err, ErrUnknown) {
		t.Errorf("no version: %+v, %v", got, err)
	}

	lib := write(t, filepath.Join(folder(t), "libengine.so"), "abc")
	write(t, filepath.Join(filepath.Dir(lib), ".build-info"), "NAME=wasmtime\n")
	of := func(sum string) (Engine, error) {
		return EngineOf(h, record.Engine{Name: lib, Engine: lib, Version: "x", Library: &record.Input{Name: lib, SHA256: sum}})
	}
	if got, err := of(paddedABC); err != nil || !strings.HasPrefix(got.ID, "wasmtime-") {
		t.Errorf("the same file: %+v, %v", got, err)
	}
	if got, err := of(strings.Repeat("0a", 32)); err != nil || got != (Engine{ID: "custom-aaaaaaaa", Path: lib}) {
		t.Errorf("another by now: %+v, %v", got, err)
	}
	if got, err := of(""); !errors.Is(err, ErrUnknown) {
		t.Errorf("never read: %+v, %v", got, err)
	}
}

func TestMachine(t *testing.T) {
	here, err := ThisMachine()
	if err != nil || here.Name == "" || here.OS == "" || here.Arch != record.Arch() || here.Kernel == "" {
		t.Errorf("%+v, %v", here, err)
	}
	family := map[string]string{"darwin": "macos"}[runtime.GOOS]
	if family == "" {
		family = runtime.GOOS
	}
	if prefix := here.Arch + "-" + family + "-"; !strings.HasPrefix(here.ID, prefix) || len(here.ID) != len(prefix)+8 {
		t.Errorf("ID %q", here.ID)
	}
	if got, err := MachineOf(job.Machine()); err != nil || got != here {
		t.Errorf("recorded here: %+v, %v, want %+v", got, err, here)
	}
	there := record.Machine{OS: "darwin", Arch: "aarch64", Kernel: "23.5.0", CPU: "Apple M1", MemoryKB: 16 << 20, Fingerprint: "0123456789abcdef"}
	want := Machine{Name: "0123456789abcdef", OS: "darwin", Kernel: "23.5.0", Arch: "aarch64", CPU: "Apple M1", Memory: "16.0 GiB"}
	want.ID = "aarch64-macos-" + hashText("0123456789abcdef\ndarwin\n23.5.0\naarch64\nApple M1\n16.0 GiB")[:8]
	if got, err := MachineOf(there); err != nil || got != want {
		t.Errorf("%+v, %v, want %+v", got, err, want)
	}
	if got, err := MachineOf(record.Machine{}); !errors.Is(err, ErrUnknown) {
		t.Errorf("%+v, %v", got, err)
	}
	// By hand: 2^20 kB are one GiB; 16257072 kB / 2^20 = 15.504.
	for kB, want := range map[uint64]string{1: "1.0 KiB", 1023: "1023.0 KiB", 1 << 10: "1.0 MiB", 1 << 20: "1.0 GiB", 16257072: "15.5 GiB", 1 << 30: "1.0 TiB"} {
		if got := binary(float64(kB) * 1024); got != want {
			t.Errorf("%d kB: %q, want %q", kB, got, want)
		}
	}
}
