package flags

import (
	"os"
	"runtime"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/sightglass-go/sightglass/analysis/report"
	"github.com/sightglass-go/sightglass/examples/sightglass/command/internal/stream"
)

// Screen is the flags of all commands that print tables: what the
// screen is that they are shown on.
type Screen struct {
	color string // auto, always or never
	width int
}

// Register adds the flags.
func (f *Screen) Register(cmd *cobra.Command) {
	f.RegisterColor(cmd)
	Number(cmd.Flags(), &f.width, "width", "", 0, "columns of tables (default those of the terminal, else $COLUMNS, else 80)", report.MinWidth, report.MaxWidth)
}

// RegisterColor is Register for commands whose texts have no width.
func (f *Screen) RegisterColor(cmd *cobra.Command) {
	Choose(cmd.Flags(), &f.color, "color", "", "auto", "auto, always or never; auto means on a terminal, unless NO_COLOR is set",
		Case[string]{Name: "auto", Is: "auto"},
		Case[string]{Name: "always", Is: "always", Also: []string{"ansi", "yes", "y"}}, // some are the Rust original's
		Case[string]{Name: "never", Is: "never", Also: []string{"no", "n"}})
}

// On is the screen that tables written to w are shown on.
func (f *Screen) On(w any) report.Screen {
	tty := stream.IsTerminal(w)
	s := report.Screen{ASCII: !unicodeLocale(os.Getenv, runtime.GOOS)}
	switch f.color {
	case "always":
		s.Color = true
	case "never":
	default:
		s.Color = colorWanted(os.Getenv, tty)
	}
	if f.width > 0 {
		s.Width = f.width
		return s
	}
	if tty {
		s.Width = stream.Width(w)
	}
	if columns, err := strconv.Atoi(os.Getenv("COLUMNS")); s.Width == 0 && err == nil && columns >= report.MinWidth && columns <= report.MaxWidth {
		s.Width = columns
	}
	return s
}

// colorWanted is what --color=auto means: see https://no-color.org and
// https://bixense.com/clicolors.
func colorWanted(env func(string) string, tty bool) bool {
	switch force := env("CLICOLOR_FORCE"); {
	case env("NO_COLOR") != "":
		return false
	case force != "" && force != "0":
		return true
	}
	return tty && env("TERM") != "dumb"
}

// unicodeLocale tells whether texts may have other characters than those of
// ASCII: whether the locale's encoding, by the first of the three variables
// that is set, is UTF-8. Where none is set nobody has said anything, as in
// most containers, and UTF-8 is what terminals have nowadays. On Windows they
// mean nothing.
func unicodeLocale(env func(string) string, goos string) bool {
	if goos == "windows" {
		return true
	}
	for _, name := range []string{"LC_ALL", "LC_CTYPE", "LANG"} {
		if locale := strings.ToLower(env(name)); locale != "" {
			return strings.Contains(locale, "utf-8") || strings.Contains(locale, "utf8")
		}
	}
	return true
}
