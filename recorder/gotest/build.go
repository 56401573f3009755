package gotest

import (
	"context"
	"crypto/sha256"
	"debug/buildinfo"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"

	"github.com/sightglass-go/sightglass/recorder/build"
)

// Build is one of the builds that are compared.
type Build struct {
	Name string // what rows call it
	// Dir is the folder of a Go package or module, and Revision one of the
	// repository that holds it; "" is the folder as it lies.
	Dir, Revision string
	// Program is a test binary that go test -c has built, in place of a Dir. It
	// runs in the current folder.
	Program string
}

// WorkingTree is what the current folder is called.
const WorkingTree = "working-tree"

// ParseBuild reads a build as a user names it: a revision of the repository that
// holds the current folder ("main", "HEAD~1"), a folder as it lies ("."), a
// revision of a folder's repository ("../wazero#main"), or a test binary
// ("./old.test"). A path begins with "." or "/", or with a drive.
func ParseBuild(text string) (Build, error) {
	refuse := func(why error) (Build, error) {
		return Build{}, fmt.Errorf("%w: %.200q: %w", ErrBuild, text, why)
	}
	b := Build{Name: text}
	switch {
	case text == "":
		return refuse(errors.New("no name of a revision, a folder or a test binary"))
	case text[0] != '.' && !filepath.IsAbs(text):
		if strings.HasPrefix(text, "-") {
			return refuse(errors.New("a revision does not begin with -"))
		}
		b.Dir, b.Revision = ".", text
		return b, nil
	}
	if info, err := os.Stat(text); err == nil && info.Mode().IsRegular() {
		if _, err := buildinfo.ReadFile(text); err != nil {
			return refuse(fmt.Errorf("it is not a program that Go has built (go test -c builds one): %w", err))
		}
		b.Program = text
		return b, nil
	}
	var revised bool
	if b.Dir, b.Revision, revised = strings.Cut(text, "#"); revised && b.Revision == "" {
		return refuse(errors.New("no revision behind #"))
	}
	if info, err := os.Stat(b.Dir); err != nil {
		return refuse(err)
	} else if !info.IsDir() {
		return refuse(errors.New("it is neither a folder nor a program"))
	}
	if text == "." {
		b.Name = WorkingTree
	}
	return b, nil
}

// binary is the test binary of one package in one build.
type binary struct {
	pkg    string // its import path
	path   string
	dir    string // in which it runs
	sha256 string
	info   *buildinfo.BuildInfo
}

// made is a build whose test binaries are there.
type made struct {
	Build
	commit   string // in full, of a folder in a repository
	modified bool   // the folder has changes that are not committed
	goes     string // version of Go
	binaries []binary
	bare     []string // packages without a benchmark
}

// version is what the header of a recording says of a build.
func (m *made) version() string {
	text := m.commit[:min(12, len(m.commit))]
	if m.modified {
		text += " with changes"
	}
	if text == "" {
		for _, b := range m.binaries {
			text += " sha256:" + b.sha256[:12]
		}
	}
	return strings.TrimSpace(text + " " + m.goes)
}

// build makes the test binaries of a build, below the folder to.
func (b Build) build(ctx context.Context, args *Args, to string, say func(string)) (m made, err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("%w %s: %w", ErrBuild, b.Name, err)
		}
	}()
	m.Build = b
	if b.Program != "" {
		return m, m.take(args, to)
	}
	dir := b.Dir
	if b.Revision != "" {
		tree, err := build.Checkout(ctx, b.Dir, b.Revision)
		if err != nil {
			return m, err
		}
		dir, m.commit = tree.Dir, tree.Commit
	} else {
		m.commit, m.modified = build.State(ctx, b.Dir, build.Repository)
	}
	packages, bare, err := list(ctx, dir, args)
	m.bare = bare
	if err != nil && len(args.Packages) == 0 && strings.Contains(err.Error(), "no Go files in ") {
		return m, fmt.Errorf("%w; name packages, such as ./... for all below", err)
	}
	if err != nil {
		return m, err
	}
	for i, p := range packages {
		say(fmt.Sprintf("building %s of %s", p.ImportPath, b.Name))
		out := filepath.Join(to, fmt.Sprintf("%d.test", i))
		if runtime.GOOS == "windows" {
			out += ".exe"
		}
		command := append([]string{"test", "-c", "-o", out}, args.Build...)
		if _, err := build.Go(ctx, dir, append(command, p.ImportPath)...); err != nil {
			return m, err
		}
		if err := m.add(p.ImportPath, out, p.Dir); err != nil {
			return m, err
		}
	}
	return m, nil
}

// take takes a test binary that was built before, by way of the folder to.
func (m *made) take(args *Args, to string) error {
	if len(args.Build) > 0 || len(args.Packages) > 0 {
		return fmt.Errorf("it is built already: leave out %s", strings.Join(append(slices.Clone(args.Build), args.Packages...), " "))
	}
	path, err := filepath.Abs(m.Program)
	if err != nil {
		return err
	}
	dir, err := os.Getwd()
	if err != nil {
		return err
	}
	info, err := buildinfo.ReadFile(path)
	if err != nil {
		return err
	}
	pkg, ok := strings.CutSuffix(info.Path, ".test")
	if !ok {
		return fmt.Errorf("it is the program %s, not a test binary: go test -c builds one", info.Path)
	}
	// What is run is a copy, whatever becomes of the file meanwhile.
	copied := filepath.Join(to, filepath.Base(path))
	if err := copyFile(copied, path); err != nil {
		return err
	}
	return m.add(pkg, copied, dir)
}

func copyFile(to, from string) error {
	text, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	return os.WriteFile(to, text, 0o755)
}

func (m *made) add(pkg, path, dir string) error {
	sum, err := hashOf(path)
	if err != nil {
		return err
	}
	info, err := buildinfo.ReadFile(path)
	if err != nil {
		return err
	}
	m.goes = info.GoVersion
	m.binaries = append(m.binaries, binary{pkg, path, dir, sum, info})
	return nil
}

func hashOf(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// listed is what go list says of a package.
type listed struct {
	ImportPath, Dir           string
	TestGoFiles, XTestGoFiles []string
}

// benchmarkFunc is how a benchmark is declared: what has none need not be built.
var benchmarkFunc = regexp.MustCompile(`(?m)^func Benchmark`)

// list returns the packages that have benchmarks, and the names of the others.
func list(ctx context.Context, dir string, args *Args) (packages []listed, bare []string, err error) {
	command := append([]string{"list", "-json=ImportPath,Dir,TestGoFiles,XTestGoFiles"}, slices.DeleteFunc(slices.Clone(args.Build), func(f string) bool {
		return strings.HasPrefix(f, "-p=") // which go list does not have
	})...)
	out, err := build.Go(ctx, dir, append(append(command, "--"), args.Packages...)...)
	if err != nil {
		return nil, nil, err
	}
	for d := json.NewDecoder(strings.NewReader(out)); ; {
		var p listed
		if err := d.Decode(&p); err == io.EOF {
			break
		} else if err != nil {
			return nil, nil, fmt.Errorf("read what go list prints: %w", err)
		}
		has := false
		for _, name := range append(p.TestGoFiles, p.XTestGoFiles...) {
			text, err := os.ReadFile(filepath.Join(p.Dir, name))
			if err != nil {
				return nil, nil, err
			}
			has = has || benchmarkFunc.Match(text)
		}
		if has {
			packages = append(packages, p)
		} else {
			bare = append(bare, p.ImportPath)
		}
	}
	return packages, bare, nil
}
