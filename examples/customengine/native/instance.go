package native

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/sightglass-go/sightglass/engines"
)

type module struct {
	programs Programs
	closed   bool
}

// Link makes all that the program will see. A program that is missing is an
// error that wraps engines.ErrCompile.
func (m *module) Link(ctx context.Context, host engines.Host) (engines.Linker, error) {
	switch {
	case ctx.Err() != nil:
		return nil, fmt.Errorf("native: link: %w", ctx.Err())
	case m.closed:
		return nil, fmt.Errorf("native: link: %w", engines.ErrClosed)
	}
	if err := host.Check(); err != nil {
		return nil, err
	}
	program, err := m.programs.find(host.Args)
	if err != nil {
		return nil, err
	}
	guest := &Guest{Args: host.Args, env: host.Env, bench: host.Bench,
		Stdin: strings.NewReader(""), Stdout: io.Discard, Stderr: io.Discard}
	if host.Stdin != nil {
		guest.Stdin = io.NewSectionReader(host.Stdin, 0, 1<<62)
	}
	if host.Stdout != nil {
		guest.Stdout = host.Stdout
	}
	if host.Stderr != nil {
		guest.Stderr = host.Stderr
	}
	l := &linker{module: m, program: program, guest: guest}
	if host.Dir == "" {
		guest.Files = noFiles{}
		return l, nil
	}
	if l.root, err = os.OpenRoot(host.Dir); err != nil {
		return nil, fmt.Errorf("open the benchmark's folder: %w", err)
	}
	guest.Files = l.root.FS()
	return l, nil
}

func (m *module) Close(context.Context) error {
	m.closed = true
	return nil
}

type linker struct {
	module  *module
	program Program
	guest   *Guest
	root    *os.Root // nil if there is none or it is closed
	used    bool
}

func (l *linker) Instantiate(ctx context.Context) (engines.Instance, error) {
	switch {
	case ctx.Err() != nil:
		return nil, fmt.Errorf("native: instantiate: %w", ctx.Err())
	case l.used:
		return nil, fmt.Errorf("native: %w", engines.ErrUsed)
	case l.module.closed:
		return nil, fmt.Errorf("native: instantiate: %w", engines.ErrClosed)
	}
	l.used = true
	return &instance{program: l.program, guest: l.guest}, nil
}

func (l *linker) Close(context.Context) error {
	l.used = true
	if l.root == nil {
		return nil
	}
	root := l.root
	l.root = nil
	return root.Close()
}

type instance struct {
	program Program // nil when closed
	guest   *Guest
}

func (i *instance) Run(ctx context.Context) error { return engines.RunError(i.run(ctx)) }

func (i *instance) run(ctx context.Context) (err error) {
	switch {
	case ctx.Err() != nil:
		return fmt.Errorf("native: run: %w", ctx.Err())
	case i.program == nil:
		return fmt.Errorf("native: run: %w", engines.ErrClosed)
	}
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%w: panic: %s", engines.ErrTrap, strings.Join(strings.Fields(fmt.Sprint(r)), " "))
		}
	}()
	err = i.program(i.guest)
	var exit *engines.ExitError
	switch {
	case err == nil:
		return nil
	case !errors.As(err, &exit):
		fmt.Fprintln(i.guest.Stderr, err)
		return &engines.ExitError{Code: 1}
	}
	return exit
}

// Call knows one function, _start, which is the program.
func (i *instance) Call(ctx context.Context, name string, args ...uint64) ([]uint64, error) {
	switch {
	case i.program == nil:
		return nil, fmt.Errorf("native: call %s: %w", name, engines.ErrClosed)
	case name != "_start":
		return nil, fmt.Errorf("%w: %.50q: a native program has no function but _start", engines.ErrExport, name)
	case len(args) > 0:
		return nil, fmt.Errorf("%w: _start has no parameters", engines.ErrArgs)
	}
	return nil, i.run(ctx)
}

func (i *instance) Close(context.Context) error {
	i.program = nil
	return nil
}
