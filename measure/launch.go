package measure

import (
	"fmt"
	"slices"
	"strings"
)

// Launch is how a process that measures has to be started: by another program,
// which sees each of its instructions, say.
type Launch struct {
	// Command is put before the program and its arguments.
	Command []string
	// Env is added to its environment, as "NAME=value".
	Env []string
}

// Launcher returns how to start a process, which may write into dir, and only while
// it runs. An error says what is missing here, and what to do about it.
type Launcher func(dir string) (Launch, error)

// RegisterLauncher says that processes that use the measure of this name are started
// by what l returns. Such a measure is the only one of its process. It panics as
// Register does.
func (r *Registry) RegisterLauncher(name string, l Launcher) { r.launchers.Register(name, l) }

// Launcher returns the launcher of a process that uses these measures, nil if it is
// started as any other. The error says that a measure that has one is not alone.
func (r *Registry) Launcher(names ...string) (Launcher, error) {
	for _, name := range names {
		l, ok := r.launchers.Lookup(name)
		switch {
		case !ok:
		case len(names) > 1:
			return nil, fmt.Errorf("measure %q can only be used alone, and not with %s: record again for the others", name,
				strings.Join(slices.DeleteFunc(slices.Clone(names), func(n string) bool { return n == name }), ", "))
		default:
			return l, nil
		}
	}
	return nil, nil
}

// RegisterLauncher registers with Default.
func RegisterLauncher(name string, l Launcher) { Default.RegisterLauncher(name, l) }
