package program

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"unicode/utf8"

	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/engines/inspect"
)

type module struct {
	engine *engine
	key    uint64
	wasm   []byte
	parsed *inspect.Module // when it has been linked
	closed bool
	live   int // instances that the program has
	gone   bool
}

// Link checks what the guest imports, here and so in the words of every engine, and
// has the program open the host's files.
func (m *module) Link(ctx context.Context, host engines.Host) (engines.Linker, error) {
	if err := m.engine.usable(ctx, m.closed); err != nil {
		return nil, err
	}
	if err := host.Check(); err != nil {
		return nil, err
	}
	if m.parsed == nil {
		parsed, err := inspect.Parse(m.wasm)
		if err != nil {
			return nil, fmt.Errorf("%s: read the module: %w", m.engine.process.name, err)
		}
		m.parsed = parsed
	}
	if lacking := m.parsed.Lacking(offers); lacking != "" {
		return nil, fmt.Errorf("%w: %s", engines.ErrImport, lacking)
	}
	r := &request{Do: "link", Module: m.key, Args: host.Args, Env: host.Env, Dir: host.Dir}
	if host.Dir != "" {
		if info, err := os.Stat(host.Dir); err != nil || !info.IsDir() {
			return nil, fmt.Errorf("%w: %s is no folder that can be shown to a guest: %v", engines.ErrHost, host.Dir, err)
		}
	}
	r.Stdin, r.Stdout, r.Stderr = nameOf(host.Stdin), nameOf(host.Stdout), nameOf(host.Stderr)
	for _, path := range []*string{&r.Dir, &r.Stdin, &r.Stdout, &r.Stderr} {
		if *path == "" {
			continue
		}
		var err error
		if *path, err = filepath.Abs(*path); err != nil {
			return nil, fmt.Errorf("%w: %w", engines.ErrHost, err)
		}
		if !utf8.ValidString(*path) {
			return nil, fmt.Errorf("%w: an engine program is told names in UTF-8, and %q is not", engines.ErrHost, *path)
		}
	}
	m.engine.lastKey++
	r.Instance = m.engine.lastKey
	got, err := m.engine.process.askSoon(ctx, r)
	if err != nil {
		return nil, err
	}
	if got.Error != nil {
		return nil, m.engine.refused("link", got.Error, nil)
	}
	m.live++
	return &linker{module: m, key: r.Instance, bench: host.Bench}, nil
}

func nameOf(f *os.File) string {
	if f == nil {
		return ""
	}
	return f.Name()
}

// Close has the program forget the module, when its instances are gone.
func (m *module) Close(ctx context.Context) error {
	m.closed, m.wasm = true, nil
	if m.live > 0 || m.gone || m.engine.closed {
		return nil
	}
	m.gone = true
	return m.engine.release(ctx, &request{Do: "close", Module: m.key})
}

// release has the program give something back. One that is broken has given back all.
func (e *engine) release(ctx context.Context, r *request) error {
	if e.closed || e.process.broken != nil {
		return nil
	}
	got, err := e.process.askSoon(context.WithoutCancel(ctx), r)
	if err == nil && got.Error != nil {
		err = e.refused("close", got.Error, nil)
	}
	return err
}

type linker struct {
	module *module
	key    uint64
	bench  *engines.Bench
	used   bool
	handed bool // an instance has it
	closed bool
}

func (l *linker) Instantiate(ctx context.Context) (engines.Instance, error) {
	m, e := l.module, l.module.engine
	if err := e.usable(ctx, l.closed || m.closed); err != nil {
		return nil, err
	}
	if l.used {
		return nil, engines.ErrUsed
	}
	l.used = true
	init, ok := m.parsed.Export(engines.Initialize)
	ok = ok && init.Kind == inspect.Func && init.Type.Equal(inspect.FuncType{})
	r, wall, err := e.process.ask(ctx, &request{Do: "instantiate", Instance: l.key, Initialize: ok})
	if err != nil {
		return nil, err
	}
	if err := e.took("instantiate", r, wall, l.bench, nil); err != nil {
		return nil, err
	}
	if r.Error != nil {
		return nil, e.refused("instantiate", r.Error, engines.ErrInstantiate)
	}
	l.handed = true
	return &instance{module: m, key: l.key, bench: l.bench}, nil
}

// Close gives back what no instance has taken over.
func (l *linker) Close(ctx context.Context) error {
	if l.closed || l.handed {
		l.closed = true
		return nil
	}
	l.closed = true
	return l.module.released(ctx, l.key)
}

// released has the program give back an instance, and the module if it is closed and
// that was the last one.
func (m *module) released(ctx context.Context, key uint64) error {
	m.live--
	if err := m.engine.release(ctx, &request{Do: "close", Instance: key}); err != nil || !m.closed {
		return err
	}
	return m.Close(ctx)
}
