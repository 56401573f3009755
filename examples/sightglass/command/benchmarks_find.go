package command

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/sightglass-go/sightglass/engines/inspect"
	"github.com/sightglass-go/sightglass/examples/sightglass/command/internal/flags"
	"github.com/sightglass-go/sightglass/measure/quote"
	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/measure/words"
	"github.com/sightglass-go/sightglass/recorder"
)

// finder finds the benchmarks that a command line names: files, those that suites
// list, those in folders, and those that a pattern in quotation marks names.
type finder struct {
	call  record.Call // decides which modules in a folder are benchmarks
	found []string
	infos []os.FileInfo // of those found
	wrong []error
	notes []string
}

// find returns what is found, what a user should know of it, and all that is wrong.
func find(args []string, call record.Call) (benchmarks, notes []string, err error) {
	f := finder{call: call}
	for _, arg := range args {
		list, err := recorder.List([]string{arg})
		if err != nil {
			f.wrong = append(f.wrong, err)
		}
		for _, l := range list {
			f.add(l)
		}
	}
	return f.found, f.notes, errors.Join(f.wrong...)
}

func (f *finder) refuse(l recorder.Listed, format string, args ...any) {
	where := ""
	if l.From != "" {
		where = l.From + ": "
	}
	f.wrong = append(f.wrong, fmt.Errorf("%s%s: %s", where, quote.Name(l.Path), fmt.Sprintf(format, args...)))
}

func (f *finder) add(l recorder.Listed) {
	if err := record.CheckName(l.Path); err != nil {
		f.wrong = append(f.wrong, err)
		return
	}
	info, err := os.Stat(l.Path)
	switch {
	case err == nil && info.IsDir() && l.From == "":
		f.folder(l)
	case err == nil:
		f.file(l.Path, info)
	case !errors.Is(err, fs.ErrNotExist):
		f.file(l.Path, nil) // why it cannot be read is said of it alone
	case isPattern(l.Path) && l.From == "":
		names, err := matching(l.Path)
		if err != nil {
			f.wrong = append(f.wrong, err)
		}
		for _, name := range names {
			f.add(recorder.Listed{Path: name})
		}
	case isPattern(l.Path):
		f.refuse(l, "there is no such benchmark: a suite lists files, not patterns")
	default:
		f.refuse(l, "there is no such benchmark%s", flags.DidYouMean(filepath.Base(l.Path), beside(l.Path)))
	}
}

// file adds a benchmark unless it is there, by another path to its folder or the same.
func (f *finder) file(path string, info os.FileInfo) {
	for i, other := range f.found {
		if other == path {
			return // as those who name a suite and one of its benchmarks mean it
		}
		if info == nil || f.infos[i] == nil || !strings.EqualFold(filepath.Base(path), filepath.Base(other)) || !os.SameFile(info, f.infos[i]) {
			continue
		}
		// Files of two folders may be one file, and have other inputs beside them.
		if dir, err := os.Stat(filepath.Dir(path)); err == nil && sameFile(dir, []string{filepath.Dir(other)}) != "" {
			f.notes = append(f.notes, fmt.Sprintf("%s is %s, and is recorded once", quote.Name(path), quote.Name(other)))
			return
		}
	}
	f.found, f.infos = append(f.found, path), append(f.infos, info)
}

// folderLimit is how many files and folders are looked at before a folder is taken
// for one that was not meant.
const folderLimit = 100_000

// folder adds the benchmarks in a folder and those below it, in the order of their
// names. A module that is none by what it imports or exports is skipped; one that
// cannot be read is not, for it may be one.
func (f *finder) folder(l recorder.Listed) {
	var taken, skipped []string
	seen := 0
	err := filepath.WalkDir(l.Path, func(path string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if seen++; seen > folderLimit {
			return fmt.Errorf("there are more than %d files in it; name a folder that holds benchmarks", folderLimit)
		}
		if e.IsDir() && path != l.Path && strings.HasPrefix(e.Name(), ".") {
			return fs.SkipDir
		}
		info, err := os.Stat(path) // of what a link leads to
		if err != nil || !info.Mode().IsRegular() || !strings.EqualFold(filepath.Ext(path), ".wasm") {
			return nil
		}
		if why := isNone(path, f.call); why != "" {
			skipped = append(skipped, quote.Name(path)+" "+why)
			return nil
		}
		taken = append(taken, quote.Name(path))
		f.file(path, info)
		return nil
	})
	switch {
	case err != nil:
		f.refuse(l, "the folder cannot be searched for benchmarks: %v", err)
	case len(taken) == 0 && len(skipped) == 0:
		f.refuse(l, "there is no .wasm file in this folder or below it")
	case len(taken) == 0:
		f.refuse(l, "there is no benchmark in this folder or below it: %s", some(skipped))
	default:
		note := fmt.Sprintf("%s in %s: %s", words.Count(len(taken), "benchmark"), quote.Name(l.Path), some(taken))
		if len(skipped) > 0 {
			note += fmt.Sprintf("; skipped: %s", some(skipped))
		}
		f.notes = append(f.notes, note)
	}
}

// some is a list of which the first few are enough.
func some(list []string) string {
	const most = 8
	text := strings.Join(list[:min(most, len(list))], ", ")
	if more := len(list) - most; more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	return text
}

// isNone says why a module is no benchmark for such a call, whatever else may be
// wrong with it; "" if it may be one.
func isNone(path string, call record.Call) string {
	file, err := record.OpenFile(path)
	if err != nil {
		return ""
	}
	defer file.Close()
	wasm, err := io.ReadAll(file)
	if err != nil {
		return ""
	}
	if inspect.IsComponent(wasm) {
		return isNoComponent(wasm, call)
	}
	m, err := inspect.Parse(wasm)
	if err != nil {
		return ""
	}
	imports := func(name string) bool {
		for _, i := range m.Imports {
			if i.Module == inspect.BenchModule && i.Name == name {
				return true
			}
		}
		return false
	}
	switch {
	case call.Entry != "":
		if _, err := inspect.CheckEntry(m, call.Entry); errors.Is(err, inspect.ErrNoEntry) {
			return "does not export " + quote.Name(call.Entry)
		}
	case call.Whole:
		if err := inspect.CheckCommand(m); errors.Is(err, inspect.ErrNoEntry) {
			return "does not export _start"
		}
	case !imports(inspect.BenchStart) && !imports(inspect.BenchEnd):
		if err := inspect.CheckBenchmark(m); errors.Is(err, inspect.ErrNoBenchImports) { // not if some could not be read
			return "imports neither bench.start nor bench.end"
		}
	}
	return ""
}

// isNoComponent is isNone of a component.
func isNoComponent(wasm []byte, call record.Call) string {
	c, err := inspect.ParseComponent(wasm)
	switch {
	case err != nil:
		return ""
	case call.Entry != "":
		return "is a component, whose functions are not called by name"
	case call.Whole && errors.Is(inspect.CheckComponentCommand(c), inspect.ErrNoEntry):
		return "does not export " + inspect.RunInterface
	case !call.Whole && c.Bench() == "" && errors.Is(inspect.CheckComponent(c), inspect.ErrNoBenchImports):
		return "is a component that does not import bench"
	}
	return ""
}

// beside are the names of benchmarks and suites in the folder of a path.
func beside(path string) (names []string) {
	entries, _ := os.ReadDir(filepath.Dir(path))
	for _, e := range entries {
		if ext := filepath.Ext(e.Name()); ext == ".wasm" || ext == ".suite" {
			names = append(names, e.Name())
		}
	}
	return names
}

// isPattern is whether a name that no file has may be a pattern: in quotation marks,
// or from a shell that expands none.
func isPattern(name string) bool { return strings.ContainsAny(name, "*?[") }

// matching are the files whose names match a pattern.
func matching(pattern string) ([]string, error) {
	list, err := filepath.Glob(pattern)
	if err != nil || len(list) == 0 {
		return nil, fmt.Errorf("%s: no file has such a name", quote.Name(pattern))
	}
	return list, nil
}
