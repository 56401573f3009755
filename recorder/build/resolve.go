package build

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/recorder"
)

// resolve finds out what a build is made from.
func resolve(ctx context.Context, spec Spec, source *engines.Source) (recipe, error) {
	if spec.Path == "" {
		if source == nil {
			return recipe{}, fmt.Errorf("%w: no version of %s can be built, because its adapter does not say what it is built from: name a main package of your own that calls worker.Main, or a program", ErrBuild, spec.Engine)
		}
		return resolveVersion(ctx, spec, *source)
	}
	path, err := filepath.Abs(spec.Path)
	if err != nil {
		return recipe{}, err
	}
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return recipe{}, fmt.Errorf("%w: %w", ErrBuild, err)
	case !info.IsDir():
		return resolveProgram(path, info, spec.Revision)
	}
	r, named := recipe{}, path
	if spec.Revision == "" {
		r.revision = state(ctx, path)
	} else {
		tree, err := Checkout(ctx, path, spec.Revision)
		if err != nil {
			return r, err
		}
		path, r.revision, r.outside = tree.Dir, tree.Commit, true
	}
	pkg, err := toolchain{dir: path}.list(ctx)
	if err != nil {
		return r, fmt.Errorf("%w: %w", ErrBuild, err)
	}
	if pkg.Name == "main" {
		if !slices.Contains(pkg.Deps, library+"/recorder/worker") {
			return r, fmt.Errorf("%w: the main package in %s does not import %s/recorder/worker: its function main has to call worker.Main first", ErrBuild, path, library)
		}
		r.dir = path
		return r, nil
	}
	if text, err := os.ReadFile(filepath.Join(path, "go.mod")); err != nil || modulePath(string(text)) == "" {
		why := "no go.mod"
		if pkg.Error != nil { // such as a go.work that does not list its module
			why = firstLines(pkg.Error.Err)
		}
		return r, fmt.Errorf("%w: %s holds neither a main package nor a module: %s", ErrBuild, path, why)
	}
	if source == nil {
		return r, fmt.Errorf("%w: %s holds a module, and %s cannot be built from one, because its adapter does not say what it is built from: name a main package of your own that calls worker.Main, or a program", ErrBuild, path, spec.Engine)
	}
	return generated(ctx, r, *source, module{path: source.Module, dir: path}, named)
}

func resolveProgram(path string, info os.FileInfo, revision string) (recipe, error) {
	switch {
	case revision != "":
		return recipe{}, fmt.Errorf("%w: %s is a file, which has no revisions; name its folder", ErrBuild, path)
	case !info.Mode().IsRegular(), filepath.Ext(path) == ".go":
		return recipe{}, fmt.Errorf("%w: %s is not a program; name the folder of a main package, or what was built from it", ErrBuild, path)
	case info.Mode()&0o111 == 0 && runtime.GOOS != "windows":
		return recipe{}, fmt.Errorf("%w: %s is not executable (chmod +x)", ErrBuild, path)
	}
	return recipe{program: path}, nil
}

var exact = regexp.MustCompile(`^v\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?(\+incompatible)?$`)

func resolveVersion(ctx context.Context, spec Spec, source engines.Source) (recipe, error) {
	m := module{path: source.Module, version: spec.Version}
	switch {
	case spec.Version == "":
		there, err := linked(ctx, source.Module, "")
		switch {
		case err == nil:
			m = there
		case exact.MatchString(source.Version): // a test's build information does not name modules
			m.version = source.Version
		default:
			return recipe{}, err
		}
	case !exact.MatchString(spec.Version):
		var err error
		if m.version, err = query(ctx, source.Module, spec.Version); err != nil {
			return recipe{}, fmt.Errorf("%w: %w", ErrBuild, err)
		}
	}
	return generated(ctx, recipe{revision: m.version}, source, m, m.dir)
}

// query returns the version of a module that is meant by another way to name one.
func query(ctx context.Context, path, version string) (string, error) {
	return apart(ctx, "list", "-m", "-mod=mod", "-f", "{{.Version}}", path+"@"+version)
}

// apart runs the go command in a module of its own, so that it writes into nobody
// else's.
func apart(ctx context.Context, args ...string) (string, error) {
	dir, err := os.MkdirTemp("", "sightglass-")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(dir)
	if err := os.WriteFile(filepath.Join(dir, "go.mod"), []byte("module main\n"), 0o644); err != nil {
		return "", err
	}
	return toolchain{dir, []string{"GOWORK=off"}}.run(ctx, args...)
}

// generated adds the main module that has the engine and the measures, and is a
// worker.
func generated(ctx context.Context, r recipe, source engines.Source, engine module, folder string) (recipe, error) {
	self, err := thisLibrary(ctx)
	if err != nil {
		return r, err
	}
	adapter, err := holding(ctx, source.Package, source.File)
	if err != nil {
		return r, err
	}
	mod := "module main\n\ngo " + goVersion + "\n\n" + self.requirement() + engine.requirement()
	sums := self.sums()
	r.fixed = self.dir == "" && (engine.dir == "" || r.outside)
	if adapter.path != self.path {
		mod += adapter.requirement()
		sums = append(sums, adapter.sums()...)
		r.fixed = r.fixed && adapter.dir == ""
	}
	main := strings.NewReplacer("LIBRARY", library, "ADAPTER", source.Package).Replace(mainText)
	r.about = mod + main
	describe := ""
	if self.dir != "" {
		describe += fmt.Sprintf("\tengines.Describe(%q, %q)\n", self.path, selfVersion(ctx, self.dir))
	}
	if engine.dir != "" {
		describe += fmt.Sprintf("\tengines.Describe(%q, %q)\n", engine.path, strings.TrimSpace(folder+" "+parenthesis(r.revision)))
	}
	main = strings.Replace(main, "\tDESCRIBE\n", describe, 1)
	r.files = map[string][]byte{"go.mod": []byte(mod), "main.go": []byte(main), "go.sum": sums}
	r.engine, r.adapter = engine.path, source.Package
	return r, nil
}

func parenthesis(text string) string {
	if text == "" {
		return ""
	}
	return "(" + text + ")"
}

// selfVersion is the version of this module, which the folder is that the
// program was built from, unless that is in another state since.
func selfVersion(ctx context.Context, dir string) string {
	now := state(ctx, dir)
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, s := range info.Settings {
			if s.Key == "vcs.revision" && !strings.HasPrefix(now, s.Value) {
				return "(devel) " + parenthesis(now)
			}
		}
	}
	return recorder.Version()
}

// goVersion is the language version of main modules that are made: this
// module's.
const goVersion = "1.25.0"

const mainText = `// Program main runs an engine for a recorder. It was made by LIBRARY/recorder/build.
package main

import (
	"fmt"
	"os"

	_ "ADAPTER"
	"LIBRARY/engines"
	_ "LIBRARY/measure/cycles"
	_ "LIBRARY/measure/callgrind"
	_ "LIBRARY/measure/memory"
	_ "LIBRARY/measure/perfcounters"
	_ "LIBRARY/measure/walltime"
	"LIBRARY/recorder/worker"
)

func main() {
	DESCRIBE
	worker.Main()
	fmt.Fprintln(os.Stderr, "this program does a recorder's work; it is not run by hand. Its engines:", engines.Default.Names())
	os.Exit(2)
}
`

// Uncommitted follows the commit of a folder, in an engine's version, where something in the
// folder had changed since.
const Uncommitted = ", with uncommitted changes"

// state is State of a folder in words, "" if that is not known.
func state(ctx context.Context, dir string) string {
	commit, changed := State(ctx, dir, ".")
	if changed {
		return commit + Uncommitted
	}
	return commit
}

// undefined is what the compiler says of a name that a version lacks.
var undefined = regexp.MustCompile(`(?m): undefined: \w+\.(\w+)$`)

// lacking returns the build tags by which an adapter does without what a version
// of its engine lacks: "without_Name" for each name that was not defined.
func lacking(err error) string {
	var failed *goError
	if !errors.As(err, &failed) {
		return ""
	}
	var tags []string
	for _, m := range undefined.FindAllStringSubmatch(failed.printed, -1) {
		if tag := "without_" + m[1]; !slices.Contains(tags, tag) {
			tags = append(tags, tag)
		}
	}
	return strings.Join(tags, ",")
}
