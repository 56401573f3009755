package job

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/sightglass-go/sightglass/engines/inspect"
	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/recorder/internal/scratch"
)

// ErrReplaced: a file is not what it was when recording began.
var ErrReplaced = errors.New("file changed while it was being recorded")

// Inputs are the files that a job reads: what they were when recording began.
// A process that finds another content there fails with ErrReplaced, which ends the recording. What is
// not set is not checked.
type Inputs struct {
	// Module is the SHA-256 of the benchmark, in hexadecimal.
	Module string `json:"module,omitempty"`
	// Library is the engine's file, if it is one.
	Library *record.Input `json:"library,omitempty"`
	// Stdin is the standard input, Files are those of the benchmark's folder.
	Stdin *record.Input  `json:"stdin,omitempty"`
	Files []record.Input `json:"files,omitempty"`
}

// MaxStdin is how many bytes of a standard input are hashed.
const MaxStdin = 1 << 30

// Limits of what is hashed of a folder; see RATIONALE.md.
const (
	maxFiles     = 200      // listed
	maxFileBytes = 32 << 20 // hashed, of all files of a folder together
	maxEntries   = 10_000   // looked at
)

// ownNames are files of ours that no content tells.
var ownNames = []string{record.LatestName, "sightglass.toml"}

// FindInputs returns what the files of a job are now.
func FindInputs(job Job) Inputs {
	setup := Setup{}
	setup.find([]string{job.Benchmark}, job.Dir, job.Stdin)
	in := setup.Inputs(0)
	in.Library = findLibrary(job.Engine)
	return in
}

// find describes the files that benchmarks read, in the folder that is given or
// in their own; of guests, one for each of them, if there are any. What cannot be
// read, a recording says of its own accord.
func (s *Setup) find(benchmarks []string, given, stdin string, guests ...Guest) {
	s.Modules = make([]record.Module, len(benchmarks))
	at := map[string]int{} // of a folder
	for i, path := range benchmarks {
		m := &s.Modules[i]
		m.Wasm = path
		wasm, module, err := loadModule(path)
		if wasm == nil {
			continue
		}
		m.SHA256, m.Bytes, m.Component = hashOf(wasm), int64(len(wasm)), inspect.IsComponent(wasm)
		if err != nil || !module.opensFiles() {
			continue
		}
		if i < len(guests) {
			given = guests[i].Dir
		}
		dir := folderOf(given, path)
		k, ok := at[dir]
		if !ok {
			k = len(s.Folders)
			at[dir] = k
			s.Folders = append(s.Folders, listFolder(dir))
		}
		s.Folders[k].Modules = append(s.Folders[k].Modules, path)
	}
	s.Folders = slices.DeleteFunc(s.Folders, func(f record.Folder) bool {
		if f.Left > 0 {
			s.Warnings = append(s.Warnings, fmt.Sprintf("beside %s there are more files than are listed (%d): whether the others change is not noticed", f.Modules[0], maxFiles))
		}
		if i := slices.IndexFunc(f.Files, func(f record.Input) bool { return f.SHA256 == "" }); i >= 0 {
			s.Warnings = append(s.Warnings, fmt.Sprintf("beside %s lie more than %d MiB: of %s and perhaps others only the size is known", f.Modules[0], maxFileBytes>>20, f.Files[i].Name))
		}
		return len(f.Files) == 0
	})
	known := map[string]*record.Input{"": nil}
	input := func(stdin string) *record.Input {
		if in, ok := known[stdin]; ok {
			return in
		}
		in := describe(stdin)
		if in.Bytes > MaxStdin {
			s.Warnings = append(s.Warnings, fmt.Sprintf("the standard input is longer than %d MiB: only its size is known", MaxStdin>>20))
		}
		known[stdin] = in
		return in
	}
	s.Stdin = input(stdin)
	for _, g := range guests {
		in := input(g.Stdin)
		if in != nil {
			in = &record.Input{Name: in.Name, Bytes: in.Bytes, SHA256: in.SHA256}
		}
		s.Stdins = append(s.Stdins, in)
	}
}

// describe describes a file: a standard input, or an engine's. One that cannot be
// read has no hash, and opening it says why.
func describe(name string) *record.Input {
	in := &record.Input{Name: name}
	if f, err := record.OpenFile(name); err == nil {
		defer f.Close()
		in.SHA256, in.Bytes, _ = hashFile(f, MaxStdin)
	}
	return in
}

// Inputs are those of a benchmark of the setup, counted from 0.
func (s *Setup) Inputs(benchmark int) Inputs {
	in := Inputs{Stdin: s.Stdin}
	if benchmark < len(s.Stdins) {
		in.Stdin = s.Stdins[benchmark]
	}
	if benchmark >= len(s.Modules) { // of a runner that does not look at files
		return in
	}
	m := s.Modules[benchmark]
	in.Module = m.SHA256
	for _, f := range s.Folders {
		if slices.Contains(f.Modules, m.Wasm) {
			in.Files = f.Files
		}
	}
	return in
}

// listFolder lists the files that guests may read in a folder. Left out are
// other modules, expected outputs, hidden files, empty ones (such as what is
// about to be written), and what is ours: recordings, what stands for the latest of
// them, plans, reports, projects, and temporary files. These change from one recording to the
// next, or during one.
func listFolder(dir string) (list record.Folder) {
	left, seen := int64(maxFileBytes), 0
	_ = filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if seen++; seen > maxEntries {
			list.Left++
			return fs.SkipAll
		}
		if path == dir {
			return nil
		}
		if strings.HasPrefix(e.Name(), ".") || scratch.Made(e.Name()) || err != nil && e.IsDir() {
			if e.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		ext := filepath.Ext(path)
		if err != nil || e.IsDir() || ext == ".wasm" || ext == ".expected" || slices.Contains(ownNames, e.Name()) {
			return nil
		}
		name, err := filepath.Rel(dir, path)
		if err != nil {
			return nil
		}
		in := record.Input{Name: filepath.ToSlash(name)}
		if e.Type()&fs.ModeSymlink != 0 {
			target, _ := os.Readlink(path)
			in.Bytes, in.SHA256 = int64(len(target)), hashOf([]byte(target))
		} else if f, err := record.OpenFile(path); err != nil || ours(f) {
			if f != nil {
				f.Close()
			}
			return nil
		} else {
			in.SHA256, in.Bytes, err = hashFile(f, left)
			f.Close()
			if err != nil || in.Bytes == 0 {
				return nil
			}
		}
		if len(list.Files) == maxFiles {
			list.Left++
			return nil
		}
		if in.SHA256 != "" {
			left -= in.Bytes
		}
		list.Files = append(list.Files, in)
		return nil
	})
	slices.SortFunc(list.Files, func(a, b record.Input) int { return strings.Compare(a.Name, b.Name) })
	return list
}

// ours is whether a file is a recording, a plan or a report; those in Markdown have a
// mark.
func ours(f *os.File) bool {
	var buffer [512]byte
	n, _ := f.ReadAt(buffer[:], 0)
	begin := buffer[:n]
	return bytes.HasPrefix(begin, []byte("arch,engine,")) || bytes.HasPrefix(begin, []byte(`[{"arch":`)) || bytes.HasPrefix(begin, []byte(`{"arch":`)) ||
		bytes.Contains(begin, []byte("sightglass-recording/")) || bytes.Contains(begin, []byte(`"sightglass-plan/`)) || bytes.Contains(begin, []byte(`name="generator" content="sightglass`)) ||
		bytes.Contains(begin, []byte("<!-- sightglass"))
}

// hashFile hashes a file from its beginning; one of more than most bytes has a
// size and no hash.
func hashFile(f *os.File, most int64) (sum string, size int64, err error) {
	info, err := f.Stat()
	if err != nil {
		return "", 0, err
	}
	if info.Size() > most {
		return "", info.Size(), nil
	}
	h := sha256.New()
	if size, err = io.Copy(h, io.NewSectionReader(f, 0, most)); err != nil {
		return "", 0, err
	}
	return hex.EncodeToString(h.Sum(nil)), size, nil
}

func hashOf(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// checkModule compares what was read of the benchmark with what it was.
func (in *Inputs) checkModule(wasm []byte) error {
	if in.Module == "" {
		return nil
	}
	if sum := hashOf(wasm); sum != in.Module {
		return replaced("the benchmark", in.Module, sum)
	}
	return nil
}

// checkFile compares a file of the folder with what it was.
func checkFile(want *record.Input, dir string) error {
	path, what := filepath.Join(dir, filepath.FromSlash(want.Name)), want.Name+" beside the benchmark"
	if target, err := os.Readlink(path); err == nil {
		return compare(want, what, hashOf([]byte(target)), int64(len(target)))
	}
	return checkAt(want, what, path)
}

// checkAt is checkInput for the file that has a name now.
func checkAt(want *record.Input, what, path string) error {
	f, err := record.OpenFile(path)
	if err != nil {
		return fmt.Errorf("%w: %s had the hash %s, and is gone: %w", ErrReplaced, what, record.ShortHash(want.SHA256), withoutPath(err))
	}
	defer f.Close()
	return checkInput(want, what, f)
}

// checkInput compares what is in a file with what was. Of what was not hashed
// the size is compared.
func checkInput(want *record.Input, what string, f *os.File) error {
	most := int64(0)
	if want.SHA256 != "" {
		most = MaxStdin
	}
	sum, size, err := hashFile(f, most)
	if err != nil {
		return fmt.Errorf("hash %s: %w", what, withoutPath(err))
	}
	return compare(want, what, sum, size)
}

func compare(want *record.Input, what, sum string, size int64) error {
	switch {
	case want.SHA256 != "" && sum != want.SHA256:
		return replaced(what, want.SHA256, sum)
	case want.SHA256 == "" && want.Bytes > 0 && size != want.Bytes:
		return fmt.Errorf("%w: %s had %d bytes, and has %d", ErrReplaced, what, want.Bytes, size)
	}
	return nil
}

func replaced(what, was, is string) error {
	return fmt.Errorf("%w: %s had the hash %s when recording began, and has %s: record what does not change meanwhile",
		ErrReplaced, what, record.ShortHash(was), record.ShortHash(is))
}
