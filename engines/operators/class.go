package operators

// Class is one of the 26 classes into which the Rust sightglass sorts operators.
type Class uint8

// The classes, in the order of that program's columns.
const (
	Unreachable Class = iota
	// Nop is nop and drop.
	Nop
	// ControlBranch is block, loop, if, else and end, and all branches and returns.
	ControlBranch
	// ControlCall is all calls, tail calls too.
	ControlCall
	ControlException
	ControlStackSwitch
	LocalVariable
	GlobalVariable
	AtomicGlobalVariable
	Table
	AtomicTable
	MemorySize
	MemoryGrow
	// MemoryLoad is all loads, those of vectors, of their lanes and atomic ones too;
	// MemoryStore likewise.
	MemoryLoad
	MemoryStore
	// MemoryOther is copying and filling of memory, and atomic operators that do more
	// than load or store.
	MemoryOther
	Ref
	I31
	AggregateNew
	AggregateGet
	AggregateSet
	AtomicAggregate
	// NumericInteger is constants, arithmetic, comparisons and what converts to
	// integers.
	NumericInteger
	// NumericFloat likewise, so that a comparison of floats is in this class.
	NumericFloat
	// Vector is operators of 128-bit vectors that do not access memory.
	Vector
	Select
)

// Classes is how many classes there are: for c := range operators.Classes.
const Classes = Select + 1

var classNames = [Classes]string{
	"unreachable", "nop", "control_branch", "control_call", "control_exception",
	"control_stack_switch", "local_variable", "global_variable", "atomic_global_variable",
	"table", "atomic_table", "memory_size", "memory_grow", "memory_load", "memory_store",
	"memory_other", "ref", "i31", "aggregate_new", "aggregate_get", "aggregate_set",
	"atomic_aggregate", "numeric_integer", "numeric_float", "vector", "select",
}

// String is the name as in the columns of the Rust sightglass, between "static_" or
// "dynamic_" and "_inst_ratio": "control_branch".
func (c Class) String() string {
	if c < Classes {
		return classNames[c]
	}
	return "unknown class"
}

// Counts are numbers of operators by class.
type Counts [Classes]uint64

// Total is the number of operators of all classes.
func (c *Counts) Total() (sum uint64) {
	for _, n := range c {
		sum += n
	}
	return sum
}
