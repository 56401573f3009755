package command

import (
	"context"
	"os"
	"os/exec"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/examples/sightglass/command/internal/flags"
	"github.com/sightglass-go/sightglass/examples/sightglass/command/internal/project"
	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/recorder/build"
)

// proposer returns what a word on the command line may be that begins like this one.
type proposer = func(cmd *cobra.Command, args []string, word string) ([]string, cobra.ShellCompDirective)

// completeWords makes shells complete the arguments and the values of flags of all
// commands of a program. Cobra keeps what completes a flag, and with it the command,
// as long as the process lives: so it is for a shell that asks.
func completeWords(root *cobra.Command) {
	for _, cmd := range root.Commands() {
		cmd.ValidArgsFunction = argumentProposer(cmd)
		cmd.Flags().VisitAll(func(f *pflag.Flag) {
			if propose := valueProposer(f); propose != nil {
				_ = cmd.RegisterFlagCompletionFunc(f.Name, propose) // fails for unknown flags only
			}
		})
	}
}

// argumentProposer completes arguments by what the usage line calls them.
func argumentProposer(cmd *cobra.Command) proposer {
	_, called, _ := strings.Cut(cmd.Use, " ")
	switch {
	case strings.Contains(called, "KIND"):
		return fingerprinted
	case strings.Contains(called, "BASE"):
		return func(cmd *cobra.Command, args []string, word string) ([]string, cobra.ShellCompDirective) {
			if len(args) == 0 {
				return oneOf(revisions(cmd), word)
			}
			return benchmarkFiles(cmd, args, word)
		}
	case strings.Contains(called, ".wasm"):
		return benchmarkFiles
	case strings.Contains(called, "RECORDING"):
		return recordingFiles
	case strings.Contains(called, "BUILD"):
		return func(cmd *cobra.Command, _ []string, word string) ([]string, cobra.ShellCompDirective) {
			return files(word, []string{".test"}, revisions(cmd)...)
		}
	case strings.Contains(called, "NAME"):
		return func(_ *cobra.Command, args []string, word string) ([]string, cobra.ShellCompDirective) {
			list := builds(func(string) bool { return true })
			return oneOf(slices.DeleteFunc(list, func(name string) bool { return slices.Contains(args, name) }), word)
		}
	case strings.Contains(called, "FOLDER"), strings.Contains(called, "DIR"):
		return folders
	}
	return cobra.NoFileCompletions
}

// fileFlags name files, which the shell itself completes.
var fileFlags = []string{"exec-program", "from-package", "issue", "output-file", "project", "selfcheck", "stdin"}

// valueProposer completes the value of a flag; nil leaves it to the shell.
func valueProposer(f *pflag.Flag) proposer {
	one := func(list func(*cobra.Command) []string) proposer {
		return func(cmd *cobra.Command, _ []string, word string) ([]string, cobra.ShellCompDirective) {
			return oneOf(list(cmd), word)
		}
	}
	some := func(list func(*cobra.Command) []string) proposer {
		return func(cmd *cobra.Command, _ []string, word string) ([]string, cobra.ShellCompDirective) {
			return someOf(list(cmd), word)
		}
	}
	if few, ok := f.Value.(interface{ Values() []string }); ok {
		values := func(*cobra.Command) []string { return few.Values() }
		if _, list := f.Value.(pflag.SliceValue); list {
			return some(values)
		}
		return one(values)
	}
	switch f.Name {
	case "engine":
		return func(_ *cobra.Command, _ []string, word string) ([]string, cobra.ShellCompDirective) {
			if strings.HasPrefix(word, ".") || strings.HasPrefix(word, "/") || strings.HasPrefix(word, "~") {
				return nil, cobra.ShellCompDirectiveDefault // a library
			}
			return someOf(append(engines.Default.Names(), builds(anywhere)...), word)
		}
	case "measure":
		return some(func(*cobra.Command) []string { return measure.Default.Names() })
	case "baseline":
		return baselines
	case "event", "by":
		return func(cmd *cobra.Command, args []string, word string) ([]string, cobra.ShellCompDirective) {
			if in := namesIn(cmd, args); f.Name == "by" {
				return oneOf(in.labels, word)
			} else {
				return someOf(in.events, word)
			}
		}
	case "base", "head":
		return one(revisions)
	case "file", "native", "resume":
		return recordingFiles
	case "tag":
		return some(tagsIn)
	case "pin":
		return some(func(*cobra.Command) []string { return []string{f.NoOptDefVal} })
	case "plots", "worker", "working-dir":
		return folders
	}
	if slices.Contains(fileFlags, f.Name) {
		return nil
	}
	return cobra.NoFileCompletions
}

// tagsIn are the tags of the project, none if it cannot be read.
func tagsIn(cmd *cobra.Command) (tags []string) {
	path := cmd.Flags().Lookup("project").Value.String()
	if path == "" {
		path, _ = project.Find(".")
	}
	if info, err := os.Stat(path); err != nil || !info.Mode().IsRegular() || info.Size() > maxProject {
		return nil
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil
	}
	file, _ := project.Parse(path, text, flags.DidYouMean)
	for _, tag := range file.Tags() {
		if printable(tag) {
			tags = append(tags, tag)
		}
	}
	return tags
}

// baselines are the engines of recordings, or those that are to be recorded.
func baselines(cmd *cobra.Command, args []string, word string) ([]string, cobra.ShellCompDirective) {
	if cmd.Flags().Lookup("file") != nil {
		return oneOf(namesIn(cmd, args).engines, word)
	}
	engine := cmd.Flags().Lookup("engine")
	if engine == nil { // the builds of gobench
		return oneOf(args, word)
	}
	if names, err := cmd.Flags().GetStringArray("name"); err == nil && len(names) > 0 {
		return oneOf(names, word)
	}
	if list := engine.Value.(pflag.SliceValue).GetSlice(); len(list) > 0 {
		return oneOf(list, word)
	}
	return oneOf(engines.Default.Names(), word)
}

// builds are the names in the cache of builds that are wanted, each once.
func builds(wanted func(name string) bool) (names []string) {
	list, _ := build.List() // there is nothing to propose
	for _, e := range list {
		if !slices.Contains(names, e.Name) && printable(e.Name) && wanted(e.Name) {
			names = append(names, e.Name)
		}
	}
	return names
}

// anywhere is whether a build's name means the same in every folder.
func anywhere(name string) bool {
	spec, err := build.Parse(name)
	return err == nil && spec.Build != "" && spec.Path == ""
}

// printable is whether a name can be proposed: a line is one, and what follows a tab is
// about it.
func printable(name string) bool {
	return utf8.ValidString(name) && !strings.ContainsFunc(name, unicode.IsControl)
}

// revisions are the branches and tags of the repository that holds the current folder.
func revisions(cmd *cobra.Command) []string {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(cmd.Context()), 2*time.Second) // somebody waits
	defer cancel()
	out, _ := exec.CommandContext(ctx, "git", "for-each-ref", "--format=%(refname:short)", "refs/heads", "refs/tags", "refs/remotes").Output()
	return strings.Fields(string(out))
}

// oneOf are those that begin like a word, each once: cobra reads flags twice for it.
func oneOf(names []string, word string) ([]string, cobra.ShellCompDirective) {
	var list []string
	for _, name := range names {
		if strings.HasPrefix(strings.ToLower(name), strings.ToLower(word)) && !slices.Contains(list, name) {
			list = append(list, name)
		}
	}
	return list, cobra.ShellCompDirectiveNoFileComp
}

// someOf are those that a list with commas may end in, each behind what the list begins
// with, without those that are in it.
func someOf(names []string, word string) ([]string, cobra.ShellCompDirective) {
	cut := strings.LastIndex(word, ",") + 1
	before := strings.Split(word[:cut], ",")
	list, directive := oneOf(names, word[cut:])
	list = slices.DeleteFunc(list, func(name string) bool { return slices.Contains(before, name) })
	for i := range list {
		list[i] = word[:cut] + list[i]
	}
	return list, directive
}
