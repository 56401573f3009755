package engines

import (
	"errors"
	"fmt"
	"slices"

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

// OperatorsMeasure is the name of the measure that counts measure.WasmOperators, and
// ClassesMeasure that of the one that counts them by class, as measure.OperatorsOf each.
const (
	OperatorsMeasure = "operators"
	ClassesMeasure   = "operator-classes"
)

func init() {
	measure.Register(OperatorsMeasure, func() (measure.Measure, error) { return newCount(&operators.Total, measure.WasmOperators), nil })
	measure.Register(ClassesMeasure, func() (measure.Measure, error) {
		var events []measure.Event
		for class := range operators.Classes {
			events = append(events, measure.OperatorsOf(class.String()))
		}
		return newCount(&operators.ByClass, events...), nil
	})
	// Time would be that of another module.
	measure.Default.RegisterAlone(OperatorsMeasure)
	measure.Default.RegisterAlone(ClassesMeasure)
}

// errAlone is for measures that were not opened by name.
var errAlone = errors.New("measures that count operators can only be used alone: beside them, the module that is rewritten for them would be measured")

// Rewritten returns the module that has to be compiled in place of wasm so that m can
// take its counts: wasm itself, unless m counts operators. It is called once for each
// module, outside of all windows. Errors are those of operators.Rewrite, and what says
// that m does not only count operators.
func Rewritten(m measure.Measure, wasm []byte) ([]byte, error) {
	parts := measure.Parts(m)
	i := slices.IndexFunc(parts, func(part measure.Measure) bool {
		c, ok := part.(*count)
		return ok && c.tally != nil
	})
	switch {
	case i < 0:
		return wasm, nil
	case len(parts) > 1:
		return nil, errAlone
	}
	rewritten, err := operators.Rewrite(wasm, *parts[i].(*count).tally)
	if err != nil {
		return nil, fmt.Errorf("its operators cannot be counted: %w", err)
	}
	return rewritten, nil
}
