package operators

import "strconv"

// A Tally says what a rewritten module counts, and in which of its counters.
type Tally struct {
	// Counters is how many counters there are.
	Counters int
	// Of returns the counter that counts an operator, from 0 on; less than 0 for none.
	Of func(Operator) int
	// Entries is the counter that counts each call of a function that the module
	// defines as well, as if that were an operator; less than 0 for none.
	Entries int
}

var (
	// Total counts all operators in one counter.
	Total = Tally{1, func(Operator) int { return 0 }, -1}
	// ByClass has a counter for each Class.
	ByClass = Tally{int(Classes), func(op Operator) int { return int(op.Class) }, -1}
	// LikeFuel counts in one counter what wasmtime charges: 1 for an operator and for
	// each call of a function that the module defines, and nothing for nop, drop, block,
	// loop, else, end, return and unreachable.
	LikeFuel = Tally{1, func(op Operator) int {
		switch op.Opcode {
		case opNop, opDrop, opBlock, opLoop, opElse, opEnd, opReturn, opUnreachable:
			return -1
		}
		return 0
	}, 0}
)

// Export is the name under which a rewritten module exports a counter, a mutable
// global of type i64 that is 0 when the instance begins.
func Export(counter int) string { return exportPrefix + strconv.Itoa(counter) }

const exportPrefix = "sightglass:operators:"
