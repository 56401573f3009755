package wazero

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/tetratelabs/wazero"

	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/measure"
)

// errInterpreter is why there is no code to measure.
var errInterpreter = errors.New("the interpreter makes no native code")

// Counters makes an engine an engines.Counting.
func (e *engine) Counters() []engines.Counter {
	code := engines.Counter{Event: measure.CodeSize}
	if e.interprets {
		code.Unavailable = errInterpreter
	}
	return []engines.Counter{code, {Event: measure.GuestMemory}}
}

// CodeSize makes a module an engines.SizedModule. wazero says of no module how large
// its code is, but writes it to a cache of compiled modules, if it has one: the module
// is compiled again with one in dir. An engine does that once for the same bytes,
// of which wazero always makes the same.
func (m *module) CodeSize(ctx context.Context, dir string) (size uint64, err error) {
	if err := done(ctx, "measure the code"); err != nil {
		return 0, err
	}
	if m.runtime == nil {
		return 0, fmt.Errorf("wazero: measure the code: %w", engines.ErrClosed)
	}
	e, sum := m.engine, sha256.Sum256(m.wasm)
	if size, ok := e.codeSizes[sum]; ok {
		return size, nil
	}
	if dir, err = os.MkdirTemp(dir, "wazero-"); err != nil {
		return 0, fmt.Errorf("make a folder for compiled code: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	if err := m.compileInto(ctx, dir); err != nil {
		return 0, fmt.Errorf("wazero: compile again, to see the code: %w", err)
	}
	if size, err = cachedCode(dir); err != nil {
		return 0, err
	}
	if e.codeSizes == nil {
		e.codeSizes = map[[sha256.Size]byte]uint64{}
	}
	e.codeSizes[sum] = size
	return size, nil
}

func (m *module) compileInto(ctx context.Context, dir string) (err error) {
	cache, err := wazero.NewCompilationCacheWithDir(dir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, cache.Close(ctx)) }()
	r := wazero.NewRuntimeWithConfig(ctx, m.engine.config.WithCompilationCache(cache))
	defer func() { err = errors.Join(err, r.Close(ctx)) }()
	compiled, err := r.CompileModule(m.engine.compiling(ctx), m.wasm)
	if err != nil {
		return oneLine(err)
	}
	return compiled.Close(ctx)
}

// cachedCode is how large the code is in the one file below dir.
func cachedCode(dir string) (uint64, error) {
	var files []string
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			files = append(files, path)
		}
		return err
	})
	switch {
	case err != nil:
		return 0, fmt.Errorf("read what wazero compiled: %w", err)
	case len(files) == 0:
		return 0, errInterpreter // by a configuration of the program's own
	case len(files) > 1:
		return 0, fmt.Errorf("%w: %d files, of one module", errCache, len(files))
	}
	content, err := os.ReadFile(files[0])
	if err != nil {
		return 0, fmt.Errorf("read what wazero compiled: %w", err)
	}
	return codeIn(content)
}

// errCache: this version of wazero writes its cache in another way.
var errCache = errors.New("what wazero keeps of compiled modules is not in the form of v1.9 to v1.12, so that the size of their code is not known")

// codeIn is how large the code in an entry of the cache is: its head is a name, the
// version with its length in a byte, the number of functions and where each begins; then come
// the size of the code, the code, its checksum, and what is of no interest here.
// Numbers are little-endian, that of functions in four bytes, others in eight.
func codeIn(entry []byte) (uint64, error) {
	rest, ok := bytes.CutPrefix(entry, []byte("WAZEVO"))
	skip := func(n uint64) bool {
		if ok = ok && n <= uint64(len(rest)); ok {
			rest = rest[n:]
		}
		return ok
	}
	if !ok || len(rest) == 0 || !skip(1+uint64(rest[0])) || len(rest) < 4 {
		return 0, fmt.Errorf("%w: its head is not as expected", errCache)
	}
	functions := uint64(binary.LittleEndian.Uint32(rest))
	if !skip(4+8*functions) || len(rest) < 8 {
		return 0, fmt.Errorf("%w: it ends among %d functions", errCache, functions)
	}
	size := binary.LittleEndian.Uint64(rest)
	skip(8)
	code := rest
	if !skip(size) || len(rest) < 4 || size == 0 && functions > 0 {
		return 0, fmt.Errorf("%w: it has %d bytes of code in %d", errCache, size, len(code))
	}
	if binary.LittleEndian.Uint32(rest) != crc32.Checksum(code[:size], crc32.MakeTable(crc32.Castagnoli)) {
		return 0, fmt.Errorf("%w: the checksum is not that of the code", errCache)
	}
	return size, nil
}
