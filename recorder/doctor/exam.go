package doctor

import (
	"fmt"
	"io/fs"
	"strconv"
	"strings"

	"github.com/sightglass-go/sightglass/recorder/internal/cpus"
)

// exam is an examination: the files, and two samples of what moves.
type exam struct {
	root          fs.FS
	os            string
	before, after sample
	stopped       error // the watching, by a context
}

// sample is what moves, at one moment.
type sample struct {
	times map[int]cpus.Times
	err   error // of reading them
	pages uint64
	// pagesKnown is set if the kernel counts swapped pages.
	pagesKnown bool
}

func (e *exam) take() sample {
	var s sample
	s.times, s.err = cpus.ReadTimes(e.root)
	s.pages, s.pagesKnown = e.swapped()
	return s
}

// watched returns what every CPU did between the samples, and why that is not
// known if it is not.
func (e *exam) watched() (map[int]cpus.Times, error) {
	switch {
	case e.stopped != nil:
		return nil, fmt.Errorf("watching was stopped: %w", e.stopped)
	case e.before.err != nil:
		return nil, e.before.err
	case e.after.err != nil:
		return nil, e.after.err
	}
	moved := map[int]cpus.Times{}
	for cpu, now := range e.after.times {
		if then, ok := e.before.times[cpu]; ok {
			if t := now.Since(then); t != (cpus.Times{}) {
				moved[cpu] = t
			}
		}
	}
	if len(moved) == 0 {
		return nil, fmt.Errorf("no tick went by while watching")
	}
	return moved, nil
}

func sum(times map[int]cpus.Times) (all cpus.Times) {
	for _, t := range times {
		all.Busy += t.Busy
		all.Idle += t.Idle
		all.Stole += t.Stole
	}
	return all
}

func percent(part, whole uint64) float64 {
	if whole == 0 {
		return 0
	}
	return 100 * float64(part) / float64(whole)
}

// text reads a file of one value; where it cannot, the result says why.
func (e *exam) text(path string) (string, result, bool) {
	text, err := cpus.Text(e.root, path)
	if err != nil {
		return "", unknown("cannot read /%s: %v", path, cause(err)), false
	}
	return text, result{}, true
}

// number reads a file of one whole number.
func (e *exam) number(path string) (int64, result, bool) {
	text, r, ok := e.text(path)
	if !ok {
		return 0, r, false
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return 0, unknown("/%s says %.40q, which is not a number", path, text), false
	}
	return n, result{}, true
}

func (e *exam) has(path string) bool {
	_, err := fs.Stat(e.root, strings.TrimSuffix(path, "/"))
	return err == nil
}

// folders returns the names in a folder, none if it cannot be read.
func (e *exam) folders(path string) (names []string) {
	entries, err := fs.ReadDir(e.root, strings.TrimSuffix(path, "/"))
	if err != nil {
		return nil
	}
	for _, entry := range entries {
		names = append(names, entry.Name())
	}
	return names
}

// field returns the first value of "name: value" lines.
func (e *exam) field(path, name string) (string, bool) {
	text, err := fs.ReadFile(e.root, path)
	if err != nil {
		return "", false
	}
	for line := range strings.Lines(string(text)) {
		key, value, ok := strings.Cut(line, ":")
		if ok && strings.TrimSpace(key) == name {
			return strings.TrimSpace(value), true
		}
	}
	return "", false
}

// cause is an error without the path, which is said already.
func cause(err error) error {
	if path, ok := err.(*fs.PathError); ok {
		return path.Err
	}
	return err
}
