package command

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/engines/inspect"
	"github.com/sightglass-go/sightglass/examples/sightglass/command/internal/flags"
	"github.com/sightglass-go/sightglass/examples/sightglass/command/internal/help"
	"github.com/sightglass-go/sightglass/examples/sightglass/command/internal/project"
	"github.com/sightglass-go/sightglass/measure/quote"
	"github.com/sightglass-go/sightglass/measure/words"
)

type initCommand struct {
	force, expects bool
	wrote          bool // a file of what is expected
}

func newInit() *cobra.Command {
	i := new(initCommand)
	cmd := &cobra.Command{
		Use:     "init [flags] [DIR]",
		GroupID: help.Data,
		Short:   "Write " + project.Name + " for a folder of .wasm files",
		Long: `Looks for benchmarks in a folder and those below it, this one if none is named, and
writes ` + project.Name + ` there: the engines that are linked in, and each benchmark. One that does
not import bench.start and bench.end, but exports _start, is measured as a whole. Other
files are left out, and it is said why.

With --expect, it runs each of the project's benchmarks once on two engines, those that
the project names or else all that are linked in, and writes what they agree on, its
standard output and error or what its function returns, into the files that recordings
compare with (sightglass benchmark --help). A project that is there is used as it is.
If engines disagree, a benchmark fails, or it takes longer than the project's timeout
(1m), there are no new files for that benchmark, and the exit code is 1.`,
		Args: takes(0, 1, "one folder"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return i.run(cmd, append(args, ".")[0])
		},
	}
	cmd.Flags().BoolVar(&i.force, "force", false, "replace the file if there is one; with --expect, files that say something else is expected,\nand not the project")
	cmd.Flags().BoolVar(&i.expects, "expect", false, "also write what benchmarks are expected to print or return, as two engines agree on it")
	return cmd
}

func (i *initCommand) run(cmd *cobra.Command, dir string) error {
	if info, err := os.Stat(dir); err != nil {
		return fmt.Errorf("look for benchmarks: %w; name a folder that is there", err)
	} else if !info.IsDir() {
		return fmt.Errorf("%s is a file: name the folder of the benchmarks", quote.Name(dir))
	}
	path := filepath.Join(dir, project.Name)
	if _, err := os.Lstat(path); err == nil && i.expects {
		return i.expect(cmd, path)
	} else if err == nil && !i.force {
		return fmt.Errorf("%s is there already: to replace it use --force", quote.Name(path))
	} else if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	text, n, err := draft(cmd, dir)
	if err != nil {
		return err
	}
	if _, problems := project.Parse(path, []byte(text), flags.DidYouMean); len(problems) > 0 {
		return fmt.Errorf("a name cannot be written into %s: %w", project.Name, errors.Join(problems...))
	}
	if err := replace(cmd, path, func(w io.Writer) error {
		_, err := io.WriteString(w, text)
		return err
	}); err != nil {
		return err
	}
	if _, err = fmt.Fprintf(cmd.OutOrStdout(), "%s has %s\n", quote.Name(path), words.Count(n, "benchmark")); err != nil || !i.expects {
		return err
	}
	return i.expect(cmd, path)
}

// draft is the text of the file for a folder, and of how many benchmarks that is. What it
// leaves out it says.
func draft(cmd *cobra.Command, dir string) (text string, benchmarks int, err error) {
	var b strings.Builder
	b.WriteString(`# What is recorded here, and how it is judged: sightglass benchmark uses this file.
# Keys are names of flags; a flag that is given wins. Paths are relative to this file.

# processes = 10           # rounds; without, until every comparison is decided
# max-time = "5m"          # of the whole recording
# noise-threshold = "2%"   # the smallest difference that matters
# fail-on = "changed-worse"
`)
	for _, name := range engines.Default.Defaults() {
		engine, err := engines.Open(cmd.Context(), name, "")
		if err != nil {
			fmt.Fprintf(cmd.ErrOrStderr(), "note: left out the engine %s: %s\n", name, quote.Error(err))
			continue
		}
		if err := engine.Close(cmd.Context()); err != nil {
			return "", 0, err
		}
		fmt.Fprintf(&b, "\n[[engine]]\nengine = %s\n", strconv.Quote(name))
	}
	err = filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case e.IsDir() && path != dir && strings.HasPrefix(e.Name(), "."):
			return fs.SkipDir
		case e.IsDir() || filepath.Ext(path) != ".wasm":
			return nil
		}
		name, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		whole, err := recordable(path)
		if err != nil {
			fmt.Fprintf(cmd.ErrOrStderr(), "note: left out %s: %s\n", quote.Name(path), quote.Error(err))
			return nil
		}
		benchmarks++
		fmt.Fprintf(&b, "\n[[benchmark]]\nwasm = %s\n", strconv.Quote(filepath.ToSlash(name)))
		if whole {
			b.WriteString("whole = true # it does not call bench.start and bench.end\n")
		}
		return nil
	})
	if err == nil && benchmarks == 0 {
		err = fmt.Errorf("%s: there is no benchmark in it, and none below: name a folder of .wasm files", quote.Name(dir))
	}
	return b.String(), benchmarks, err
}

// recordable is whether a file can be measured as a whole only, or why it cannot be
// recorded.
func recordable(path string) (whole bool, err error) {
	wasm, err := os.ReadFile(path)
	if err != nil {
		return false, err
	}
	if inspect.IsComponent(wasm) {
		c, err := inspect.ParseComponent(wasm)
		if err != nil {
			return false, err
		}
		if err = inspect.CheckComponent(c); err != nil && errors.Is(err, inspect.ErrNoBenchImports) && inspect.CheckComponentCommand(c) == nil {
			return true, nil
		}
		return false, err
	}
	m, err := inspect.Parse(wasm)
	if err != nil {
		return false, err
	}
	if err = inspect.CheckBenchmark(m); err != nil && errors.Is(err, inspect.ErrNoBenchImports) && inspect.CheckCommand(m) == nil {
		return true, nil
	}
	return false, err
}
