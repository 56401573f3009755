//go:build (linux || darwin) && (amd64 || arm64) && !sightglass_static

package library

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"unsafe"

	"github.com/ebitengine/purego"

	"github.com/sightglass-go/sightglass/engines/internal/foreign"
)

// api is the functions of a library.
type api struct {
	wasmBenchCreate, wasmBenchFree, wasmBenchCompile, instantiate, execute uintptr
	version                                                                string
}

// loaded are the files that were loaded: the system loads a path once, whatever
// lies there later.
var loaded struct {
	sync.Mutex
	files map[string]os.FileInfo
}

func load(path string) (*api, error) {
	refuse := func(format string, args ...any) (*api, error) {
		return nil, fmt.Errorf("%w: %s: %w", ErrLoad, path, fmt.Errorf(format, args...))
	}
	// A name without a slash would be looked for elsewhere.
	full, err := filepath.Abs(path)
	if err != nil {
		return refuse("%w", err)
	}
	info, err := os.Stat(full)
	if err != nil {
		return refuse("%w", err)
	}
	if !info.Mode().IsRegular() {
		return refuse("it is not a file")
	}
	if foreign.CutOff(full, info.Size()) {
		return refuse("it is cut off: its header tells of more than its %d bytes; build or copy it again", info.Size())
	}
	loaded.Lock()
	defer loaded.Unlock()
	if was := loaded.files[full]; was != nil && !(os.SameFile(was, info) && was.Size() == info.Size() && was.ModTime().Equal(info.ModTime())) {
		return refuse("it was replaced after this process had loaded it; record in worker processes, or start anew")
	}
	watchExit()
	handle, err := purego.Dlopen(full, foreign.Mode())
	if err != nil {
		return refuse("%s%s", strings.TrimPrefix(err.Error(), full+": "), foreign.Advice(full))
	}
	if loaded.files == nil {
		loaded.files = map[string]os.FileInfo{}
	}
	loaded.files[full] = info
	a := new(api)
	var missing []string
	for _, f := range []struct {
		name string
		at   *uintptr
	}{
		{"wasm_bench_create", &a.wasmBenchCreate}, {"wasm_bench_free", &a.wasmBenchFree}, {"wasm_bench_compile", &a.wasmBenchCompile},
		{"wasm_bench_instantiate", &a.instantiate}, {"wasm_bench_execute", &a.execute},
	} {
		if *f.at, err = purego.Dlsym(handle, f.name); err != nil {
			missing = append(missing, f.name)
		}
	}
	if len(missing) > 0 {
		return refuse("it does not export %s, which the bench API has; its header is engines/library/example/wasmtime/bench-api.h", strings.Join(missing, ", "))
	}
	if version, err := purego.Dlsym(handle, "wasm_bench_version"); err == nil {
		a.version = text(foreign.Call(version))
	}
	return a, nil
}

func (a *api) call(function, arg uintptr) int32 { return int32(foreign.Call(function, arg)) }
func (a *api) free(state uintptr)               { foreign.Call(a.wasmBenchFree, state) }

func (a *api) compile(state uintptr, wasm []byte) int32 {
	var pin runtime.Pinner
	defer pin.Unpin()
	// Sound: the library reads len(wasm) bytes, during the call only.
	return int32(foreign.Call(a.wasmBenchCompile, state, foreign.Address(&pin, unsafe.SliceData(wasm)), uintptr(len(wasm))))
}

// create passes the config by value. On amd64 that puts its words on the stack,
// behind all that travels in registers; on arm64, as anything of more than 16
// bytes, a pointer to a copy takes its place among the arguments.
func (a *api) create(config *words, out *uintptr) int32 {
	var pin runtime.Pinner
	defer pin.Unpin()
	to := foreign.Address(&pin, out)
	if runtime.GOARCH == "amd64" {
		return int32(foreign.Call(a.wasmBenchCreate, append([]uintptr{to, 0, 0, 0, 0, 0}, config[:]...)...))
	}
	byValue := *config
	return int32(foreign.Call(a.wasmBenchCreate, foreign.Address(&pin, &byValue), to))
}

// text copies a C string of the library's.
func text(at uintptr) string {
	const most = 100
	var b []byte
	for p := at; at != 0 && len(b) < most; p++ {
		// Sound: the text is the library's, and read up to its NUL.
		c := *(*byte)(*(*unsafe.Pointer)(unsafe.Pointer(&p)))
		if c == 0 {
			break
		}
		b = append(b, c)
	}
	return strings.Join(strings.Fields(strings.ToValidUTF8(string(b), "")), "-")
}
