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
)

// api is the functions of a library.
type api struct {
	wasmBenchCreate, wasmBenchFree, wasmBenchCompile, instantiate, execute uintptr
	version                                                                string
}

// mode asks for all symbols at once, so that one that is missing is an error here
// and no crash later, and for the library's own symbols before those of this
// program: both may hold an engine of the same name. darwin does so anyway, and
// musl knows no such flag and ignores it.
func mode() int {
	const deepBind = 0x8 // RTLD_DEEPBIND
	m := purego.RTLD_NOW | purego.RTLD_LOCAL
	if runtime.GOOS == "linux" {
		m |= deepBind
	}
	return m
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
	if cutOff(full, info.Size()) {
		return refuse("it is cut off: its header tells of more than its %d bytes; build or copy it again", info.Size())
	}
	loaded.Lock()
	defer loaded.Unlock()
	if was := loaded.files[full]; was != nil && !(os.SameFile(was, info) && was.Size() == info.Size() && was.ModTime().Equal(info.ModTime())) {
		return refuse("it was replaced after this process had loaded it; record in worker processes, or start anew")
	}
	watchExit()
	handle, err := purego.Dlopen(full, mode())
	if err != nil {
		return refuse("%s%s", strings.TrimPrefix(err.Error(), full+": "), advice(full))
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
		a.version = text(call(version))
	}
	return a, nil
}

// call calls a C function on the calling thread.
func call(function uintptr, args ...uintptr) uintptr {
	result, _, _ := purego.SyscallN(function, args...)
	return result
}

func (a *api) call(function, arg uintptr) int32 { return int32(call(function, arg)) }
func (a *api) free(state uintptr)               { call(a.wasmBenchFree, state) }

func (a *api) compile(state uintptr, wasm []byte) int32 {
	var pin runtime.Pinner
	defer pin.Unpin()
	// Sound: the library reads len(wasm) bytes, during the call only.
	return int32(call(a.wasmBenchCompile, state, address(&pin, unsafe.SliceData(wasm)), uintptr(len(wasm))))
}

// create passes the config by value. On amd64 that puts its words on the stack,
// behind all that travels in registers; on arm64, as anything of more than 16
// bytes, a pointer to a copy takes its place among the arguments.
func (a *api) create(config *words, out *uintptr) int32 {
	var pin runtime.Pinner
	defer pin.Unpin()
	to := address(&pin, out)
	if runtime.GOARCH == "amd64" {
		return int32(call(a.wasmBenchCreate, append([]uintptr{to, 0, 0, 0, 0, 0}, config[:]...)...))
	}
	byValue := *config
	return int32(call(a.wasmBenchCreate, address(&pin, &byValue), to))
}

// callbacks are the two C functions that lead to started and stopped.
var callbacks = sync.OnceValues(func() (start, stop uintptr) {
	return purego.NewCallback(started), purego.NewCallback(stopped)
})

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
