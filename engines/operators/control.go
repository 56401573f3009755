package operators

// nests is by how much the depth of nesting grows with an operator.
func (o Opcode) nests() int {
	switch o {
	case opBlock, opLoop, opIf, opTry, opTryTable:
		return 1
	case opEnd, opDelegate:
		return -1
	}
	return 0
}

// parts is whether an operator divides a block into what is reached in different ways.
func (o Opcode) parts() bool { return o == opElse || o == opCatch || o == opCatchAll }

// leaves is whether control never reaches what follows an operator.
func (o Opcode) leaves() bool {
	switch o {
	case opUnreachable, opBr, opBrTable, opReturn, opReturnCall, opReturnCallIndirect, opReturnCallRef,
		opThrow, opRethrow, opThrowRef:
		return true
	}
	return false
}

// endsLine is whether what follows an operator may run another number of times, or
// later than something that reads the counters: behind a branch or a call, and where
// branches lead to.
func (o Opcode) endsLine() bool {
	switch o {
	case opLoop, opIf, opEnd, opDelegate, opBrIf, opBrOnNull, opBrOnNonNull, opBrOnCast, opBrOnCastFail,
		opCall, opCallIndirect, opCallRef:
		return true
	}
	return o.parts() || o.leaves()
}
