package command

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/spf13/cobra"
)

// helpOf is what a command prints for --help or --help-all.
func helpOf(t *testing.T, cmd *cobra.Command, flag string) string {
	t.Helper()
	args := append(strings.Fields(cmd.CommandPath())[1:], flag)
	r := sightglass(t, "", args...)
	if r.code != 0 || r.stderr != "" {
		t.Errorf("%s: %+v", args, r)
	}
	return r.stdout
}

// visible returns the commands that a program's help lists, and those below them.
func visible(cmd *cobra.Command) (list []*cobra.Command) {
	for _, c := range cmd.Commands() {
		if !c.Hidden {
			list = append(append(list, c), visible(c)...)
		}
	}
	return list
}

// TestHelpFits: no line of help is longer than 80 columns, and what people get
// without asking for all of it is a page or two.
func TestHelpFits(t *testing.T) {
	root := newRoot()
	refuseTopics(root)
	topic, _, _ := root.Find([]string{"flags"})
	for _, cmd := range append(visible(root), root, topic) {
		for flag, most := range map[string]int{"--help": 97, "--help-all": 200} {
			if cmd.HasParent() && cmd.Parent().Name() == "completion" || cmd.Name() == "completion" || cmd.Name() == "help" {
				flag = "--help" // they are cobra's
			}
			text := helpOf(t, cmd, flag)
			if n := strings.Count(text, "\n"); n > most && cmd != topic {
				t.Errorf("%s %s: %d lines, want %d at most: is a flag rare (internal/help/flags.go)?", cmd.CommandPath(), flag, n, most)
			}
			for line := range strings.Lines(text) {
				line = strings.TrimSuffix(line, "\n")
				if utf8.RuneCountInString(line) > 80 || strings.TrimRight(line, " ") != line || strings.Contains(line, "\t") {
					t.Errorf("%s %s: %q", cmd.CommandPath(), flag, line)
				}
			}
		}
	}
}

// TestHelpGroups: every command is in one, and in the list.
func TestHelpGroups(t *testing.T) {
	r := sightglass(t, "", "--help")
	for _, cmd := range newRoot().Commands() {
		if cmd.Hidden {
			continue
		}
		if cmd.GroupID == "" {
			t.Errorf("%s has no GroupID (internal/help)", cmd.Name())
		}
		if strings.Count(r.stdout, "\n  "+cmd.Name()+" ")+strings.Count(r.stdout, "\n  "+cmd.Name()+"\n") != 1 {
			t.Errorf("%s is not once in\n%s", cmd.Name(), r.stdout)
		}
	}
}

// TestHelpAll: the flags that --help leaves out are in --help-all and in help
// flags, which names the commands that have one.
func TestHelpAll(t *testing.T) {
	few, all := sightglass(t, "", "compare", "--help").stdout, sightglass(t, "", "compare", "--help-all").stdout
	if strings.Contains(few, "--allow-confounded") || !strings.Contains(few, "more flags, rarely needed: sightglass compare --help-all\n") ||
		!strings.Contains(all, "      --allow-confounded") {
		t.Errorf("%s\n%s", few, all)
	}
	list := sightglass(t, "", "help", "flags").stdout
	_, about, _ := strings.Cut(list, "      --allow-confounded")
	about, _, _ = strings.Cut(about, "      --")
	if about = strings.Join(strings.Fields(about), " "); !strings.HasSuffix(about, "[ab, benchmark, ci, compare, fleet, gobench]") {
		t.Errorf("%q in\n%s", about, list)
	}
}

// TestExamples: each command has three, whose flags and their values it takes.
func TestExamples(t *testing.T) {
	for _, cmd := range newRoot().Commands() {
		lines := strings.Split(cmd.Example, "\n")
		if !cmd.Hidden && len(lines) != 3 {
			t.Errorf("%s has %d examples: %q", cmd.Name(), len(lines), cmd.Example)
		}
		if cmd.Hidden {
			continue
		}
		for _, line := range lines {
			line, _, _ := strings.Cut(line, " # ")
			for part := range strings.SplitSeq(line, "&&") {
				part, _, _ := strings.Cut(part, "|")
				words := strings.Fields(part)
				if len(words) == 0 || words[0] != "sightglass" {
					continue
				}
				root := newRoot()
				found, args, err := root.Find(words[1:])
				if err == nil && found != root {
					if err = found.ParseFlags(args); err == nil {
						err = found.ValidateArgs(found.Flags().Args())
					}
				}
				if err != nil {
					t.Errorf("%s: %v", part, err)
				}
			}
		}
	}
}
