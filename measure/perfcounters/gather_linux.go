package perfcounters

import (
	"cmp"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"runtime"
	"slices"

	"github.com/elastic/go-perf"
	"github.com/sightglass-go/sightglass/measure"
)

// gathered are the samples of one window.
type gathered struct {
	total  uint64            // samples, with those that were lost
	stacks map[string]uint64 // by the addresses, 8 bytes each, the innermost first
	err    error
}

// records is a kernel's buffer. *perf.Event is one.
type records interface {
	// ReadRawRecord waits for a record, until there is one or the context ends.
	ReadRawRecord(ctx context.Context, raw *perf.RawRecord) error
	// HasRecord reports whether there is one.
	HasRecord() bool
}

// until takes records until the context ends, and what is left then.
func (g *gathered) until(ctx context.Context, from records) {
	g.stacks = map[string]uint64{}
	var raw perf.RawRecord
	for {
		if err := from.ReadRawRecord(ctx, &raw); err != nil {
			if !errors.Is(err, context.Canceled) {
				g.err = errors.Join(g.err, fmt.Errorf("%w: read the kernel's buffer: %w", ErrSamples, err))
			}
			break
		}
		g.add(&raw)
	}
	for from.HasRecord() {
		if err := from.ReadRawRecord(context.Background(), &raw); err != nil {
			g.err = errors.Join(g.err, fmt.Errorf("%w: read the kernel's buffer: %w", ErrSamples, err))
			return
		}
		g.add(&raw)
	}
}

// add takes one record. The forms are those of perf_event_open(2); numbers are the
// machine's.
func (g *gathered) add(raw *perf.RawRecord) {
	number := func(i int) uint64 { return binary.NativeEndian.Uint64(raw.Data[8*i:]) }
	words := len(raw.Data) / 8
	switch raw.Header.Type {
	case perf.RecordTypeSample: // ip, n, n addresses with marks between them
		if words < 2 || number(1) > uint64(words-2) {
			g.err = fmt.Errorf("%w: a sample of %d bytes", ErrSamples, len(raw.Data))
			return
		}
		stack := binary.NativeEndian.AppendUint64(nil, number(0))
		first := true
		for i := range int(number(1)) {
			address := number(2 + i)
			switch {
			case address >= maxContext: // a mark: what follows is the user's, say
			case first: // the ip again
				first = false
			default:
				stack = binary.NativeEndian.AppendUint64(stack, address)
			}
		}
		g.stacks[string(stack)]++
		g.total++
	case perf.RecordTypeLost: // id, how many
		if words < 2 {
			g.err = fmt.Errorf("%w: a record of lost samples of %d bytes", ErrSamples, len(raw.Data))
			return
		}
		g.stacks[""] += number(1)
		g.total += number(1)
	case perf.RecordTypeThrottle:
		g.err = fmt.Errorf("%w: the kernel held sampling up: run `sudo sysctl kernel.perf_event_max_sample_rate=100000`", ErrSamples)
	}
}

// maxContext is PERF_CONTEXT_MAX, the least of the marks within a call chain.
const maxContext = ^uint64(4095 - 1)

// sites are the samples by where they were taken, with the file where it is code of
// one, and the function if it is Go's.
func (g *gathered) sites(objectOf func(address uint64) (string, error)) ([]measure.Site, error) {
	list := make([]measure.Site, 0, len(g.stacks))
	for stack, n := range g.stacks {
		s := measure.Site{Count: n * samplePeriod}
		for i := 0; i < len(stack); i += 8 {
			address := binary.NativeEndian.Uint64([]byte(stack[i : i+8]))
			if i == 0 {
				s.Address = address
			} else {
				s.Callers = append(s.Callers, address)
			}
		}
		var err error
		if stack == "" {
			list = append(list, s)
			continue
		}
		if s.Object, err = objectOf(s.Address); err != nil {
			return nil, err
		}
		if s.Object != "" {
			if f := runtime.FuncForPC(uintptr(s.Address)); f != nil {
				s.Symbol = f.Name()
			}
		}
		list = append(list, s)
	}
	slices.SortFunc(list, func(a, b measure.Site) int {
		return cmp.Or(cmp.Compare(a.Address, b.Address), slices.Compare(a.Callers, b.Callers))
	})
	return list, nil
}

var _ records = (*perf.Event)(nil)
