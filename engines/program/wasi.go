package program

import "github.com/sightglass-go/sightglass/engines/inspect"

// offers is what every program's host has: all of WASI preview 1, and bench.
func offers(i inspect.Import) (offer inspect.Offer, ok bool) {
	switch i.Module {
	case inspect.BenchModule:
		return offer, i.Name == inspect.BenchStart || i.Name == inspect.BenchEnd
	case inspect.WASIModule:
		offer.Type, ok = inspect.WASI(i.Name)
	}
	return offer, ok
}
