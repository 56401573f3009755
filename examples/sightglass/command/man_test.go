package command

import (
	"bytes"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime/debug"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/pflag"
)

// TestMan: a page for each command, in macros that every reader of manual pages
// knows, balanced, with all flags and all words of its help.
func TestMan(t *testing.T) {
	t.Chdir(t.TempDir())
	if r := sightglass(t, "", "man", "share/man 1"); r.code != 0 || r.stdout != "" || !strings.Contains(r.stderr, " pages into share/man 1\n") {
		t.Fatalf("%+v", r)
	}
	root := newRoot()
	pages, want := 0, append(visible(root), root)
	for _, cmd := range want {
		text := read(t, filepath.Join("share/man 1", strings.ReplaceAll(cmd.CommandPath(), " ", "-")+".1"))
		pages++
		if !strings.HasPrefix(text, `.TH SIGHTGLASS`) || strings.Contains(text, "\n\n") || strings.HasSuffix(text, "\n\n") {
			t.Errorf("%s: %q", cmd.CommandPath(), text)
		}
		open, plain := []string{}, ""
		for line := range strings.Lines(text) {
			macro := regexp.MustCompile(`^\.([A-Z][A-Z]?|nf|fi|ad)( |$)`).FindStringSubmatch(strings.TrimSuffix(line, "\n"))
			switch {
			case macro == nil && strings.ContainsAny(line[:1], ".'"):
				t.Errorf("%s: neither text nor a macro: %q", cmd.CommandPath(), line)
			case macro == nil:
			case !slices.Contains([]string{"TH", "SH", "SS", "PP", "TP", "B", "BR", "nf", "fi", "ad", "RS", "RE"}, macro[1]):
				t.Errorf("%s: macro %q", cmd.CommandPath(), line)
			case macro[1] == "nf", macro[1] == "RS":
				open = append(open, macro[1])
			case macro[1] == "fi", macro[1] == "RE":
				if last := map[string]string{"fi": "nf", "RE": "RS"}[macro[1]]; len(open) == 0 || open[len(open)-1] != last {
					t.Errorf("%s: %q while open are %q", cmd.CommandPath(), line, open)
				} else {
					open = open[:len(open)-1]
				}
			}
			if bad := regexp.MustCompile(`\\[^e&-]`).FindString(line); bad != "" {
				t.Errorf("%s: %q in %q", cmd.CommandPath(), bad, line)
			}
			plain += strings.NewReplacer(`\-`, "-", `\&`, "", `\e`, `\`).Replace(line)
		}
		if len(open) > 0 {
			t.Errorf("%s: %q stay open", cmd.CommandPath(), open)
		}
		words := strings.Join(strings.Fields(plain), " ")
		for part := range strings.SplitSeq(cmd.Long, "\n\n") {
			if part = strings.Join(strings.Fields(part), " "); !strings.Contains(words, part) {
				t.Errorf("%s lacks %q", cmd.CommandPath(), part)
			}
		}
		cmd.Flags().VisitAll(func(f *pflag.Flag) {
			if !f.Hidden && !strings.Contains(plain, "--"+f.Name) {
				t.Errorf("%s lacks --%s", cmd.CommandPath(), f.Name)
			}
		})
	}
	if files, err := filepath.Glob("share/man 1/*"); err != nil || len(files) != pages+1 { // and completion
		t.Errorf("%d files for %d commands: %q, %v", len(files), pages, files, err)
	}
	first := sightglass(t, "", "man")
	if page := read(t, "share/man 1/sightglass.1"); first.code != 0 || first.stdout != page {
		t.Errorf("%+v, want %s", first, page)
	}
	groff, err := exec.LookPath("groff")
	if err != nil {
		t.Skip("only their structure was checked; to have them formatted: apt-get install groff")
	}
	files, _ := filepath.Glob("share/man 1/*")
	if out, err := exec.Command(groff, append([]string{"-man", "-ww", "-z", "-Tascii"}, files...)...).CombinedOutput(); err != nil || len(out) > 0 {
		t.Errorf("groff: %v\n%s", err, out)
	}
}

// TestManReplaces: pages, and nothing else; before the first one is written.
func TestManReplaces(t *testing.T) {
	t.Chdir(t.TempDir())
	for range 2 {
		succeeds(t, "man", ".")
	}
	before := read(t, "sightglass.1")
	put(t, "sightglass-version.1", "mine")
	put(t, "sightglass.1", ".TH of old")
	if r := sightglass(t, "", "man", "."); r.code != exitRefuse || !strings.Contains(r.stderr, "sightglass-version.1 is not replaced") || read(t, "sightglass.1") == before {
		t.Errorf("%+v", r)
	}
	if r := sightglass(t, "", "man", "sightglass.1"); r.code != exitOutput {
		t.Errorf("%+v", r)
	}
}

func TestVersion(t *testing.T) {
	info := &debug.BuildInfo{GoVersion: "go1.99", Main: debug.Module{Path: "github.com/sightglass-go/sightglass"}, Settings: []debug.BuildSetting{
		{Key: "GOOS", Value: "plan9"}, {Key: "GOARCH", Value: "arm"}}}
	if got := version(info, true); !strings.HasSuffix(got, ", go1.99 plan9/arm") || strings.Contains(got, "revision") || strings.Contains(got, ", in ") {
		t.Error(got)
	}
	info.Settings = append(info.Settings, debug.BuildSetting{Key: "vcs.revision", Value: "54b7a9d9a0b1c2d3e4f5"}, debug.BuildSetting{Key: "vcs.modified", Value: "true"})
	info.Main = debug.Module{Path: "example.com/mine", Version: "v1.2.3"}
	if got := version(info, true); !strings.HasSuffix(got, ", in example.com/mine v1.2.3, revision 54b7a9d9a0b1 (modified), go1.99 plan9/arm") {
		t.Error(got)
	}
	info.Settings[3].Value = "false"
	if got := version(info, true); strings.Contains(got, "modified") {
		t.Error(got)
	}
	if got := version(nil, false); got == "" || strings.Contains(got, ", ,") {
		t.Error(got)
	}
	long, short := sightglass(t, "", "--version"), sightglass(t, "", "-V")
	if command := sightglass(t, "", "version"); command.code != 0 || command != long || command != short || bytes.Count([]byte(command.stdout), []byte("\n")) != 1 {
		t.Errorf("%+v, %+v, %+v", command, long, short)
	}
}
