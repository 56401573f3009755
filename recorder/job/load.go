package job

import (
	"errors"
	"fmt"
	"io"
	"io/fs"

	"github.com/sightglass-go/sightglass/engines/inspect"
	"github.com/sightglass-go/sightglass/measure/record"
)

// loadModule reads a .wasm file and what it imports and exports. Its errors do
// not repeat the path, which every Failure names already.
func loadModule(path string) ([]byte, *loaded, error) {
	f, err := record.OpenFile(path)
	switch {
	case errors.Is(err, record.ErrKind):
		return nil, nil, fmt.Errorf("%w: %w", ErrNotBenchmark, err)
	case err != nil:
		return nil, nil, withoutPath(err)
	}
	defer f.Close()
	wasm, err := io.ReadAll(f)
	if err != nil {
		return nil, nil, withoutPath(err)
	}
	p, err := parse(wasm)
	if err != nil {
		return wasm, nil, fmt.Errorf("%w: %w", ErrNotBenchmark, err)
	}
	// Engines refuse such a module too, but some only after they have made
	// room for all of it.
	for _, m := range p.modules() {
		if m.MaxLocals > inspect.LocalsLimit {
			return wasm, p, fmt.Errorf("%w: %w: a function declares %d locals; engines allow %d",
				ErrNotBenchmark, inspect.ErrMalformed, m.MaxLocals, inspect.LocalsLimit)
		}
	}
	return wasm, p, nil
}

// withoutPath keeps the operation and the cause of a file error.
func withoutPath(err error) error {
	var path *fs.PathError
	if errors.As(err, &path) {
		return fmt.Errorf("cannot read the file: %w", path.Err)
	}
	return err
}
