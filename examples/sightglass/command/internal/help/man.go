package help

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// Page is a manual page: what it is called, such as sightglass-compare.1, and its
// text in the macros of man.
type Page struct{ Name, Text string }

// Pages are the manual pages of a program, that of the program itself first.
func Pages(root *cobra.Command, version string) []Page {
	pages := []Page{page(root, version)}
	for _, cmd := range root.Commands() {
		if !cmd.Hidden && cmd.Name() != "help" {
			pages = append(pages, page(cmd, version))
		}
	}
	return pages
}

func page(cmd *cobra.Command, version string) Page {
	var b strings.Builder
	name := pageName(cmd)
	fmt.Fprintf(&b, ".TH %s 1 \"\" \"%s\" \"%s\"\n.ad l\n", strings.ToUpper(roff(name)), roff(version), roff(cmd.Root().Name()))
	fmt.Fprintf(&b, ".SH NAME\n%s \\- %s\n", roff(name), roff(cmd.Short))
	fmt.Fprintf(&b, ".SH SYNOPSIS\n.B %s\n", roff(use(cmd)))
	b.WriteString(".SH DESCRIPTION\n")
	description(&b, cmp.Or(cmd.Long, cmd.Short+"."))
	if cmd.HasAvailableSubCommands() {
		for _, group := range groupsOf(cmd) {
			fmt.Fprintf(&b, ".SS %s\n", roff(strings.TrimSuffix(group.Title, ":")))
			for _, c := range membersOf(cmd, group) {
				fmt.Fprintf(&b, ".TP\n.B %s\n%s\n", roff(c.Name()), roff(c.Short))
			}
		}
	}
	b.WriteString(".SH OPTIONS\n")
	cmd.Flags().VisitAll(func(f *pflag.Flag) {
		if !f.Hidden {
			fmt.Fprintf(&b, ".TP\n.B %s\n%s\n", roff(strings.TrimSpace(labelOf(f))), roff(usageOf(f)))
		}
	})
	if cmd.Example != "" {
		b.WriteString(".SH EXAMPLES\n")
		asItIs(&b, strings.Split(strings.TrimRight(cmd.Example, "\n"), "\n"))
	}
	if cmd.HasParent() {
		fmt.Fprintf(&b, ".SH SEE ALSO\n.BR %s (1)\n", roff(pageName(cmd.Root())))
	}
	return Page{name + ".1", b.String()}
}

func pageName(cmd *cobra.Command) string { return strings.ReplaceAll(cmd.CommandPath(), " ", "-") }

// description writes paragraphs, and lines that begin with white space as they are.
func description(b *strings.Builder, long string) {
	var open, verbatim []string
	begun := false
	fill := func() {
		switch {
		case len(verbatim) > 0:
			asItIs(b, verbatim)
		case len(open) > 0:
			if begun {
				b.WriteString(".PP\n")
			}
			for _, line := range open {
				b.WriteString(roff(line) + "\n")
			}
		default:
			return
		}
		open, verbatim, begun = nil, nil, true
	}
	for line := range strings.Lines(strings.TrimSpace(long) + "\n\n") {
		line = strings.TrimRight(line, " \n")
		indented := line != "" && strings.ContainsAny(line[:1], " \t")
		if indented != (len(verbatim) > 0) || line == "" {
			fill()
		}
		switch {
		case indented:
			verbatim = append(verbatim, line)
		case line != "":
			open = append(open, line)
		}
	}
}

// asItIs writes lines that are not to be filled, without the indentation that all
// of them have.
func asItIs(b *strings.Builder, lines []string) {
	indent := len(lines[0])
	for i, line := range lines {
		lines[i] = strings.ReplaceAll(line, "\t", "  ")
		indent = min(indent, len(lines[i])-len(strings.TrimLeft(lines[i], " ")))
	}
	b.WriteString(".PP\n.nf\n.RS\n")
	for _, line := range lines {
		b.WriteString(roff(line[indent:]) + "\n")
	}
	b.WriteString(".RE\n.fi\n")
}

// roff escapes a line of text.
func roff(line string) string {
	line = strings.NewReplacer(`\`, `\e`, "-", `\-`, "\n", " ").Replace(line)
	if strings.HasPrefix(line, ".") || strings.HasPrefix(line, "'") {
		line = `\&` + line
	}
	return line
}
