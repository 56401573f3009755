package flags

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/measure/words"
	"github.com/sightglass-go/sightglass/recorder/build"
	"github.com/sightglass-go/sightglass/recorder/job"
)

// Engines is the flags that choose engines.
type Engines struct {
	engines, flags, names []string
	common                string // flags of all
	layouts               int
	apart                 bool
	advised               []string // warnings that were printed
	// Elsewhere is whether programs run where paths mean something else.
	Elsewhere bool
}

// Register adds the flags.
func (f *Engines) Register(cmd *cobra.Command) {
	cmd.Flags().StringArrayVarP(&f.engines, "engine", "e", nil,
		"an engine, of "+strings.Join(engines.Default.Names(), ", ")+`; repeat it for several; flags may follow a colon,
as in "wazero:interpreter"; another build follows an @: a version, as in "wazero@v1.9.0", a branch or
a commit, a folder ("wazero@../wazero") or its revision ("wazero@../wazero#main"), and a worker of
your own, its main package or the program; or the path of an engine library, "./libengine.so"
(default `+DefaultEngine()+")")
	cmd.Flags().StringArrayVar(&f.flags, "engine-flags", nil,
		`flags such as "opt-level=none,fuel"; the first is for the first engine and so on; one alone is for all`)
	cmd.Flags().StringVar(&f.common, "engine-flags-common", "", "flags for all engines, beside those for each")
	cmd.Flags().StringArrayVarP(&f.names, "name", "n", nil,
		"what the recording calls an engine; the first is for the first engine and so on")
}

// Set names the engines as flags would.
func (f *Engines) Set(list ...string) { f.engines = list }

// SetNames names what the recording calls them, "" for what it does without.
func (f *Engines) SetNames(list ...string) { f.names = list }

// CheckEngine refuses an engine that there cannot be, or that Plan explains.
func CheckEngine(spec build.Spec) error {
	if spec.Path != "" {
		return nil
	}
	return refuseEngine(spec.Engine)
}

// DefaultEngine is wazero where it is linked in, else the first engine there is.
func DefaultEngine() string {
	names := engines.Default.Names()
	if slices.Contains(names, "wazero") || len(names) == 0 {
		return "wazero"
	}
	return names[0]
}

// RegisterLayouts adds --layouts.
func (f *Engines) RegisterLayouts(cmd *cobra.Command) {
	Number(cmd.Flags(), &f.layouts, "layouts", "", 0, "build each engine with its functions in this many random orders, and draw one in each round, so that\nwhere code lies is chance; 0 means as the linker has them", 0, build.MaxLayouts)
	cmd.Flags().BoolVar(&f.apart, "layouts-apart", false, "record each of the --layouts as an engine of its own, which shows what layout alone does")
}

// Plan returns the engines in the order in which they were named, and builds
// those that are not linked in.
func (f *Engines) Plan(cmd *cobra.Command) ([]job.Engine, error) {
	list := f.engines
	if len(list) == 0 {
		list = []string{DefaultEngine()}
	}
	if len(f.names) > len(list) {
		return nil, fmt.Errorf("%s (--name) for %s (--engine)", words.Count(len(f.names), "name"), words.Count(len(list), "engine"))
	}
	if n := len(f.flags); n > 1 && n != len(list) {
		return nil, fmt.Errorf("%d times --engine-flags for %d engines: give one for all of them or one for each", n, len(list))
	}
	var plan []job.Engine
	var specs []build.Spec
	for i, text := range list {
		spec, err := build.Parse(text)
		if err != nil {
			return nil, fmt.Errorf("--engine: %w", err)
		}
		name, flags := spec.Engine, spec.Flags
		if err := refuseEngine(name); err != nil && spec.Path == "" {
			return nil, err
		}
		e := job.Engine{Engine: name}
		if spec.Build != "" {
			e.Name = spec.Name()
		}
		specs = append(specs, spec)
		all := []string{flags, f.common}
		switch {
		case len(f.flags) == 1:
			all = append(all, f.flags[0])
		case len(f.flags) > 1:
			all = append(all, f.flags[i])
		}
		for i := range all {
			var err error
			if all[i], err = wasmtimeFlags(name, all[i]); err != nil {
				return nil, fmt.Errorf("--engine-flags %q: %w", all[i], err)
			}
		}
		e.Flags = Join(all)
		if engines.IsFile(name) { // its flags are its own, and separated by spaces
			e.Flags = strings.Join(strings.Fields(strings.Join(all, " ")), " ")
		}
		if i < len(f.names) && f.names[i] != "" {
			e.Name = f.names[i]
		}
		plan = append(plan, e)
	}
	if f.apart && f.layouts == 0 {
		return nil, errors.New("--layouts-apart would have no effect: it is about --layouts")
	}
	var built []job.Engine
	for i, spec := range specs { // after everything that costs nothing
		e := plan[i]
		var programs []string
		var err error
		if spec.IsLibrary() {
			e.Engine, err = f.library(cmd, spec)
		} else {
			programs, err = f.programs(cmd, spec)
		}
		if err != nil {
			return nil, fmt.Errorf("--engine %w", err)
		}
		if !f.apart || spec.IsLibrary() {
			e.Programs = programs
			built = append(built, e)
			continue
		}
		name := cmp.Or(e.Name, e.Engine)
		for n := range programs {
			e.Name, e.Programs = fmt.Sprintf("%s layout %d", name, n+1), programs[n:n+1:n+1]
			built = append(built, e)
		}
	}
	return built, nil
}

// Join returns the flags of an engine, given in several places, as one text.
func Join(all []string) string {
	var set []string
	for _, flags := range all {
		if flags = strings.TrimSpace(flags); flags != "" {
			set = append(set, flags)
		}
	}
	return strings.Join(set, ",")
}

// refuseEngine explains names that no engine can have, that are nearly those of
// one, or of one that nobody chooses. Any other unknown name is the registry's
// to refuse: with --exec-program that of another program.
func refuseEngine(name string) error {
	known := engines.Default.Names()
	_, registered := engines.Default.Lookup(name)
	switch {
	case slices.Contains(known, name) || engines.IsFile(name):
		return nil
	case strings.Contains(name, ","):
		return fmt.Errorf("--engine %s: name one engine each time, --engine %s", name, strings.ReplaceAll(name, ",", " --engine "))
	case strings.ContainsAny(name, `/\`):
		return fmt.Errorf("--engine %s: the path of an engine library ends in .so, .dylib or .dll; linked into this program are %s", name, strings.Join(known, ", "))
	}
	if hint := DidYouMean(name, known); hint != "" || registered {
		return fmt.Errorf("%w %q%s: known are %s", engines.ErrUnknown, name, hint, strings.Join(known, ", "))
	}
	return nil
}
