package library

import (
	"context"
	"fmt"
	"os"

	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/engines/internal/foreign"
	"github.com/sightglass-go/sightglass/measure"
)

type module struct {
	engine *engine
	wasm   []byte
	closed bool
}

// Link has nothing to do in a prepared engine. In another one it makes a state
// that knows the host's files.
func (m *module) Link(ctx context.Context, host engines.Host) (engines.Linker, error) {
	switch {
	case m.closed || m.engine.closed:
		return nil, engines.ErrClosed
	case ctx.Err() != nil:
		return nil, context.Cause(ctx)
	}
	if err := check(host); err != nil {
		return nil, err
	}
	if p := m.engine.prepared; p != nil {
		if host.Dir != p.Dir || host.Stdin != p.Stdin || host.Stdout != p.Stdout || host.Stderr != p.Stderr || host.Bench.Measure() != p.Bench.Measure() {
			return nil, fmt.Errorf("%w: engine %s was prepared for another one", engines.ErrHost, m.engine.path)
		}
		return &linker{module: m, state: m.engine.state, bench: host.Bench}, nil
	}
	s, err := m.engine.create(host, foreign.NewTimer(measure.Noop()), foreign.NewTimer(host.Bench.Measure()))
	if err != nil {
		return nil, err
	}
	if err := s.compile(m.wasm); err != nil {
		s.free()
		return nil, err
	}
	return &linker{module: m, state: s, bench: host.Bench, own: true}, nil
}

// Close leaves the module to the library, which has room for one.
func (m *module) Close(context.Context) error {
	m.closed, m.wasm = true, nil
	return nil
}

type linker struct {
	module *module
	state  *state
	bench  *engines.Bench
	own    bool // the state is the linker's, or its instance's
	used   bool
	handed bool // there is an instance
	closed bool
}

func (l *linker) Instantiate(ctx context.Context) (engines.Instance, error) {
	switch {
	case l.closed || l.module.closed || l.module.engine.closed:
		return nil, engines.ErrClosed
	case l.used:
		return nil, engines.ErrUsed
	case ctx.Err() != nil:
		return nil, context.Cause(ctx)
	}
	l.used = true
	if err := l.state.instantiate(l.bench); err != nil {
		return nil, err
	}
	l.handed = true
	return &instance{linker: l}, nil
}

// Close frees a state of the linker's own that no instance has taken over.
func (l *linker) Close(context.Context) error {
	if !l.closed && l.own && !l.handed {
		l.state.free()
	}
	l.closed = true
	return nil
}

type instance struct {
	linker *linker
	ran    bool
	closed bool
}

func (i *instance) Run(ctx context.Context) error {
	switch {
	case i.closed || i.linker.module.engine.closed:
		return engines.ErrClosed
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case i.ran:
		return fmt.Errorf("%s: the bench API executes an instance once", i.linker.module.engine.path)
	}
	i.ran = true
	return i.linker.state.execute(i.linker.bench)
}

// Call is refused: the bench API knows _start alone.
func (i *instance) Call(ctx context.Context, name string, _ ...uint64) ([]uint64, error) {
	if i.closed {
		return nil, engines.ErrClosed
	}
	return nil, fmt.Errorf("%w: the bench API of engine libraries runs _start and no other function, and %.100q was asked for", engines.ErrExport, name)
}

func (i *instance) Close(context.Context) error {
	if !i.closed && i.linker.own {
		i.linker.state.free()
	}
	i.closed = true
	return nil
}

// nameOf is the name of a file that the library opens itself.
func nameOf(f *os.File, none string) string {
	if f == nil {
		return none
	}
	return f.Name()
}
