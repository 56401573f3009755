package command

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/sightglass-go/sightglass/measure/quote"
	"github.com/sightglass-go/sightglass/recorder"
)

// filesOf are the files that recording a share of a plan takes, beside the program:
// modules and what they should print, standard inputs, and what guests may read.
func filesOf(p *recorder.Planned) (files []string, err error) {
	for _, e := range p.Plan.Engines {
		if len(e.Programs) > 0 {
			return nil, fmt.Errorf("engine %v is a build of its own, and hosts are given this program alone: build sightglass with that version", e)
		}
	}
	for _, benchmark := range p.Plan.Benchmarks {
		files = append(files, benchmark)
		entries, err := os.ReadDir(filepath.Dir(benchmark))
		if err != nil {
			return nil, err
		}
		for _, e := range entries {
			if filepath.Ext(e.Name()) == ".expected" {
				files = append(files, filepath.Join(filepath.Dir(benchmark), e.Name()))
			}
		}
		if in := p.Plan.Of(benchmark).Guest.Stdin; in != "" {
			files = append(files, in)
		}
	}
	for _, f := range p.Folders {
		for _, module := range f.Modules {
			dir := cmp.Or(p.Plan.Of(module).Guest.Dir, filepath.Dir(module))
			if f.Left > 0 {
				return nil, fmt.Errorf("%s has more files than a recording lists, so that it is not known what to copy to hosts: name a folder with less in it (--working-dir)", quote.Name(dir))
			}
			for _, in := range f.Files {
				files = append(files, filepath.Join(dir, filepath.FromSlash(in.Name)))
			}
		}
	}
	for i, name := range files {
		if !filepath.IsLocal(name) {
			err = errors.Join(err, fmt.Errorf("%s: hosts get what lies below the current folder, under the same names: start in a folder above it", quote.Name(name)))
		}
		files[i] = filepath.Clean(name)
	}
	slices.Sort(files)
	return slices.Compact(files), err
}
