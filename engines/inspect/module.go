package inspect

import (
	"fmt"
	"slices"
	"strings"
)

// Module is what was read of a core module.
type Module struct {
	// Imports and Exports are in the order of the file.
	Imports []Import
	Exports []Export
	// Start is the index of the function that runs at instantiation, before
	// any export is called; -1 if there is none.
	Start int64
	// Sections are in the order of the file, custom ones included.
	Sections []Section
	// Functions counts the functions defined in the module, imported ones
	// excluded.
	Functions int
	// Memories counts the memories defined in the module, imported ones excluded.
	Memories int
	// Size is the size of the file, and CodeSize what of it the code section
	// takes, both in bytes.
	Size, CodeSize int
	// MaxLocals is the most local variables that any function declares. A few
	// bytes can declare thousands of millions, and an engine that makes room for
	// them before it counts them takes the process with it; see LocalsLimit.
	MaxLocals uint64
	// Warnings say what could not be read, and so is missing or unknown here.
	Warnings []error

	// Set where a section was not read to its end: what was not found may be
	// there all the same.
	partialImports, partialExports bool
}

// Import is one thing a module needs from its host.
type Import struct {
	Module, Name string
	Kind         Kind
	// Type is the type of an imported function.
	Type FuncType
}

// String is what messages call it: "bench.start".
func (i Import) String() string { return i.Module + "." + i.Name }

// Export is one thing a module offers its host.
type Export struct {
	Name string
	Kind Kind
	// Index is the position among the things of its kind, imported ones first.
	Index uint32
	// Type is the type of an exported function.
	Type FuncType
}

// Section is one section of the file.
type Section struct {
	// ID is 0 for a custom section, else the number from the specification.
	ID byte
	// Name is the name of a custom section, or that of the specification
	// ("type", "code"); empty for a section that is not known.
	Name string
	// Offset is where its content begins, and Size how long that is, in bytes.
	// The content of a custom section begins with its name.
	Offset, Size int
}

// Kind is the kind of an import or an export.
type Kind byte

// The kinds, numbered as in the binary format.
const (
	Func Kind = iota
	Table
	Memory
	Global
	Tag
)

// String names the kind as the text format does: "func", "memory".
func (k Kind) String() string {
	if names := [...]string{"func", "table", "memory", "global", "tag"}; int(k) < len(names) {
		return names[k]
	}
	return fmt.Sprintf("kind 0x%02x", byte(k))
}

// ValType is a type of value, spelled as in the text format: "i32",
// "(ref null 3)".
type ValType string

// The types of value that have a place in a recorder. There are others.
const (
	I32       ValType = "i32"
	I64       ValType = "i64"
	F32       ValType = "f32"
	F64       ValType = "f64"
	V128      ValType = "v128"
	FuncRef   ValType = "funcref"
	ExternRef ValType = "externref"
)

// Bits is the size of a number, 32 or 64, and 0 of what is no number.
func (t ValType) Bits() int {
	switch t {
	case I32, F32:
		return 32
	case I64, F64:
		return 64
	}
	return 0
}

// FuncType is the type of a function.
type FuncType struct {
	Params, Results []ValType
	// Unknown is set where the type could not be read. Params and Results are
	// then empty and mean nothing.
	Unknown bool
}

// Equal reports whether both are known and the same.
func (t FuncType) Equal(u FuncType) bool {
	return !t.Unknown && !u.Unknown &&
		slices.Equal(t.Params, u.Params) && slices.Equal(t.Results, u.Results)
}

// String is "(i32, f32) -> (f64)", "() -> ()", or "an unknown type".
func (t FuncType) String() string {
	if t.Unknown {
		return "an unknown type"
	}
	return list(t.Params) + " -> " + list(t.Results)
}

func list(types []ValType) string {
	s := make([]string, len(types))
	for i, t := range types {
		s[i] = string(t)
	}
	return "(" + strings.Join(s, ", ") + ")"
}

// Export finds an export by its name.
func (m *Module) Export(name string) (Export, bool) {
	for _, e := range m.Exports {
		if e.Name == name {
			return e, true
		}
	}
	return Export{}, false
}

// Custom reports whether there is a custom section of that name.
func (m *Module) Custom(name string) bool {
	return slices.ContainsFunc(m.Sections, func(s Section) bool { return s.ID == 0 && s.Name == name })
}
