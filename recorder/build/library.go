package build

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"strings"
)

const library = "github.com/sightglass-go/sightglass"

// module is where a module comes from: a version of it or of another, or a
// folder.
type module struct {
	path    string
	version string // empty for a folder
	instead string // path of another module whose version that is
	dir     string
}

// requirement is what a go.mod has for the module. A replacement wins over a
// newer version that others ask for.
func (m module) requirement() string {
	if m.dir != "" {
		return fmt.Sprintf("require %[1]s v0.0.0-00010101000000-000000000000\nreplace %[1]s => %[2]q\n", m.path, m.dir)
	}
	other := m.path
	if m.instead != "" {
		other = m.instead
	}
	return fmt.Sprintf("require %[1]s %[2]s\nreplace %[1]s => %[3]s %[2]s\n", m.path, m.version, other)
}

// linked finds where a module of the running program comes from. file is one of
// its source files, as it was built.
func linked(ctx context.Context, path, file string) (module, error) {
	m := module{path: path}
	info, ok := debug.ReadBuildInfo()
	if ok {
		for _, dep := range append([]*debug.Module{&info.Main}, info.Deps...) {
			if dep.Path != path {
				continue
			}
			if dep.Replace != nil {
				m.instead = dep.Replace.Path
				dep = dep.Replace
			}
			if dep.Sum != "" { // a folder has none, whatever version it is given
				m.version = dep.Version
				return m, nil
			}
		}
	}
	m.instead = ""
	dir, name, err := moduleOf(file)
	if err == nil && name == path {
		m.dir = dir
		return m, nil
	}
	// A program without paths that was built in a folder is run there, perhaps.
	out, listErr := toolchain{}.run(ctx, "list", "-m", "-f", "{{.Dir}}", path)
	if errors.Is(listErr, ErrToolchain) || ctx.Err() != nil {
		return module{}, listErr
	}
	if listErr == nil && out != "" {
		m.dir = out
		return m, nil
	}
	return module{}, fmt.Errorf("%w: cannot find the source of %s, which this program was built with: it is neither a released version nor where it was (%w); install a released version, or run this in a checkout of that module",
		ErrBuild, path, errors.Join(err, notThere(dir, name, path)))
}

func notThere(dir, name, path string) error {
	if name == "" || name == path {
		return nil
	}
	return fmt.Errorf("%s is module %s", dir, name)
}

// library finds this module.
func thisLibrary(ctx context.Context) (module, error) {
	_, file, _, _ := runtime.Caller(0)
	return linked(ctx, library, file)
}

// holding finds the module that holds a package of the running program.
func holding(ctx context.Context, pkg, file string) (module, error) {
	if within(pkg, library) {
		return thisLibrary(ctx)
	}
	best := ""
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, dep := range append([]*debug.Module{&info.Main}, info.Deps...) {
			if within(pkg, dep.Path) && len(dep.Path) > len(best) {
				best = dep.Path
			}
		}
	}
	if _, name, err := moduleOf(file); best == "" && err == nil && within(pkg, name) {
		best = name
	}
	if best == "" {
		return module{}, fmt.Errorf("%w: cannot find the module of %s", ErrBuild, pkg)
	}
	return linked(ctx, best, file)
}

func within(pkg, path string) bool {
	return pkg == path || path != "" && strings.HasPrefix(pkg, path+"/")
}

// sums are the lines of go.sum that a folder's module has, so that what it was
// built with is not asked for again.
func (m module) sums() []byte {
	if m.dir == "" {
		return nil
	}
	text, _ := os.ReadFile(m.dir + string(os.PathSeparator) + "go.sum")
	return text
}
