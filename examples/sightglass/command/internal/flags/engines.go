package flags

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/measure/walltime"
	"github.com/sightglass-go/sightglass/measure/words"
	"github.com/sightglass-go/sightglass/recorder"
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
	// Elsewhere is whether programs run where paths mean something else, and Other
	// whether another program runs, which may have other engines.
	Elsewhere, Other bool
}

// Register adds the flags.
func (f *Engines) Register(cmd *cobra.Command) {
	f.RegisterEngine(cmd, DefaultEngine())
	cmd.Flags().StringArrayVar(&f.flags, "engine-flags", nil,
		`flags such as "opt-level=none,fuel"; the first is for the first engine and so on; one alone is for all`)
	cmd.Flags().StringVar(&f.common, "engine-flags-common", "", "flags for all engines, beside those for each")
	cmd.Flags().StringArrayVarP(&f.names, "name", "n", nil,
		"what the recording calls an engine; the first is for the first engine and so on")
}

// RegisterEngine adds --engine alone. def is what help says of the default.
func (f *Engines) RegisterEngine(cmd *cobra.Command, def string) {
	cmd.Flags().VarPF(engineList{&f.engines}, "engine", "e",
		"an `ENGINE`, of "+words.Or(engines.Default.Names()...)+`, or several with commas between them; also ENGINE:FLAGS, another build as ENGINE@VERSION or ENGINE@FOLDER, or the path of an engine library or program (see: sightglass engines --help)`).DefValue = def
}

// Named are the engines that flags name.
func (f *Engines) Named() []string { return f.engines }

// Built is whether one of them is another build, which may have other measures.
func (f *Engines) Built() bool {
	return slices.ContainsFunc(f.engines, func(text string) bool {
		spec, err := build.Parse(text)
		return err == nil && spec.Build != ""
	})
}

// Set names the engines as flags would.
func (f *Engines) Set(list ...string) { f.engines = list }

// Time has time measured where nobody has said what is, and one of the engines is a
// program, which reports nothing else.
func (f *Engines) Time(cmd *cobra.Command, measures *[]string) {
	program := slices.ContainsFunc(f.engines, func(text string) bool {
		spec, err := build.Parse(text)
		return err == nil && engines.IsProgram(spec.Engine)
	})
	if program && !cmd.Flags().Changed("measure") && slices.Equal(*measures, []string{recorder.DefaultMeasure}) {
		*measures = []string{walltime.Name}
	}
}

// SetNames names what the recording calls them, "" for what it does without.
func (f *Engines) SetNames(list ...string) { f.names = list }

// CheckEngine refuses an engine that there cannot be, or that Plan explains.
func CheckEngine(spec build.Spec) error {
	if spec.Path != "" {
		return nil
	}
	return (&Engines{Other: true}).refuse(spec)
}

// DefaultEngine is wazero where it is linked in, else the first engine there is.
func DefaultEngine() string {
	names := engines.Default.Defaults()
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

// Check returns all that is wrong with the engines that are named, as far as it can
// be known without building any.
func (f *Engines) Check(cmd *cobra.Command) error {
	_, _, err := f.parse(cmd)
	return err
}

// An UnbuiltError says why an engine could not be built.
type UnbuiltError struct {
	Index int // among those that were named
	Err   error
}

func (e *UnbuiltError) Error() string { return "--engine " + e.Err.Error() }
func (e *UnbuiltError) Unwrap() error { return e.Err }

// Plan returns the engines in the order in which they were named, and builds
// those that are not linked in.
func (f *Engines) Plan(cmd *cobra.Command) ([]job.Engine, error) {
	plan, specs, err := f.parse(cmd)
	if err != nil {
		return nil, err
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
			return nil, &UnbuiltError{i, err}
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

// parse reads the engines that are named, and returns all that is wrong with them.
func (f *Engines) parse(cmd *cobra.Command) (plan []job.Engine, specs []build.Spec, _ error) {
	list := f.engines
	if len(list) == 0 {
		list = []string{DefaultEngine()}
	}
	var wrong []error
	if len(f.names) > len(list) {
		wrong = append(wrong, fmt.Errorf("%s (--name) for %s (--engine)", words.Count(len(f.names), "name"), words.Count(len(list), "engine")))
	}
	if len(f.names) < len(list) {
		for _, name := range f.names {
			if strings.Contains(name, ",") {
				wrong = append(wrong, fmt.Errorf("--name %q: that is one name, with a comma in it, for %s: repeat --name for each", name, words.Count(len(list), "engine")))
			}
		}
	}
	if n := len(f.flags); n > 1 && n != len(list) {
		return nil, nil, errors.Join(append(wrong, fmt.Errorf("%d times --engine-flags for %d engines: give one for all of them or one for each", n, len(list)))...)
	}
	if f.apart && f.layouts == 0 {
		wrong = append(wrong, errors.New("--layouts-apart would have no effect: it is about --layouts"))
	}
	for i, text := range list {
		e, spec, err := f.engine(cmd, i, text)
		if err != nil {
			wrong = append(wrong, err)
		}
		plan, specs = append(plan, e), append(specs, spec)
	}
	return plan, specs, errors.Join(wrong...)
}

// engine reads one, the i-th.
func (f *Engines) engine(cmd *cobra.Command, i int, text string) (e job.Engine, spec build.Spec, err error) {
	if spec, err = build.Parse(text); err != nil {
		return e, spec, fmt.Errorf("--engine: %w", err)
	}
	if spec.Path == "" {
		if err := f.refuse(spec); err != nil {
			return e, spec, err
		}
	}
	e.Engine = spec.Engine
	if spec.Build != "" {
		e.Name = spec.Name()
	}
	if i < len(f.names) && f.names[i] != "" {
		e.Name = f.names[i]
	}
	all := []string{spec.Flags, f.common}
	switch {
	case len(f.flags) == 1:
		all = append(all, f.flags[0])
	case len(f.flags) > 1:
		all = append(all, f.flags[i])
	}
	for i := range all {
		var err error
		if all[i], err = wasmtimeFlags(spec.Engine, all[i]); err != nil {
			return e, spec, fmt.Errorf("--engine-flags %q: %w", all[i], err)
		}
	}
	e.Flags = Join(all)
	if engines.IsFile(spec.Engine) { // its flags are its own, and separated by spaces
		e.Flags = strings.Join(strings.Fields(strings.Join(all, " ")), " ")
	}
	return e, spec, f.checkFlags(cmd, spec, e.Flags)
}

// checkFlags refuses flags that the engine that is linked in does not have. What else
// runs says so itself.
func (f *Engines) checkFlags(cmd *cobra.Command, spec build.Spec, flags string) error {
	if f.Elsewhere || f.Other || flags == "" || spec.Build != "" || engines.IsFile(spec.Engine) {
		return nil
	}
	e, err := engines.Open(cmd.Context(), spec.Engine, "")
	if err != nil {
		return nil // why is said when it is to run
	}
	defer e.Close(cmd.Context())
	if err := engines.CheckFlags(e, flags); err != nil {
		return fmt.Errorf("engine %s: %w", spec.Engine, err)
	}
	return nil
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

// refuse explains names that no engine can have, or that none has which is linked
// in. If another program runs, or a build, it refuses those that are nearly one of
// these, or of one that nobody chooses.
func (f *Engines) refuse(spec build.Spec) error {
	known, name := engines.Default.Names(), spec.Engine
	_, registered := engines.Default.Lookup(name)
	switch {
	case slices.Contains(known, name) || engines.IsFile(name):
		return nil
	case strings.ContainsAny(name, `/\`):
		return fmt.Errorf("--engine %s: the path of an engine program begins with ./ or /, and that of a library ends in .so, .dylib or .dll; linked into this program are %s", name, strings.Join(known, ", "))
	}
	if hint := DidYouMean(name, known); hint != "" || registered || !f.Elsewhere && !f.Other && spec.Build == "" {
		return fmt.Errorf("%w %.100q%s: known are %s", engines.ErrUnknown, name, hint, strings.Join(known, ", "))
	}
	return nil
}
