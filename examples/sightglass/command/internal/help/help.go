// Package help is what people read about the command line before they use it: the
// help of commands, in groups, and of their flags, those that people use before
// those that they rarely need, within 80 columns.
package help

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/jedib0t/go-pretty/v6/text"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/sightglass-go/sightglass/measure/words"
)

// The groups of commands: each command has one as its GroupID.
const (
	Record = "record"
	Read   = "read"
	Check  = "check"
	Data   = "data"
)

const (
	width  = 80
	column = 27 // where the usage of a flag begins
)

// Install makes a program's help this one. All commands have been added by then.
func Install(root *cobra.Command) {
	root.AddGroup(
		&cobra.Group{ID: Record, Title: "Record:"},
		&cobra.Group{ID: Read, Title: "Read recordings:"},
		&cobra.Group{ID: Check, Title: "Check the machine, engines, benchmarks and recordings:"},
		&cobra.Group{ID: Data, Title: "Data, and this program:"})
	root.SetHelpCommandGroupID(Data)
	root.SetCompletionCommandGroupID(Data)
	root.AddCommand(&cobra.Command{Use: "flags", Hidden: true, Short: "All flags, and the commands that have them"}) // for help alone
	for _, cmd := range append(root.Commands(), root) {
		addFlags(cmd.Flags())
		cmd.Flags().VisitAll(name)
	}
	root.SetHelpFunc(func(cmd *cobra.Command, _ []string) {
		if cmd.Name() == "flags" && cmd.Parent() == root {
			fmt.Fprint(cmd.OutOrStdout(), flagList(root))
			return
		}
		fmt.Fprint(cmd.OutOrStdout(), Text(cmd, cmd.Flags().Changed("help-all")))
	})
}

// placeholder is the key of the annotation with what help calls a flag's value.
const placeholder = "placeholder"

// name takes what a flag's value is called out of its usage, where it stands
// between back quotes as package flag has it.
func name(f *pflag.Flag) {
	called, usage := pflag.UnquoteUsage(f)
	if usage == f.Usage { // it says nothing
		switch called {
		case "int", "uint":
			called = "N"
		case "float":
			called = "X"
		case "duration":
			called = "TIME"
		case "":
		default:
			called = "TEXT"
		}
	}
	f.Usage = usage
	if f.Annotations == nil {
		f.Annotations = map[string][]string{}
	}
	f.Annotations[placeholder] = []string{called}
}

// addFlags adds --help, and --help-all, which is that with all flags.
func addFlags(fs *pflag.FlagSet) {
	fs.BoolP("help", "h", false, "show this help")
	all := fs.VarPF(fs.Lookup("help").Value, "help-all", "", "show this help with all flags") // so that it asks for help, too
	all.NoOptDefVal, all.Hidden = "true", true
}

// Text is the help of a command, all that there is or what people use.
func Text(cmd *cobra.Command, all bool) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n\nUsage:\n  %s\n", paragraphs(cmp.Or(cmd.Long, cmd.Short)), use(cmd))
	if cmd.HasAvailableSubCommands() {
		commands(&b, cmd)
	}
	if cmd.Example != "" {
		fmt.Fprintf(&b, "\nExamples:\n%s\n", strings.TrimRight(cmd.Example, "\n"))
	}
	shown, hidden := 0, 0
	cmd.Flags().VisitAll(func(f *pflag.Flag) {
		switch {
		case f.Hidden:
			return
		case slices.Contains(rare, f.Name) && !all:
			hidden++
			return
		}
		if shown++; shown == 1 {
			b.WriteString("\nFlags:\n")
		}
		flag(&b, f)
	})
	switch {
	case all:
	case hidden > 0:
		fmt.Fprintf(&b, "\n%s: %s --help-all\n", words.Plural(hidden, "more flag, rarely needed", "more flags, rarely needed"), cmd.CommandPath())
	case cmd.HasAvailableSubCommands():
		fmt.Fprintf(&b, "\nMore about a command: %s COMMAND --help\n", cmd.CommandPath())
	}
	if !cmd.HasParent() {
		fmt.Fprintf(&b, "All flags, and what they are for: %s help flags\n", cmd.CommandPath())
	}
	return b.String()
}

// use is how a command is called.
func use(cmd *cobra.Command) string {
	if cmd.HasAvailableSubCommands() {
		return cmd.CommandPath() + " COMMAND [flags] [arguments]"
	}
	return cmd.UseLine()
}

// commands lists those of a command, in their groups.
func commands(w io.Writer, of *cobra.Command) {
	for _, group := range groupsOf(of) {
		fmt.Fprintf(w, "\n%s\n", group.Title)
		for _, c := range membersOf(of, group) {
			entry(w, "  "+c.Name(), c.Short, 14)
		}
	}
}

func groupsOf(cmd *cobra.Command) []*cobra.Group {
	if groups := cmd.Groups(); len(groups) > 0 {
		return groups
	}
	return []*cobra.Group{{Title: "Commands:"}}
}

func membersOf(cmd *cobra.Command, group *cobra.Group) (list []*cobra.Command) {
	for _, c := range cmd.Commands() {
		if c.GroupID == group.ID && !c.Hidden {
			list = append(list, c)
		}
	}
	return list
}

// flag writes one with its usage and its default.
func flag(w io.Writer, f *pflag.Flag) { entry(w, labelOf(f), usageOf(f), column) }

// labelOf is how a flag is given.
func labelOf(f *pflag.Flag) string {
	label := "      --" + f.Name
	if f.Shorthand != "" {
		label = "  -" + f.Shorthand + ", --" + f.Name
	}
	switch value := strings.Join(f.Annotations[placeholder], ""); {
	case value == "":
	case f.NoOptDefVal != "" && f.Value.Type() != "bool":
		label += "[=" + value + "]"
	default:
		label += " " + value
	}
	return label
}

// usageOf is what a flag is for, and its default.
func usageOf(f *pflag.Flag) string {
	def := strings.Trim(f.DefValue, "[]")
	if f.Value.Type() == "duration" {
		def = withoutZeros(def)
	}
	switch def {
	case "", "0", "0s", "false":
		return f.Usage
	}
	return f.Usage + " (default " + def + ")"
}

// withoutZeros is a duration as people write it: 10m, and not 10m0s.
func withoutZeros(duration string) string {
	if minutes, ok := strings.CutSuffix(duration, "m0s"); ok {
		duration = minutes + "m"
	}
	if hours, ok := strings.CutSuffix(duration, "h0m"); ok {
		duration = hours + "h"
	}
	return duration
}

// entry writes what something is called and, from a column on, what it is.
func entry(w io.Writer, label, about string, column int) {
	indent := strings.Repeat(" ", column)
	lines := wrap(about, width-column)
	if len(label) > column-2 {
		fmt.Fprintln(w, label)
		label = ""
	}
	fmt.Fprintf(w, "%-*s%s\n", column, label, strings.Join(lines, "\n"+indent))
}

// paragraphs fills the lines of a text. Lines that begin with white space stay as
// they are.
func paragraphs(long string) string {
	var out, open []string
	fill := func() {
		if len(open) > 0 {
			out = append(out, wrap(strings.Join(open, " "), width)...)
		}
		open = nil
	}
	for line := range strings.Lines(strings.TrimSpace(long)) {
		line = strings.ReplaceAll(strings.TrimRight(line, " \n"), "\t", "  ")
		if line != "" && line[0] != ' ' {
			open = append(open, line)
			continue
		}
		fill()
		indent := line[:len(line)-len(strings.TrimLeft(line, " "))]
		if utf8.RuneCountInString(line) > width {
			line = indent + strings.Join(wrap(line, width-len(indent)-2), "\n  "+indent)
		}
		out = append(out, line)
	}
	fill()
	return strings.Join(out, "\n")
}

func wrap(s string, width int) []string {
	lines := strings.Split(text.WrapSoft(strings.Join(strings.Fields(s), " "), width), "\n")
	for i := range lines {
		lines[i] = strings.TrimSpace(lines[i])
	}
	return lines
}
