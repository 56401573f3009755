package command

import (
	"strings"
	"testing"

	"github.com/spf13/pflag"

	"github.com/sightglass-go/sightglass/measure/words"
)

// differs are the flags that are not the same on some commands, and why.
var differs = map[string]string{
	"ci --name":                 "it has no engines to name, and several jobs have a comment each",
	"history --fail-on":         "its gate is another: a change for the worse that is open",
	"history --output-file":     "it writes one page and nothing else",
	"report --output-file":      "it writes one page and nothing else",
	"plan --force":              "a recording is moved aside, a plan is replaced",
	"plan --output-file":        "it writes one plan and nothing else",
	"init --force":              "a recording is moved aside, a project's file is replaced",
	"benchmark --output-format": "it has rows and a table to write",
	"gobench --output-format":   "it has rows and a table to write",
	"profile --measure":         "few measures say where they count, and one is used",
	"profile --output-file":     "it writes other things",
	"code --timeout":            "it is not a recording, which may last for hours: there is a limit",
	"profile --timeout":         "it is not a recording, which may last for hours: there is a limit",
	"selfcheck --seed":          "two checks of one recording say the same, so that it is not drawn",
	"soak --processes":          "it has no rounds",
	"soak --timeout":            "its parts are many runs of one process",
	"calibrate --timeout":       "it is not a recording, which may last for hours: there is a limit",
	"selfcheck --timeout":       "it is not a recording, which may last for hours: there is a limit",
	"validate --timeout":        "it is not a recording, which may last for hours: there is a limit",
	"mix --timeout":             "it is not a recording, which may last for hours: there is a limit",
	"fleet --dry-run":           "it writes a manifest, and tries nothing",
	"clean --dry-run":           "it removes and records nothing",
	"upload-elastic --dry-run":  "it uploads and records nothing",
	"upload-elastic --timeout":  "it is that of a request, and it runs no process",
}

// lettersDiffer are the flags whose letters differ: the Rust original's -f and -o are
// an input and a format where recordings are read, a format and an output where they
// are made, and its -i and -n likewise; its upload-elastic alone has a -d.
var lettersDiffer = []string{"file", "input-format", "output-file", "output-format", "name", "dry-run"}

// TestSameFlags: flags of one name have one type, one letter and one usage, but for the
// values of those that have a few.
func TestSameFlags(t *testing.T) {
	type meaning struct{ kind, usage, of string }
	meanings, letters := map[string]meaning{}, map[string]string{}
	different := map[string]bool{}
	commands := newRoot().Commands()
	for _, exceptions := range []bool{false, true} { // which follow the rule, then which do not
		for _, cmd := range commands {
			cmd.Flags().VisitAll(func(f *pflag.Flag) {
				at := cmd.Name() + " --" + f.Name
				if _, excepted := differs[at]; excepted != exceptions {
					return
				}
				m := meaning{f.Value.Type(), f.Usage, cmd.Name()}
				if few, ok := f.Value.(interface{ Values() []string }); ok {
					m.usage = strings.TrimSuffix(strings.TrimSuffix(m.usage, ": "+strings.Join(few.Values(), ", ")), words.Or(few.Values()...))
				}
				first, ok := meanings[f.Name]
				if !ok {
					meanings[f.Name], letters[f.Name] = m, f.Shorthand
					return
				}
				if first.kind != m.kind || first.usage != m.usage {
					different[at] = true
					if !exceptions {
						t.Errorf("--%s is two things:\n%s: %s %q\n%s: %s %q", f.Name, first.of, first.kind, first.usage, m.of, m.kind, m.usage)
					}
				}
				if letters[f.Name] != f.Shorthand && !strings.Contains(" "+strings.Join(lettersDiffer, " ")+" ", " "+f.Name+" ") {
					t.Errorf("--%s is -%s, and -%s on %s", f.Name, letters[f.Name], f.Shorthand, cmd.Name())
				}
			})
		}
	}
	for at := range differs {
		if !different[at] {
			t.Errorf("%s is what it is elsewhere: it is no exception", at)
		}
	}
}
