package fingerprint

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/sightglass-go/sightglass/measure/record"
)

// Benchmark is a WebAssembly module.
type Benchmark struct {
	ID   string `json:"id"`   // NAME-SLUG
	Name string `json:"name"` // "noop" of noop/benchmark.wasm as of noop.wasm
	Path string `json:"path"` // from the folder benchmarks on, if it is in one
	Hash string `json:"hash"`
	Size uint64 `json:"size"` // bytes
}

// BenchmarkFile is the benchmark in a file.
func BenchmarkFile(path string) (Benchmark, error) {
	full, err := filepath.EvalSymlinks(path)
	if err == nil {
		full, err = filepath.Abs(full)
	}
	if err != nil {
		return Benchmark{}, fmt.Errorf("the benchmark %s: %w", path, err)
	}
	hash, size, err := hashFile(full)
	if err != nil {
		return Benchmark{}, fmt.Errorf("the benchmark %s: %w", path, err)
	}
	return newBenchmark(full, hash, size), nil
}

// BenchmarkOf is the benchmark that the rows of a recording name: as it was when
// recording began, wherever it is now.
func BenchmarkOf(h *record.Header, wasm string) (Benchmark, error) {
	for _, m := range h.Modules {
		hash := hashHex(m.SHA256)
		if m.Wasm != wasm || hash == "" {
			continue
		}
		path := filepath.FromSlash(wasm)
		if now, err := BenchmarkFile(path); err == nil && now.Hash == hash {
			return now, nil
		}
		return newBenchmark(path, hash, uint64(m.Bytes)), nil
	}
	return Benchmark{}, fmt.Errorf("the benchmark %s %w: the recording does not say what its file held", wasm, ErrUnknown)
}

func newBenchmark(path, hash string, size uint64) Benchmark {
	name := stem(path)
	if folder := filepath.Base(filepath.Dir(path)); name == "benchmark" && folder != "." && folder != string(filepath.Separator) {
		name = folder
	}
	name = text(name)
	return Benchmark{ID: name + "-" + slug(hash), Name: name, Path: text(below(path)), Hash: hash, Size: size}
}

// stem is a file's name without its ending.
func stem(path string) string {
	name := filepath.Base(path)
	if ending := filepath.Ext(name); ending != name {
		name = strings.TrimSuffix(name, ending)
	}
	return name
}

// below is a path from the folder of benchmarks on, all of it if there is none.
func below(path string) string {
	parts := strings.Split(path, string(filepath.Separator))
	if i := slices.IndexFunc(parts, func(part string) bool { return part == "benchmarks" || part == "benchmarks-next" }); i >= 0 {
		return filepath.Join(parts[i:]...)
	}
	return path
}
