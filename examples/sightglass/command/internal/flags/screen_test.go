package flags

import (
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"github.com/sightglass-go/sightglass/analysis/report"
)

func environment(pairs string) func(string) string {
	env := map[string]string{}
	for _, pair := range strings.Fields(pairs) {
		name, value, _ := strings.Cut(pair, "=")
		env[name] = value
	}
	return func(name string) string { return env[name] }
}

func TestColorWanted(t *testing.T) {
	for _, tt := range []struct {
		env  string
		tty  bool
		want bool
	}{
		{"", false, false},
		{"", true, true},
		{"TERM=xterm", true, true},
		{"TERM=dumb", true, false},
		{"NO_COLOR=1", true, false},
		{"NO_COLOR=0", true, false}, // any value that is not empty
		{"NO_COLOR=", true, true},
		{"CLICOLOR_FORCE=1", false, true},
		{"CLICOLOR_FORCE=0", false, false},
		{"CLICOLOR_FORCE=1 TERM=dumb", true, true},
		{"CLICOLOR_FORCE=1 NO_COLOR=1", true, false},
	} {
		if got := colorWanted(environment(tt.env), tt.tty); got != tt.want {
			t.Errorf("%q, terminal %v: %v", tt.env, tt.tty, got)
		}
	}
}

func TestUnicodeLocale(t *testing.T) {
	for env, want := range map[string]bool{
		"":                              true,
		"LANG=C.UTF-8":                  true,
		"LANG=de_DE.utf8":               true,
		"LANG=C":                        false,
		"LANG=POSIX":                    false,
		"LANG=de_DE.ISO-8859-1":         false,
		"LANG=C.UTF-8 LC_ALL=C":         false,
		"LANG=C LC_CTYPE=en_US.UTF-8":   true,
		"LC_CTYPE=C LC_ALL=en_US.UTF-8": true,
		"LC_CTYPE=C LANG=C.UTF-8":       false,
	} {
		if got := unicodeLocale(environment(env), "linux"); got != want {
			t.Errorf("%q: %v", env, got)
		}
	}
	if !unicodeLocale(environment("LANG=C"), "windows") {
		t.Error("Windows has no such variables")
	}
}

// TestScreen: what the flags and the environment make of a stream that is no
// terminal.
func TestScreen(t *testing.T) {
	for _, tt := range []struct {
		args, env string
		want      report.Screen
	}{
		{"", "", report.Screen{}},
		{"--width 120", "", report.Screen{Width: 120}},
		{"", "COLUMNS=132", report.Screen{Width: 132}},
		{"--width 90", "COLUMNS=132", report.Screen{Width: 90}},
		{"", "COLUMNS=wide", report.Screen{}},
		{"--color always", "NO_COLOR=1", report.Screen{Color: true}},
		{"--color never", "CLICOLOR_FORCE=1", report.Screen{}},
		{"--color auto", "CLICOLOR_FORCE=1", report.Screen{Color: true}},
		{"", "LC_ALL=C", report.Screen{ASCII: true}},
	} {
		t.Run(tt.args+tt.env, func(t *testing.T) {
			for _, pair := range strings.Fields(tt.env) {
				name, value, _ := strings.Cut(pair, "=")
				t.Setenv(name, value)
			}
			f := new(Screen)
			cmd := new(cobra.Command)
			f.Register(cmd)
			if err := cmd.ParseFlags(strings.Fields(tt.args)); err != nil {
				t.Fatal(err)
			}
			if got := f.On(new(strings.Builder)); got != tt.want {
				t.Errorf("%+v, want %+v", got, tt.want)
			}
		})
	}
}
