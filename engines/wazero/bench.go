package wazero

import (
	"context"
	"errors"
	"fmt"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"

	"github.com/sightglass-go/sightglass/engines"
)

// benchHost is an instance of the host module "bench" in some runtime. It is
// used again for the next link, so that a guest meets machine code that was
// run before: fresh code made the window of noop half as long again. While a
// linker or an instance of that link is open it belongs to that link alone.
type benchHost struct {
	bench  *engines.Bench
	module api.Module
	users  int // the linker, the instance
}

// benchStart and benchEnd are an api.GoFunction each. This form has the
// smallest window that wazero can have, see engines/RATIONALE.md.
type (
	benchStart struct{ *benchHost }
	benchEnd   struct{ *benchHost }
)

func (b benchStart) Call(context.Context, []uint64) { b.bench.Start() }
func (b benchEnd) Call(context.Context, []uint64)   { b.bench.End() }

// runtime is a wazero.Runtime with the bench hosts that nobody uses.
type runtime struct {
	wazero.Runtime
	idle []*benchHost
}

// take returns a host module for one link. It is anonymous and found through
// the context, so that many links of one module can live side by side.
func (r *runtime) take(ctx context.Context, bench *engines.Bench) (*benchHost, error) {
	if n := len(r.idle); n > 0 {
		h := r.idle[n-1]
		r.idle = r.idle[:n-1]
		h.bench, h.users = bench, 1
		return h, nil
	}
	h := &benchHost{bench: bench, users: 1}
	builder := r.NewHostModuleBuilder("bench")
	builder.NewFunctionBuilder().WithGoFunction(benchStart{h}, nil, nil).Export("start")
	builder.NewFunctionBuilder().WithGoFunction(benchEnd{h}, nil, nil).Export("end")
	compiled, err := builder.Compile(ctx)
	if err != nil {
		return nil, fmt.Errorf("wazero: compile bench.start and bench.end: %w", err)
	}
	if h.module, err = r.InstantiateModule(ctx, compiled, wazero.NewModuleConfig().WithName("")); err != nil {
		return nil, errors.Join(fmt.Errorf("wazero: instantiate bench.start and bench.end: %w", err), compiled.Close(ctx))
	}
	return h, nil
}

// release is called by each user; the last one gives the host back.
func (r *runtime) release(h *benchHost) {
	if h.users--; h.users == 0 {
		h.bench = nil
		r.idle = append(r.idle, h)
	}
}
