package inspect

import (
	"fmt"
	"strings"
)

// RunInterface is the interface that a component's entry belongs to, and RunFunc the
// function that is called.
const (
	RunInterface = "wasi:cli/run"
	RunFunc      = "run"
)

// CheckComponent is CheckBenchmark for a component: it imports an instance bench with
// functions start and end, both without parameters and results, and exports wasi:cli/run
// of WASI 0.2. See [Component.Bench] for the names that the instance may have.
func CheckComponent(c *Component) error { return c.check(true) }

// CheckComponentCommand is CheckCommand for a component: it need not import bench.
func CheckComponentCommand(c *Component) error { return c.check(false) }

func (c *Component) check(bench bool) error {
	var f faults
	f.componentBench(c, bench)
	if c.Run() == "" && !c.partial {
		f.add(ErrNoEntry, "the component does not export `%s` of WASI 0.2; %s", RunInterface, c.offers())
	}
	return f.join()
}

// componentBench checks the imported instance, which must be there if required.
func (f *faults) componentBench(c *Component, required bool) {
	name := c.Bench()
	if name == "" {
		if required && !c.partial {
			f.add(ErrNoBenchImports, "the component does not import an instance `%s` with `%s` and `%s`", BenchModule, BenchStart, BenchEnd)
		}
		return
	}
	for _, i := range c.Imports {
		switch {
		case i.Name != name:
		case i.Sort != InstanceSort:
			f.add(ErrBenchType, "import `%s` is a %s; want an instance", short(name), i.Sort)
		case !i.Unknown:
			f.benchFunc(i, BenchStart, required)
			f.benchFunc(i, BenchEnd, required)
		}
	}
}

func (f *faults) benchFunc(in Item, name string, required bool) {
	for _, i := range in.Items {
		switch {
		case i.Name != name:
			continue
		case i.Sort != FuncSort:
			f.add(ErrBenchType, "import `%s.%s` is a %s; want a function () -> ()", short(in.Name), name, i.Sort)
		case !i.Unknown && (i.Params > 0 || i.Result):
			f.add(ErrBenchType, "import `%s.%s` has %s and %s; want () -> ()", short(in.Name), name,
				counted(i.Params, "parameter"), map[bool]string{false: "no result", true: "a result"}[i.Result])
		}
		return
	}
	if required {
		f.add(ErrNoBenchImports, "the instance `%s` that the component imports lacks `%s`", short(in.Name), name)
	}
}

// offers says what a component that lacks its entry has instead.
func (c *Component) offers() string {
	const most = 8
	var names []string
	for _, e := range c.Exports[:min(most, len(c.Exports))] {
		names = append(names, fmt.Sprintf("`%s`", short(e.Name)))
	}
	switch more := len(c.Exports) - most; {
	case len(names) == 0:
		return "it exports nothing"
	case more > 0:
		return fmt.Sprintf("it exports %s and %d more", strings.Join(names, ", "), more)
	}
	return "it exports " + strings.Join(names, ", ")
}
