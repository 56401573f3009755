package command

import (
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/sightglass-go/sightglass/analysis/profile"
	"github.com/sightglass-go/sightglass/analysis/profile/pprof"
	"github.com/sightglass-go/sightglass/analysis/report"
	"github.com/sightglass-go/sightglass/analysis/report/html"
	"github.com/sightglass-go/sightglass/examples/sightglass/command/internal/flags"
	"github.com/sightglass-go/sightglass/measure/quote"
	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/measure/words"
)

// profileWriter writes a profile in one of its forms. how is how it was made.
type profileWriter = func(w io.Writer, screen report.Screen, r *profile.Result, arms []profile.Arm, how string) error

// profileForm is one of them.
type profileForm struct {
	name, ending string // on the command line, and of files; "" for none
	write        profileWriter
}

var profileForms = []profileForm{
	{"table", ".txt", func(w io.Writer, screen report.Screen, r *profile.Result, _ []profile.Arm, how string) error {
		return report.Profile(w, screen, r, how)
	}},
	{"pprof", ".pb.gz", func(w io.Writer, _ report.Screen, _ *profile.Result, arms []profile.Arm, _ string) error {
		return pprof.Write(w, arms...)
	}},
	{"folded", ".folded", func(w io.Writer, _ report.Screen, _ *profile.Result, arms []profile.Arm, _ string) error {
		return report.ProfileFolded(w, arms...)
	}},
	{"html", ".html", func(w io.Writer, _ report.Screen, r *profile.Result, arms []profile.Arm, how string) error {
		return html.WriteProfile(w, r, arms, how)
	}},
	{"csv", ".csv", func(w io.Writer, _ report.Screen, r *profile.Result, _ []profile.Arm, _ string) error {
		return report.ProfileCSV(w, r)
	}},
	{"json", ".json", func(w io.Writer, _ report.Screen, r *profile.Result, _ []profile.Arm, _ string) error {
		return report.ProfileJSON(w, r)
	}},
}

func profileFormats() (cases []flags.Case[profileWriter]) {
	for _, f := range profileForms {
		cases = append(cases, flags.Case[profileWriter]{Name: f.name, Is: f.write})
	}
	return cases
}

func profileEndings() string {
	var endings []string
	for _, f := range profileForms {
		endings = append(endings, f.ending)
	}
	return words.Or(endings...)
}

// profileOutput is a file to write.
type profileOutput struct {
	name  string
	write profileWriter
}

// outputs are the files to write. The error says which cannot be.
func (p *profileCommand) outputs() (list []profileOutput, err error) {
	var names []string
	for _, name := range p.files {
		i := slices.IndexFunc(profileForms, func(f profileForm) bool { return strings.HasSuffix(strings.ToLower(name), f.ending) })
		switch {
		case i < 0:
			if name == "-" {
				return nil, errors.New("--output-file -: standard output has no ending that says what to write: leave it out, and say it with --output-format (-f)")
			}
			return nil, fmt.Errorf("--output-file %s: its ending does not say what to write: %s", quote.Name(name), profileEndings())
		case sameName(name, names) != "":
			return nil, fmt.Errorf("--output-file %s and %s are one file: leave one of them out", quote.Name(sameName(name, names)), quote.Name(name))
		}
		if err := record.CheckName(name); err != nil {
			return nil, err
		}
		if info, err := os.Stat(name); err == nil && info.Mode().IsRegular() && info.Size() > 0 {
			return nil, fmt.Errorf("--output-file %s: it holds something already, and a profile replaces nothing: name another file, or remove it", quote.Name(name))
		}
		if err := record.Replaceable(name); err != nil {
			return nil, &outputError{fmt.Errorf("--output-file %s: %w", quote.Name(name), err)}
		}
		names = append(names, name)
		list = append(list, profileOutput{name, profileForms[i].write})
	}
	return list, nil
}
