package command

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/sightglass-go/sightglass/examples/sightglass/command/internal/flags"
	"github.com/sightglass-go/sightglass/examples/sightglass/command/internal/project"
	"github.com/sightglass-go/sightglass/measure/quote"
	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/measure/words"
)

// projectFlags are --project and --tag, and what comes of the file: its settings are set
// as flags are, so that there is one default, one range and one meaning of each.
type projectFlags struct {
	name  string
	tags  []string
	file  *project.File   // nil without one
	given map[string]bool // flags of the command line
	took  []project.Setting
	about []string // what else was taken, for the note
	// warnings are what the file says and is not done.
	warnings []string
	// expecting is whether the files that expected = true is about are yet to be written.
	expecting bool
	// members are the benchmarks of the file, those of suites included, in its order.
	members []member
}

// member is one benchmark of a project.
type member struct {
	path string // from the current folder
	of   *project.Benchmark
}

const noProject = "none"

// maxProject is how many bytes of a project's file are read.
const maxProject = 1 << 20

func (p *projectFlags) register(cmd *cobra.Command) {
	cmd.Flags().StringVar(&p.name, "project", "", `the project's file, or none (default `+project.Name+` of this folder or, in a
repository, of the next one above that has it)`)
}

func (p *projectFlags) registerTags(cmd *cobra.Command) {
	cmd.Flags().StringSliceVar(&p.tags, "tag", nil, "only the project's benchmarks that have this tag; may be repeated")
}

// Settings that fit commands which choose engines and rounds themselves, and those that
// judge what was recorded.
var (
	ofJudging = []string{"noise-threshold", "significance-level", "fail-on", "allow-incomplete", "allow-confounded"}
	ofGoBench = append([]string{"until", "max-time"}, ofJudging...)
	ofSides   = append([]string{"measure", "phase", "max-time", "timeout", "retries", "layouts", "pin", "memory-limit", "output-limit",
		"iterations-per-process", "arg", "stdin", "working-dir", "small-workloads", "whole", "entry", "expect-result"}, ofJudging...)
)

// use reads the project's file, if there is one, and gives the command the settings that it
// has flags for and that were not given; of only those that are named, if some are.
func (p *projectFlags) use(cmd *cobra.Command, only ...string) error {
	p.given = map[string]bool{}
	cmd.Flags().Visit(func(f *pflag.Flag) { p.given[f.Name] = true })
	if err := p.read(cmd); err != nil {
		return err
	}
	switch {
	case p.file != nil:
	case len(p.tags) > 0 && p.name == noProject:
		return errors.New("--tag chooses benchmarks of a project, and --project none leaves that out")
	case len(p.tags) > 0:
		return fmt.Errorf("--tag %s: it chooses benchmarks of a project, and there is no %s: sightglass init makes one", strings.Join(p.tags, ","), project.Name)
	default:
		return nil
	}
	for _, s := range p.file.Settings {
		flag := cmd.Flags().Lookup(s.Key)
		if s.Key == "baseline" || s.Key == "until" && p.given["processes"] || flag == nil || p.given[s.Key] || len(only) > 0 && !slices.Contains(only, s.Key) {
			continue
		}
		if entry := cmd.Flags().Lookup("entry"); entry != nil && p.ofOther(s.Key, entry.Value.String(), p.file.Settings) {
			continue
		}
		if err := p.set(cmd, s); err != nil {
			return err
		}
		p.took = append(p.took, s)
	}
	return nil
}

// ofOther is whether a setting belongs to what is called by one of the lists of settings, the
// first that says, while the command line says that something else is.
func (p *projectFlags) ofOther(key, entry string, lists ...[]project.Setting) bool {
	was := ""
	for _, s := range slices.Concat(lists...) {
		if s.Key == "entry" {
			was = s.Values[0]
			break
		}
	}
	switch {
	case p.given["entry"] && entry != was:
		return key == "arg" || key == "expect-result" || key == "whole"
	case p.given["whole"] && !p.given["entry"] && was != "":
		return key == "entry" || key == "arg" || key == "expect-result"
	}
	return false
}

// read finds the file, reads it, and checks all of it.
func (p *projectFlags) read(cmd *cobra.Command) (err error) {
	path := p.name
	switch path {
	case noProject:
		return nil
	case "":
		if path, err = project.Find("."); err != nil || path == "" {
			return err
		}
	}
	f, err := record.OpenNamed(cmd.Context(), path)
	if err != nil {
		return fmt.Errorf("--project: %w", err)
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxProject+1))
	switch {
	case err != nil:
		return fmt.Errorf("read the project's file: %w", err)
	case len(text) > maxProject:
		return fmt.Errorf("%s: it is longer than a project's file may be, %s", quote.Name(path), words.Bytes(maxProject))
	}
	var problems []error
	p.file, problems = project.Parse(path, text, flags.DidYouMean)
	problems = append(problems, p.check()...)
	project.Sort(problems)
	return errors.Join(problems...)
}

// values are those of a setting, of which a path is one of the current folder.
func (p *projectFlags) values(s project.Setting) []string {
	if s.Key == "stdin" || s.Key == "working-dir" {
		return []string{p.file.Join(s.Values[0])}
	}
	return s.Values
}

// set sets a flag as the command line does.
func (p *projectFlags) set(cmd *cobra.Command, s project.Setting) error {
	fs := cmd.Flags()
	values := p.values(s)
	if list, ok := fs.Lookup(s.Key).Value.(pflag.SliceValue); ok && len(values) == 0 {
		return list.Replace(nil)
	}
	for _, text := range values {
		if err := fs.Lookup(s.Key).Value.Set(text); err != nil {
			return p.file.Errorf(s.At, "%s: %w", s.Key, err)
		}
		fs.Lookup(s.Key).Changed = true
	}
	return nil
}

// explained says of an error that names a flag where that was set, if the file did.
func (p *projectFlags) explained(err error) error {
	if err == nil || p.file == nil {
		return err
	}
	for _, s := range p.took {
		if strings.Contains(err.Error(), "--"+s.Key) || s.Key == "fail-on" && strings.Contains(err.Error(), "nothing to compare") {
			return fmt.Errorf("%w (%s is set in %s:%d)", err, s.Key, quote.Name(p.file.Path), s.At.Line)
		}
	}
	return err
}

// say says in one line what was taken from the file.
func (p *projectFlags) say(cmd *cobra.Command) {
	about := slices.Clone(p.about)
	for _, s := range p.took {
		text := s.Key
		if len(s.Values) != 1 || s.Values[0] != "true" {
			text += " " + strings.Join(s.Values, ",")
		}
		about = append(about, text)
	}
	if p.file != nil && len(about) > 0 {
		fmt.Fprintf(cmd.ErrOrStderr(), "note: from %s: %s (--project none leaves it out)\n", quote.Name(p.file.Path), strings.Join(about, "; "))
	}
	for _, text := range p.warnings {
		fmt.Fprintf(cmd.ErrOrStderr(), "warning: %s\n", text)
	}
}

// samePath is whether two paths of the current folder are of one file.
func samePath(a, b string) bool {
	if filepath.Clean(a) == filepath.Clean(b) {
		return true
	}
	x, errA := os.Stat(a)
	y, errB := os.Stat(b)
	return errA == nil && errB == nil && os.SameFile(x, y)
}
