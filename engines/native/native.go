package native

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/sightglass-go/sightglass/engines"
)

// Name is the engine's name.
const Name = "native"

func init() { engines.Default.RegisterNamed(Name, Open) }

// ErrLoad: beside the benchmark is no library, or one that cannot be loaded.
var ErrLoad = errors.New("native benchmark cannot be loaded")

// Open is an engines.Opener. On a system that cannot load native benchmarks the error
// wraps engines.ErrUnavailable.
func Open(_ context.Context, flags string) (engines.Engine, error) {
	e := &engine{flags: flags}
	if err := engines.ParseFlags(flags, e.Flags()); err != nil {
		return nil, err
	}
	if err := available(); err != nil {
		return nil, fmt.Errorf("%w: %w", engines.ErrUnavailable, err)
	}
	return e, nil
}

type engine struct {
	flags, variant string
	closed         bool
}

// Flags makes an engine an engines.Flagged.
func (e *engine) Flags() []engines.Flag {
	return []engines.Flag{{
		Name: "variant", Values: "NAME", About: "run BENCHMARK.NAME.so beside BENCHMARK.wasm, and not BENCHMARK.so",
		Set: func(value string) error {
			if !regexp.MustCompile(`^[\w+-][\w.+-]*$`).MatchString(value) {
				return errors.New("not a part of a file's name")
			}
			e.variant = value
			return nil
		},
	}}
}

// Identity has no version: the folder's files are in a recording, and the library is
// one of them.
func (e *engine) Identity() engines.Identity { return engines.Identity{Name: Name, Flags: e.flags} }

// Warnings says what such code may do.
func (e *engine) Warnings() []string {
	return []string{"native code is not confined: it may do whatever the user may who records it"}
}

// Compile looks at nothing, because the library is no part of the module.
func (e *engine) Compile(ctx context.Context, _ []byte) (engines.Module, error) {
	switch {
	case e.closed:
		return nil, engines.ErrClosed
	case ctx.Err() != nil:
		return nil, context.Cause(ctx)
	}
	return &module{engine: e}, nil
}

func (e *engine) Close(context.Context) error { e.closed = true; return nil }

type module struct {
	engine *engine
	closed bool
}

// Link finds the library and looks whether it can be one. It lies in the guest's
// folder, under the name that is the guest's first argument.
func (m *module) Link(ctx context.Context, host engines.Host) (engines.Linker, error) {
	switch {
	case m.closed || m.engine.closed:
		return nil, engines.ErrClosed
	case ctx.Err() != nil:
		return nil, context.Cause(ctx)
	}
	if err := host.Check(); err != nil {
		return nil, err
	}
	path, err := m.engine.find(host)
	if err == nil {
		err = check(path)
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %w", engines.ErrCompile, err)
	}
	return &linker{module: m, host: host, path: path}, nil
}

func (m *module) Close(context.Context) error { m.closed = true; return nil }

var _ engines.Beside = (*engine)(nil)

// Beside makes an engine an engines.Beside.
func (e *engine) Beside(wasm string) string {
	name := strings.TrimSuffix(wasm, ".wasm")
	if e.variant != "" {
		name += "." + e.variant
	}
	return name + ".so"
}

// find is the path of the library that belongs to the benchmark.
func (e *engine) find(host engines.Host) (string, error) {
	if len(host.Args) == 0 || host.Dir == "" {
		return "", fmt.Errorf("%w: it is found by the guest's folder and first argument, and one of them is missing", ErrLoad)
	}
	name := e.Beside(host.Args[0][strings.LastIndexAny(host.Args[0], `/\`)+1:])
	path, err := filepath.Abs(filepath.Join(host.Dir, name))
	if err != nil {
		return "", fmt.Errorf("%w: %w", ErrLoad, err)
	}
	if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) {
		return "", fmt.Errorf("%w: there is no %s; build it from the source of the module: cc -O2 -shared -fPIC -o %[2]s", ErrLoad, path)
	} else if err != nil {
		return "", fmt.Errorf("%w: %w", ErrLoad, err)
	}
	return path, nil
}

type linker struct {
	module *module
	host   engines.Host
	path   string
	used   bool
}

// Instantiate loads the library.
func (l *linker) Instantiate(ctx context.Context) (engines.Instance, error) {
	switch {
	case l.module.closed || l.module.engine.closed:
		return nil, engines.ErrClosed
	case l.used:
		return nil, engines.ErrUsed
	case ctx.Err() != nil:
		return nil, context.Cause(ctx)
	}
	l.used = true
	loaded, err := load(l.path, l.host.Bench)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", engines.ErrInstantiate, err)
	}
	return &instance{library: loaded, host: l.host}, nil
}

func (l *linker) Close(context.Context) error { l.used = true; return nil }

type instance struct {
	library *library // nil when closed
	host    engines.Host
	ran     bool
}

// Run calls main.
func (i *instance) Run(ctx context.Context) error { return engines.RunError(i.run(ctx)) }

func (i *instance) run(ctx context.Context) error {
	switch {
	case i.library == nil:
		return engines.ErrClosed
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case i.ran:
		return fmt.Errorf("%w: main ran already, and its data are no longer those that it begins with", engines.ErrUsed)
	}
	i.ran = true
	code, err := i.library.run(i.host)
	if err != nil {
		return err
	}
	if code != 0 {
		return &engines.ExitError{Code: code}
	}
	return nil
}

// Call knows one function, _start, which is main.
func (i *instance) Call(ctx context.Context, name string, args ...uint64) ([]uint64, error) {
	switch {
	case i.library == nil:
		return nil, engines.ErrClosed
	case name != "_start":
		return nil, fmt.Errorf("%w: %.50q: of machine code main alone is called", engines.ErrExport, name)
	case len(args) > 0:
		return nil, fmt.Errorf("%w: main takes the guest's arguments and no numbers", engines.ErrArgs)
	}
	return nil, i.run(ctx)
}

// Close unloads the library, so that the next instance begins with data of its own.
func (i *instance) Close(context.Context) error {
	if i.library == nil {
		return nil
	}
	err := i.library.close()
	i.library = nil
	return err
}
