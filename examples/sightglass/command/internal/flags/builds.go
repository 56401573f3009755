package flags

import (
	"errors"
	"fmt"
	"os"
	"slices"

	"github.com/spf13/cobra"

	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/recorder/build"
	"github.com/sightglass-go/sightglass/recorder/job"
)

// programs returns the programs that run an engine, which it builds if need be:
// none for the one that is linked in.
func (f *Engines) programs(cmd *cobra.Command, spec build.Spec) ([]string, error) {
	if spec.Build == "" && f.layouts == 0 {
		return nil, nil
	}
	switch {
	case engines.IsFile(spec.Engine) && spec.Build != "":
		return nil, fmt.Errorf("%s: an engine library is a build already: name the file of that build, without @%s", spec.Name(), spec.Build)
	case engines.IsProgram(spec.Engine):
		return nil, fmt.Errorf("%s: --layouts is about engines that are built here, and this is a program already", spec.Engine)
	case engines.IsFile(spec.Engine):
		return nil, fmt.Errorf("%s: --layouts is about engines that are built here, and this is a library already", spec.Engine)
	}
	if f.Elsewhere && spec.Path != "" && spec.Revision == "" {
		if info, err := os.Stat(spec.Path); err != nil || !info.IsDir() {
			return []string{spec.Path}, nil // the path that it has there
		}
	}
	source, err := sourceOf(cmd, spec.Engine)
	if err != nil {
		return nil, err
	}
	made, err := build.Make(cmd.Context(), spec, source, f.options(cmd))
	if err != nil {
		return nil, err
	}
	var paths []string
	for _, p := range made {
		paths = append(paths, p.Path)
	}
	return paths, nil
}

// library returns the path of the engine library that an engine's version is, and
// builds it if need be.
func (f *Engines) library(cmd *cobra.Command, spec build.Spec) (string, error) {
	switch _, loads := engines.Default.Files.Lookup(".so"); {
	case !loads:
		return "", fmt.Errorf("%s: it is built as an engine library, and this program loads none; import engines/library in package main", spec.Name())
	case f.Elsewhere:
		return "", fmt.Errorf("%s: it is built as an engine library here, and runs elsewhere: build it there (sightglass benchmark --engine %[1]s), and name its path", spec.Name())
	}
	p, err := build.Library(cmd.Context(), spec, f.options(cmd))
	if err == nil {
		f.advise(cmd, spec, p.Revision)
	}
	return p.Path, err
}

// advise warns of what is known of a version, if the engine that is linked in knows
// of others than itself. A library says nothing of what engine it is, so that a
// recording has no such warning of it.
func (f *Engines) advise(cmd *cobra.Command, spec build.Spec, version string) {
	linked, err := engines.Open(cmd.Context(), spec.Engine, "")
	if err != nil {
		return
	}
	defer linked.Close(cmd.Context())
	of, ok := linked.(interface {
		AdvisoriesFor(version string) engines.Advisories
	})
	if !ok {
		return
	}
	if warning := of.AdvisoriesFor(version).Warning(version); warning != "" && !slices.Contains(f.advised, warning) {
		f.advised = append(f.advised, warning)
		fmt.Fprintf(cmd.ErrOrStderr(), "warning: %s: %s\n", spec.Name(), warning)
	}
}

// options are how builds are made.
func (f *Engines) options(cmd *cobra.Command) build.Options {
	return build.Options{Layouts: f.layouts, Progress: func(line string) { fmt.Fprintln(cmd.ErrOrStderr(), line) }}
}

// sourceOf is what the engine that is linked in is built from, nil if it does
// not say, or if there is none.
func sourceOf(cmd *cobra.Command, name string) (*engines.Source, error) {
	engine, err := engines.Open(cmd.Context(), name, "")
	if errors.Is(err, engines.ErrUnknown) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	source, ok := engines.SourceOf(engine)
	if err := engine.Close(cmd.Context()); err != nil {
		return nil, err
	}
	if !ok {
		return nil, nil
	}
	return &source, nil
}

// RefuseBuilds refuses engines that are not linked in, where others cannot be
// used.
func RefuseBuilds(plan []job.Engine, why string) error {
	for _, e := range plan {
		if len(e.Programs) > 0 {
			return fmt.Errorf("--engine %v: %s", e, why)
		}
	}
	return nil
}
