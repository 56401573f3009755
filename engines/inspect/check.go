package inspect

import (
	"fmt"
	"strings"
)

// The names a benchmark goes by.
const (
	BenchModule = "bench"  // the module both imports belong to
	BenchStart  = "start"  // the import that opens the window
	BenchEnd    = "end"    // the import that closes it
	Entry       = "_start" // the export that is called
	// Initialize is the export of a library, a reactor, that prepares each new
	// instance, before any other is called.
	Initialize = "_initialize"
)

// CheckBenchmark says whether m can be measured as a benchmark: it imports
// bench.start and bench.end and exports _start, all three functions () -> ().
// A function _initialize that it exports has that type, too. The error holds all
// that is wrong, each to be found with errors.Is: ErrNoBenchImports,
// ErrBenchType, ErrNoEntry and ErrEntryType.
//
// Whether the guest then calls the two once each and in their order is known
// only when it runs.
func CheckBenchmark(m *Module) error {
	var f faults
	f.benchImports(m, true)
	f.command(m)
	f.initialize(m)
	return f.join()
}

// CheckCommand says whether m can be measured as a whole, from the call of
// _start to its return. It may import bench.start and bench.end all the same,
// with the type they have, and nothing then comes of calling them.
func CheckCommand(m *Module) error {
	var f faults
	f.benchImports(m, false)
	f.command(m)
	f.initialize(m)
	return f.join()
}

// CheckEntry finds the function that m exports by that name, whatever its type,
// for it to be called with arguments; see ParseArgs. Like CheckCommand, it takes
// imports of bench.start and bench.end if they have their type. _initialize is
// refused: it is called when an instance is made, and only then.
func CheckEntry(m *Module, name string) (FuncType, error) {
	var f faults
	f.benchImports(m, false)
	t := f.entry(m, name)
	if name == Initialize && !t.Unknown {
		f.add(ErrEntryType, "`%s` may be called only once in an instance, and is, when the instance is made: record the phase Instantiation", name)
		return t, f.join()
	}
	f.initialize(m)
	return t, f.join()
}

// CheckReactor says whether m can be instantiated and prepared, and exports the
// function _initialize () -> () that does it. Nothing else is called.
func CheckReactor(m *Module) error {
	var f faults
	f.benchImports(m, false)
	f.entry(m, Initialize)
	f.initialize(m)
	return f.join()
}

// benchImports checks the two imports, of which both must be there if required.
func (f *faults) benchImports(m *Module, required bool) {
	var missing []string
	for _, name := range []string{BenchStart, BenchEnd} {
		found := false
		for _, i := range m.Imports {
			if i.Module != BenchModule || i.Name != name {
				continue
			}
			found = true
			if i.Kind != Func {
				f.add(ErrBenchType, "import `%s` is a %s; want a function () -> ()", i, i.Kind)
			} else if !i.Type.Unknown && !i.Type.Equal(FuncType{}) {
				f.add(ErrBenchType, "import `%s` has type %s; want () -> ()", i, i.Type)
			}
		}
		if !found {
			missing = append(missing, "`"+BenchModule+"."+name+"`")
		}
	}
	// A module whose imports were not read to their end may have them.
	if required && len(missing) > 0 && !m.partialImports {
		f.add(ErrNoBenchImports, "the module does not import %s", strings.Join(missing, " and "))
	}
}

// command checks _start.
func (f *faults) command(m *Module) {
	before := len(*f)
	if t := f.entry(m, Entry); len(*f) == before && !t.Unknown && !t.Equal(FuncType{}) {
		f.add(ErrEntryType, "export `%s` has type %s; want () -> ()", Entry, t)
	}
}

// initialize checks _initialize, if it is there. One of another type cannot be
// called, and what would be measured without it is a guest that was not
// prepared.
func (f *faults) initialize(m *Module) {
	if e, ok := m.Export(Initialize); ok && e.Kind == Func && !e.Type.Unknown && !e.Type.Equal(FuncType{}) {
		f.add(ErrEntryType, "export `%s` has type %s; want () -> (), as it prepares every new instance", Initialize, e.Type)
	}
}

// entry finds an exported function.
func (f *faults) entry(m *Module, name string) FuncType {
	e, ok := m.Export(name)
	switch {
	case !ok && m.partialExports:
		return FuncType{Unknown: true}
	case !ok:
		f.add(ErrNoEntry, "the module does not export `%s`; %s", name, offers(m))
	case e.Kind != Func:
		f.add(ErrEntryType, "export `%s` is a %s; want a function", name, e.Kind)
	default:
		return e.Type
	}
	return FuncType{Unknown: true}
}

// offers says what a module that lacks its entry point has instead.
func offers(m *Module) string {
	const most = 8
	var names []string
	n := 0
	for _, e := range m.Exports {
		if e.Kind != Func {
			continue
		}
		if n++; n <= most {
			names = append(names, fmt.Sprintf("`%s` %s", short(e.Name), e.Type))
		}
	}
	s := "it exports no function"
	if n > 0 {
		s = "it exports " + strings.Join(names, ", ")
	}
	if n > most {
		s += fmt.Sprintf(" and %d more", n-most)
	}
	if m.Custom("linking") {
		s += " (it is an object file; link it first)"
	} else if e, ok := m.Export(Initialize); ok && e.Kind == Func {
		s += " (it was built as a library, a reactor: name the function to call, or build it as a command)"
	}
	return s
}

// short keeps a name of any length and content fit to print.
func short(name string) string {
	const most = 60
	q := fmt.Sprintf("%.*q", most, name)
	q = q[1 : len(q)-1]
	if len(name) > most {
		q += "..."
	}
	return q
}

func (f *faults) add(kind error, format string, args ...any) {
	*f = append(*f, fmt.Errorf("%w: "+format, append([]any{kind}, args...)...))
}
