package engines

import (
	"errors"
	"fmt"

	"github.com/sightglass-go/sightglass/engines/operators"
	"github.com/sightglass-go/sightglass/measure"
)

// GlobalReader is implemented by an Engine all of whose instances are GlobalInstances.
// The measure "operators" needs it, which has modules count their own operators in
// globals that they export.
type GlobalReader interface {
	Engine
	// ReadsGlobals does nothing: that it is there says so.
	ReadsGlobals()
}

// GlobalInstance is implemented by an Instance that lets the globals be read that the
// guest exports.
type GlobalInstance interface {
	Instance
	// Global returns a function that returns the value that an exported global of
	// type i64 has when it is called; nil if there is no such export, or it is
	// something else. The function is called as that of CountingInstance is, also by
	// the host while the guest is in bench.start and bench.end. It does not fail, and
	// returns any number once the instance is closed.
	Global(name string) func() uint64
}

func readsGlobals(e Engine) bool {
	_, ok := e.(GlobalReader)
	return ok
}

// OperatorsMeasure is the name of the measure that counts measure.WasmOperators.
const OperatorsMeasure = "operators"

func init() {
	measure.Register(OperatorsMeasure, func() (measure.Measure, error) {
		return &count{rewritten: true, event: measure.WasmOperators, events: []measure.Event{measure.WasmOperators}}, nil
	})
	// Time would be that of another module.
	measure.Default.RegisterAlone(OperatorsMeasure)
}

// errAlone is for measures that were not opened by name.
var errAlone = errors.New("measure \"operators\" can only be used alone: beside it, the module that is rewritten for it would be measured")

// Rewritten returns the module that has to be compiled in place of wasm so that m can
// take its counts: wasm itself, unless m counts operators. It is called once for each
// module, outside of all windows. Errors are those of operators.Rewrite, and what says
// that m does not only count operators.
func Rewritten(m measure.Measure, wasm []byte) ([]byte, error) {
	parts := measure.Parts(m)
	for _, part := range parts {
		if c, ok := part.(*count); !ok || !c.rewritten {
			continue
		}
		if len(parts) > 1 {
			return nil, errAlone
		}
		rewritten, err := operators.Rewrite(wasm, operators.Total)
		if err != nil {
			return nil, fmt.Errorf("its operators cannot be counted: %w", err)
		}
		return rewritten, nil
	}
	return wasm, nil
}
