package abilities

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/engines/enginetest/guests"
)

// proposals tries each proposal with the first guest that needs it alone. One that the
// engine refuses is tried again with the flag of its name, if there is one, and then
// with one more.
func proposals(ctx context.Context, open engines.Opener, e engines.Engine, flags string) (list []Ability, err error) {
	switches := switches(e)
	for _, g := range guests.All() {
		if len(g.Needs) != 1 || g.Ends != guests.Returns || slices.ContainsFunc(list, func(a Ability) bool { return a.Name == g.Needs[0] }) {
			continue
		}
		a := Ability{Name: g.Needs[0]}
		if a.Can, err = runs(ctx, e, g); err != nil {
			return nil, err
		}
		for _, more := range tries(a.Name, switches) {
			if a.Can {
				break
			}
			with, err := open(ctx, strings.TrimPrefix(flags+","+more, ","))
			if errors.Is(err, engines.ErrFlag) { // it does not go with the others
				continue
			}
			if err != nil {
				return nil, err
			}
			a.Can, err = runs(ctx, with, g)
			if err = errors.Join(err, with.Close(ctx)); err != nil {
				return nil, err
			}
			a.Flags = more
		}
		if !a.Can {
			a.Flags = ""
		}
		list = append(list, a)
	}
	return list, nil
}

// runs is whether a guest runs to its end; it traps if what it computes is wrong.
func runs(ctx context.Context, e engines.Engine, g guests.Guest) (bool, error) {
	err := instance(ctx, e, g.Wasm(), nil, func(i engines.Instance) error { return i.Run(ctx) })
	if err != nil && !errors.Is(err, engines.ErrCompile) && !errors.Is(err, engines.ErrInstantiate) && !errors.Is(err, engines.ErrTrap) {
		return false, err
	}
	return err == nil, nil
}

// switches are the flags that can be on or off.
func switches(e engines.Engine) (names []string) {
	for _, f := range engines.FlagsOf(e) {
		if f.Values == "on|off" {
			names = append(names, f.Name)
		}
	}
	return names
}

// tries are flags that a proposal might need: that with its name, and that with another
// one of its kind.
func tries(proposal string, switches []string) (list []string) {
	for _, own := range switches {
		kind, ok := strings.CutSuffix(own, proposal)
		if !ok || kind == "" && own != proposal {
			continue
		}
		list = append(list, own)
		for _, other := range switches {
			if other != own && kind != "" && strings.HasPrefix(other, kind) {
				list = append(list, own+","+other)
			}
		}
	}
	return list
}
