package command

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/measure/quote"
	"github.com/sightglass-go/sightglass/recorder"
)

// programsOf are the programs of a plan's engines that were built, by their hashes.
func programsOf(p *recorder.Planned) (map[string]string, error) {
	programs := map[string]string{}
	for i, e := range p.Plan.Engines {
		for n, path := range e.Programs {
			sum := programOf(p, i, n)
			if sum == "" {
				return nil, fmt.Errorf("engine %v: the hash of its program %s is not known, so that other machines could not tell whether they have it", e, quote.Name(path))
			}
			programs[sum] = path
		}
	}
	return programs, nil
}

// programOf is the hash of an engine's n-th program, which is that of the recording if it
// has only one.
func programOf(p *recorder.Planned, engine, n int) string {
	if list := p.Engines[engine].Programs; n < len(list) {
		return list[n]
	}
	return p.Binary
}

// elsewhere refuses an engine's file that machines without this one's file system would not
// find under its name, such as a library that was built into the cache.
func elsewhere(p *recorder.Planned) error {
	for _, e := range p.Plan.Engines {
		if engines.IsFile(e.Engine) && !filepath.IsLocal(e.Engine) {
			return fmt.Errorf("engine %v is a library, or a program that speaks the protocol, outside the current folder: %s: other machines find engines below it, under the same names: copy it here, and name it ./%s", e, quote.Name(e.Engine), filepath.Base(e.Engine))
		}
	}
	return nil
}

// filesOf are the files that recording a share of a plan takes, beside the program:
// modules and what they should print, standard inputs, and what guests may read.
func filesOf(p *recorder.Planned) (files []string, err error) {
	for _, e := range p.Plan.Engines {
		if engines.IsFile(e.Engine) {
			files = append(files, e.Engine)
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
