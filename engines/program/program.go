package program

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/measure"
)

var (
	// ErrProgram: the program cannot be started, or says that it failed.
	ErrProgram = errors.New("engine program failed")
	// ErrProtocol: what the program did is not in PROTOCOL.md.
	ErrProtocol = errors.New("engine program breaks the protocol")
	// ErrReading: what the program says that it has measured cannot be.
	ErrReading = errors.New("engine program reports an impossible reading")
)

func init() { engines.Default.Files.Register(engines.ProgramFile, Open) }

// Open starts the program at path and greets it with flags. A program that cannot be
// started is an error that wraps ErrProgram, one that does not greet an error that wraps
// ErrProtocol, and one that refuses the flags an error that wraps engines.ErrFlag.
func Open(ctx context.Context, path, flags string) (engines.Engine, error) {
	return open(ctx, path, []string{path}, flags)
}

// Opener returns what opens the engine that a command with arguments is.
func Opener(command string, args ...string) engines.Opener {
	argv := append([]string{command}, args...)
	return func(ctx context.Context, flags string) (engines.Engine, error) {
		return open(ctx, strings.Join(argv, " "), argv, flags)
	}
}

func open(ctx context.Context, name string, argv []string, flags string) (engines.Engine, error) {
	if !utf8.ValidString(flags) {
		return nil, fmt.Errorf("%w: the flags %q are not UTF-8", engines.ErrFlag, flags)
	}
	p, err := start("engine program "+name, argv)
	if err != nil {
		return nil, err
	}
	e := &engine{process: p, flags: flags}
	r, err := p.askSoon(ctx, &request{Do: "hello", Protocol: Protocol, Flags: flags})
	if err != nil {
		if ctx.Err() == nil {
			if what := advice(argv[0]); what != "" { // it was started, by an interpreter that others start
				err = fmt.Errorf("%w: %s", err, what)
			}
			err = fmt.Errorf("%w (a program that is an engine answers as engines/program/PROTOCOL.md says; a worker program of this module is named ENGINE@%s)", err, argv[0])
		}
		return nil, err
	}
	if err := e.greeted(r); err != nil {
		return nil, errors.Join(err, p.end(nil))
	}
	return e.offer(), nil
}

// engine is a program that has greeted.
type engine struct {
	process  *process
	flags    string
	greeting *reply
	closed   bool
	elapsed  uint64
	lastKey  uint64 // of a module or an instance
}

// greeted checks a greeting.
func (e *engine) greeted(r *reply) error {
	if r.Error != nil {
		return e.refused("greet", r.Error, nil)
	}
	one := func(s string) bool {
		return s != "" && len(s) <= 200 && strings.IndexFunc(s, func(r rune) bool { return unicode.IsSpace(r) || !unicode.IsPrint(r) || r == ',' }) < 0
	}
	bad := func(format string, args ...any) error {
		return fmt.Errorf("%s: %w: its greeting %s", e.process.name, ErrProtocol, fmt.Sprintf(format, args...))
	}
	switch {
	case r.Protocol != Protocol:
		return bad("has the protocol %d, and %d is spoken here", r.Protocol, Protocol)
	case !one(r.Name):
		return bad("has the name %.200q: want one word of at most 200 bytes", r.Name)
	case r.Version == "" || len(r.Version) > 200 || strings.IndexFunc(r.Version, func(r rune) bool { return !unicode.IsPrint(r) }) >= 0:
		return bad("has the version %.200q: want a line of at most 200 bytes", r.Version)
	case r.Clock == "" || len(r.Clock) > 200:
		return bad("has the clock %.200q: want the name of the clock that it reads", r.Clock)
	}
	for _, a := range r.Abilities {
		if a != abilityGlobals {
			return bad("has the ability %.200q, which there is not", a)
		}
	}
	e.greeting = r
	return nil
}

const abilityGlobals = "globals"

// globalsEngine is one whose program lets globals be read.
type globalsEngine struct{ *engine }

func (globalsEngine) ReadsGlobals() {}

var (
	_ engines.Remote       = (*engine)(nil)
	_ engines.Warner       = (*engine)(nil)
	_ engines.GlobalReader = globalsEngine{}
)

// offer is what Open returns: e with what its program can do.
func (e *engine) offer() engines.Engine {
	if slices.Contains(e.greeting.Abilities, abilityGlobals) {
		return globalsEngine{e}
	}
	return e
}

// Identity is what the program calls itself.
func (e *engine) Identity() engines.Identity {
	return engines.Identity{Name: e.greeting.Name, Version: e.greeting.Version, Flags: e.flags}
}

// Elapsed implements engines.Remote.
func (e *engine) Elapsed() uint64 { return e.elapsed }

// Process implements engines.Remote.
func (e *engine) Process() int { return e.process.cmd.Process.Pid }

// Warnings say whose numbers these are.
func (e *engine) Warnings() []string {
	return []string{fmt.Sprintf("its nanoseconds are read by the program itself (%s), and its %s is not known here", shorten(e.greeting.Clock), measure.CPUNanoseconds.Name)}
}

// Compile has the program compile wasm.
func (e *engine) Compile(ctx context.Context, wasm []byte) (engines.Module, error) {
	if err := e.usable(ctx, e.closed); err != nil {
		return nil, err
	}
	e.lastKey++
	m := &module{engine: e, key: e.lastKey, wasm: wasm}
	r, wall, err := e.process.ask(ctx, &request{Do: "compile", Module: m.key, Wasm: wasm})
	if err != nil {
		return nil, err
	}
	if r.Error != nil {
		return nil, e.refused("compile", r.Error, nil)
	}
	if err := e.took("compile", r, wall, nil, nil); err != nil {
		return nil, err
	}
	return m, nil
}

// Close ends the program.
func (e *engine) Close(context.Context) error {
	if e.closed {
		return nil
	}
	e.closed = true
	return e.process.close()
}

// usable is an error if something is closed, or the context done.
func (e *engine) usable(ctx context.Context, closed bool) error {
	switch {
	case closed || e.closed:
		return engines.ErrClosed
	case ctx.Err() != nil:
		return context.Cause(ctx)
	}
	return nil
}
