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
	// Sites is put behind Command for a process that is asked where in its code it
	// counted (Sited).
	Sites []string
	// Env is added to its environment, as "NAME=value".
	Env []string
	// Chatter, if it is not nil, says of a line that Command itself prints it, and that
	// it explains no failure. Such lines are left out of what the process printed.
	Chatter func(line string) bool
}

// Launcher returns how to start a process, which may write into dir, and only while
// it runs. An error says what is missing here, and what to do about it.
type Launcher func(dir string) (Launch, error)

// RegisterLauncher says that processes that use the measure of this name are started
// by what l returns. Such a measure is the only one of its process. It panics as
// Register does.
func (r *Registry) RegisterLauncher(name string, l Launcher) {
	r.RegisterAlone(name)
	r.launchers.Register(name, l)
}

// RegisterAlone says that the measure of this name is the only one of its process,
// because what others would measure there is not what they measure elsewhere. It panics
// as Register does.
func (r *Registry) RegisterAlone(name string) { r.alone.Register(name, true) }

// Alone reports whether these measures are one that is the only one of its process.
// The error says that such a measure is named beside others.
func (r *Registry) Alone(names ...string) (bool, error) {
	for _, name := range names {
		switch _, ok := r.alone.Lookup(name); {
		case !ok:
		case len(names) > 1:
			others := slices.DeleteFunc(slices.Clone(names), func(n string) bool { return n == name })
			if len(others) == 0 {
				return false, fmt.Errorf("measure %q named twice", name)
			}
			return false, fmt.Errorf("measure %q can only be used alone, and not with %s: record again for the others", name, strings.Join(others, ", "))
		default:
			return true, nil
		}
	}
	return false, nil
}

// Launcher returns the launcher of a process that uses these measures, nil if it is
// started as any other. The error is that of Alone.
func (r *Registry) Launcher(names ...string) (Launcher, error) {
	if alone, err := r.Alone(names...); !alone || err != nil {
		return nil, err
	}
	l, _ := r.launchers.Lookup(names[0])
	return l, nil
}

// RegisterLauncher registers with Default.
func RegisterLauncher(name string, l Launcher) { Default.RegisterLauncher(name, l) }
