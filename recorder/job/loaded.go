package job

import (
	"fmt"
	"slices"

	"github.com/sightglass-go/sightglass/engines/inspect"
	"github.com/sightglass-go/sightglass/measure"
)

// loaded is what was read of a benchmark: a core module or a component.
type loaded struct {
	module    *inspect.Module
	component *inspect.Component
}

func parse(wasm []byte) (p *loaded, err error) {
	p = new(loaded)
	if inspect.IsComponent(wasm) {
		p.component, err = inspect.ParseComponent(wasm)
	} else {
		p.module, err = inspect.Parse(wasm)
	}
	return p, err
}

// modules are the core modules that it consists of.
func (p *loaded) modules() []*inspect.Module {
	if p.component != nil {
		return p.component.Modules
	}
	return []*inspect.Module{p.module}
}

// check says whether a job can do with it what it is to do.
func (p *loaded) check(job *Job) (e entry, err error) {
	switch {
	case job.Call.Entry != "" && p.component != nil:
		return e, fmt.Errorf("%w: functions of a component are not called by their names: it is run through `%s`", inspect.ErrComponent, inspect.RunInterface)
	case job.Call.Entry != "":
		return newEntry(job, p.module)
	case job.Phase == measure.Compilation:
		return e, nil // nothing is run, so nothing needs to be there
	case p.component != nil && job.Call.Whole:
		return e, inspect.CheckComponentCommand(p.component)
	case p.component != nil:
		return e, inspect.CheckComponent(p.component)
	case job.Call.Whole:
		return e, inspect.CheckCommand(p.module)
	}
	return e, inspect.CheckBenchmark(p.module)
}

// prints is whether it can print: it imports what does that.
func (p *loaded) prints() bool {
	return p.imports([]string{"fd_write", "fd_pwrite"}, []string{"wasi:cli/stdout", "wasi:cli/stderr"})
}

// opensFiles is whether it can open files: it imports what does that.
func (p *loaded) opensFiles() bool {
	return p.imports([]string{"path_open"}, []string{"wasi:filesystem/preopens"})
}

// imports is whether it imports one of these functions of WASI preview 1, or of these
// interfaces of WASI 0.2.
func (p *loaded) imports(functions, interfaces []string) bool {
	if c := p.component; c != nil {
		return len(c.Warnings) > 0 || slices.ContainsFunc(interfaces, c.Imported)
	}
	return len(p.module.Warnings) > 0 || slices.ContainsFunc(p.module.Imports, func(i inspect.Import) bool { return slices.Contains(functions, i.Name) })
}
