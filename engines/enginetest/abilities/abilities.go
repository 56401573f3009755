// Package abilities finds out what an engine can do, by trying it: which proposals of
// WebAssembly, which functions of WASI, which measures, and with which flags.
package abilities

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/engines/enginetest/guests"
	"github.com/sightglass-go/sightglass/engines/inspect"
	"github.com/sightglass-go/sightglass/measure"
)

// Abilities is what an engine can do, as it was opened.
type Abilities struct {
	Engine engines.Identity
	// Proposals are those of WebAssembly that a guest of package guests needs.
	Proposals []Ability
	// Counts are the measures for which the engine itself has to do something:
	// what it counts, operators, and the code of a profile.
	Counts []Ability
	// Direct is set if the code of guests enters a measure's stamps without passing
	// through Go, on this machine.
	Direct bool
	// Remote is set if another process runs guests and reports its own clock
	// (engines.Remote). Of what a measure counts in this process, cpu-nanoseconds of time
	// is then absent and all else is refused; what is in Counts works as it says there.
	Remote bool
	// Calls is set if exported functions can be called by name, with arguments.
	Calls bool
	// Components is set if it runs components of WASI 0.2.
	Components bool
	// NoWASI are the functions of WASI preview 1 that no guest can import.
	NoWASI []string
}

// Ability is one thing that an engine may be able to do.
type Ability struct {
	Name string
	Can  bool
	// Flags are what has to be appended to the engine's flags for it.
	Flags string
}

// Profile is the name of an Ability in Counts: the engine says where the code of
// functions lies.
const Profile = "profile"

// Of tries what engines can do that open makes from flags. An engine that cannot be
// opened is the error of open.
func Of(ctx context.Context, open engines.Opener, flags string) (a Abilities, err error) {
	e, err := open(ctx, flags)
	if err != nil {
		return a, err
	}
	defer func() { err = errors.Join(err, e.Close(ctx)) }()
	a.Engine = e.Identity()
	_, a.Remote = e.(engines.Remote)
	if a.Proposals, err = proposals(ctx, open, e, flags); err != nil {
		return a, err
	}
	for _, c := range engines.Counters(e) {
		a.Counts = append(a.Counts, Ability{c.Event.Name, c.Unavailable == nil, c.Flags})
	}
	_, reads := e.(engines.GlobalReader)
	a.Counts = append(a.Counts, Ability{Name: engines.OperatorsMeasure, Can: reads})
	code, err := saysCode(ctx, e)
	if err != nil {
		return a, err
	}
	a.Counts = append(a.Counts, Ability{Name: Profile, Can: code})
	if a.Direct, err = direct(ctx, e); err != nil {
		return a, err
	}
	err = instance(ctx, e, guests.Wasm("funcs"), nil, func(i engines.Instance) error {
		got, err := i.Call(ctx, "add", 1, 2)
		a.Calls = err == nil && slices.Equal(got, []uint64{3})
		return nil
	})
	if err != nil {
		return a, err
	}
	if engines.TakesComponents(e) == nil {
		a.Components = true
		err = instance(ctx, e, guests.Wasm("components/noop"), nil, func(i engines.Instance) error { return i.Run(ctx) })
	}
	if err != nil {
		return a, err
	}
	a.NoWASI, err = noWASI(ctx, e)
	return a, err
}

// instance makes an instance of a module and lends it.
func instance(ctx context.Context, e engines.Engine, wasm []byte, m measure.Measure, lend func(engines.Instance) error) (err error) {
	module, err := e.Compile(ctx, wasm)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, module.Close(ctx)) }()
	l, err := module.Link(ctx, engines.Host{Bench: engines.NewBench(m)})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, l.Close(ctx)) }()
	i, err := l.Instantiate(ctx)
	if err != nil {
		return err
	}
	return errors.Join(lend(i), i.Close(ctx))
}

// saysCode is whether modules say where their code lies.
func saysCode(ctx context.Context, e engines.Engine) (bool, error) {
	m, err := e.Compile(ctx, guests.Wasm("functions"))
	if err != nil {
		return false, err
	}
	_, err = engines.CodeOf(m)
	says := err == nil
	if errors.Is(err, measure.ErrUnavailable) {
		err = nil
	}
	return says, errors.Join(err, m.Close(ctx))
}

// noWASI returns the functions of WASI that are missing.
func noWASI(ctx context.Context, e engines.Engine) (missing []string, err error) {
	links := func(names ...string) (bool, error) {
		err := instance(ctx, e, importing(names), nil, func(engines.Instance) error { return nil })
		if errors.Is(err, engines.ErrImport) || errors.Is(err, engines.ErrInstantiate) {
			return false, nil
		}
		return err == nil, err
	}
	names := inspect.WASINames()
	if all, err := links(names...); all || err != nil {
		return nil, err
	}
	for _, name := range names {
		ok, err := links(name)
		if err != nil {
			return nil, fmt.Errorf("link %s: %w", name, err)
		}
		if !ok {
			missing = append(missing, name)
		}
	}
	return missing, nil
}

// importing is a module that imports functions of WASI and does nothing.
func importing(names []string) []byte {
	leb := func(b []byte, x int) []byte { return binary.AppendUvarint(b, uint64(x)) }
	name := func(b []byte, name string) []byte { return append(leb(b, len(name)), name...) }
	types, imports := leb(nil, len(names)+1), leb(nil, len(names))
	types = append(types, 0x60, 0, 0) // of _start
	for i, n := range names {
		t, _ := inspect.WASI(n)
		types = append(types, 0x60)
		for _, list := range [][]inspect.ValType{t.Params, t.Results} {
			types = leb(types, len(list))
			for _, each := range list {
				types = append(types, map[inspect.ValType]byte{inspect.I32: 0x7f, inspect.I64: 0x7e}[each])
			}
		}
		imports = leb(append(name(name(imports, inspect.WASIModule), n), 0), i+1)
	}
	wasm := []byte("\x00asm\x01\x00\x00\x00")
	section := func(id byte, body []byte) { wasm = append(leb(append(wasm, id), len(body)), body...) }
	section(1, types)
	section(2, imports)
	section(3, []byte{1, 0})
	section(5, []byte{1, 0, 1})
	section(7, leb(append(name(append(name([]byte{2}, "memory"), 2, 0), "_start"), 0), len(names)))
	section(10, []byte{1, 2, 0, 0x0b})
	return wasm
}

// String is a line for each kind, for people.
func (a Abilities) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s can do:\n", a.Engine)
	for _, line := range a.Lines() {
		fmt.Fprintf(&b, "  %-14s %s\n", line[0], line[1])
	}
	return b.String()
}

// Lines are the kinds of abilities, each with what the engine can, in words.
func (a Abilities) Lines() [][2]string {
	yes := func(can bool, yes, no string) string {
		if can {
			return yes
		}
		return no
	}
	wasi := fmt.Sprintf("all %d functions", len(inspect.WASINames()))
	if n := len(a.NoWASI); n > 0 {
		wasi = fmt.Sprintf("%d of %d functions; not %s", len(inspect.WASINames())-n, len(inspect.WASINames()), strings.Join(a.NoWASI, ", "))
	}
	window := "stamps taken in Go"
	switch {
	case a.Remote:
		window = "clock of its own process"
	case a.Direct:
		window = "stamps entered from the guest's code"
	}
	return [][2]string{
		{"WebAssembly", words(second(a.Proposals))},
		{"WASI preview 1", wasi},
		{"components", yes(a.Components, "of WASI 0.2", "none")},
		{"window", window},
		{"measures", words(a.Counts)},
		{"calls", yes(a.Calls, "any exported function", "_start alone")},
	}
}

// second puts WebAssembly 2.0 in the place of the proposals that became it, where all
// are there.
func second(list []Ability) []Ability {
	two := []string{"simd", "bulk-memory", "multi-value", "sign-extension", "saturating-float", "reference-types"}
	rest := slices.DeleteFunc(slices.Clone(list), func(a Ability) bool { return a.Can && a.Flags == "" && slices.Contains(two, a.Name) })
	if len(list)-len(rest) < len(two) {
		return list
	}
	return append([]Ability{{Name: "2.0", Can: true}}, rest...)
}

// words are the abilities that are there, then those that take flags, then those that
// are not.
func words(list []Ability) string {
	var can, flags, not []string
	for _, a := range list {
		switch {
		case !a.Can:
			not = append(not, a.Name)
		case a.Flags != "":
			flags = append(flags, a.Name+" (flag "+strings.ReplaceAll(a.Flags, ",", ", ")+")")
		default:
			can = append(can, a.Name)
		}
	}
	text := strings.Join(append(can, flags...), ", ")
	switch {
	case len(not) == 0:
		return text
	case text == "":
		return "none of " + strings.Join(not, ", ")
	}
	return text + "; not " + strings.Join(not, ", ")
}
