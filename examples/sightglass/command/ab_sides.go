package command

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/examples/sightglass/command/internal/flags"
	"github.com/sightglass-go/sightglass/recorder"
	"github.com/sightglass-go/sightglass/recorder/build"
	"github.com/sightglass-go/sightglass/recorder/worker"
)

// sides names the two engines that are compared, and returns the other arguments.
func (a *abCommand) sides(cmd *cobra.Command, args []string) ([]string, error) {
	if len(args) == 0 {
		return nil, errors.New("name the revision to compare with, such as: sightglass ab main benchmark.wasm")
	}
	if cmd.Flags().Changed("layouts-apart") {
		return nil, errors.New("--layouts-apart makes engines of layouts, and ab compares two builds: use benchmark with it")
	}
	base := args[0]
	if ext := filepath.Ext(base); ext == ".wasm" || ext == ".suite" {
		return nil, fmt.Errorf("%s is where the revision belongs that is compared with: sightglass ab main %s", base, base)
	}
	if base == "" {
		return nil, errors.New("BASE is empty: name the revision to compare with")
	}
	if base == a.head {
		return nil, fmt.Errorf("BASE and --head are both %s: there is nothing to compare", base)
	}
	for what, revision := range map[string]string{"BASE": base, "--head": a.head} {
		if strings.Contains(revision, ":") {
			return nil, fmt.Errorf("%s %s: a revision with a colon cannot be told from flags: name a branch, a tag or a commit", what, revision)
		}
	}
	if named := a.engines.Named(); len(named) > 1 {
		return nil, fmt.Errorf("--engine %s: two builds of one engine are compared: name one", strings.Join(named, ","))
	} else if len(named) == 1 {
		a.engine = named[0]
	}
	spec, err := build.Parse(a.engine)
	switch {
	case a.engine == "":
	case err != nil:
		return nil, fmt.Errorf("--engine: %w", err)
	case engines.IsFile(spec.Engine):
		return nil, fmt.Errorf("--engine %s is a program or a library already, and two builds of Go source are compared here; to compare two files: sightglass benchmark -e OLD -e NEW, then sightglass compare --fail-on changed-worse", a.engine)
	case spec.Build != "":
		return nil, fmt.Errorf("--engine %s: which builds of it are compared says BASE; leave %q out", a.engine, "@"+spec.Build)
	}
	path := a.worker
	if path == "" {
		name, root, err := flags.EngineOf(cmd, ".")
		switch {
		case err != nil:
			return nil, fmt.Errorf("%w: run it in a clone of an engine, or name the folder of a main package that calls worker.Main, with --worker", err)
		case spec.Engine == "":
			spec.Engine = name
		case spec.Engine != name:
			return nil, fmt.Errorf("--engine %s: this is a clone of %s; for another engine name a main package that has it, with --worker", a.engine, name)
		}
		if path, err = here(root); err != nil {
			return nil, err
		}
	} else if info, err := os.Stat(path); err != nil {
		return nil, fmt.Errorf("--worker: %w; name the folder of a main package", err)
	} else if !info.IsDir() {
		return nil, fmt.Errorf("--worker %s is a file: name the folder of a main package", path)
	} else if !filepath.IsAbs(path) && !strings.HasPrefix(path, ".") {
		path = "." + string(filepath.Separator) + path
	}
	if spec.Engine == "" {
		spec.Engine = flags.DefaultEngine()
	}
	side := func(revision string) string {
		s := build.Spec{Engine: spec.Engine, Build: path, Flags: spec.Flags}
		if revision != "" {
			s.Build += "#" + revision
		}
		return s.String()
	}
	if a.bisect { // BASE must build; the other may not
		a.engines.Set(side(base))
		if _, err := a.engines.Plan(cmd); err != nil {
			return nil, &codedError{fmt.Errorf("BASE: %w", err), exitAbort}
		}
	}
	if err := a.differ(cmd.Context(), path, base); err != nil {
		return nil, err
	}
	a.engines.Set(side(base), side(a.head))
	return args[1:], nil
}

// differ is an error if both are the same commit of path's repository, as on a branch to
// which the change was committed: an answer about nothing would read like one about the
// change. What else is wrong with BASE its build says; git bisect chooses its own.
func (a *abCommand) differ(ctx context.Context, path, base string) error {
	if a.bisect {
		return nil
	}
	head := "HEAD"
	if a.head != "" {
		head = a.head
		if _, err := build.Commit(ctx, path, head); err != nil {
			return fmt.Errorf("--head: %w", err) // before the other is built
		}
	} else if _, changed := build.State(ctx, path, build.Repository); changed {
		return nil
	}
	was, err := build.Commit(ctx, path, base)
	if err != nil {
		return nil
	}
	switch now, err := build.Commit(ctx, path, head); {
	case err != nil || now != was:
		return nil
	case a.head != "":
		return fmt.Errorf("BASE %s and --head %s are the same commit, %s: there is nothing to compare", base, a.head, was)
	}
	return fmt.Errorf("BASE %s is what is checked out, commit %s, and nothing was changed since: there is nothing to compare; name an earlier revision, such as %s~1", base, was, base)
}

// tryBase asks the program of BASE for its engine and the measures, without recording:
// what it refuses, such as a flag, is refused at all revisions that git might try.
func (a *abCommand) tryBase(cmd *cobra.Command) error {
	plan, o := a.plan, a.benchmarkCommand.options
	plan.Engines = plan.Engines[:1]
	stop := make(chan struct{})
	close(stop)
	o.Stop, o.Progress = stop, nil
	_, err := worker.Recorder{Options: o}.Record(cmd.Context(), plan, new(analysis.Builder))
	if err == nil || errors.Is(err, recorder.ErrStopped) {
		return nil
	}
	return &codedError{fmt.Errorf("BASE: %w", err), exitAbort}
}

// here is a folder as one types it in this one.
func here(dir string) (string, error) {
	now, err := os.Getwd()
	if err != nil {
		return "", err
	}
	if now, err = filepath.EvalSymlinks(now); err != nil {
		return "", err
	}
	if dir, err = filepath.EvalSymlinks(dir); err != nil {
		return "", err
	}
	return filepath.Rel(now, dir)
}
