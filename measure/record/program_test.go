package record

import (
	"encoding/json"
	"reflect"
	"runtime/debug"
	"strings"
	"testing"
)

// buildInfo is what go version -m shows, as debug.ParseBuildInfo reads it.
const buildInfo = "path\texample.com/bench\n" +
	"mod\texample.com/bench\tv0.0.0-20260101000000-0123456789ab+dirty\t\n" +
	"dep\tgithub.com/sightglass-go/sightglass\tv0.2.0\th1:aaaa=\n" +
	"dep\tgithub.com/tetratelabs/wazero\tv1.12.0\n" +
	"=>\t../wazero\t(devel)\t\n" +
	"dep\tgolang.org/x/sys\tv0.46.0\th1:bbbb=\n" +
	"build\t-compiler=gc\n" +
	"build\t-ldflags=\"-s -randlayout=7\"\n" +
	"build\tCGO_CFLAGS=\n" +
	"build\tGOAMD64=v3\n" +
	"build\tvcs=git\n" +
	"build\tvcs.revision=0123456789ab\n" +
	"build\tvcs.modified=true\n"

func TestProgramOf(t *testing.T) {
	info, err := debug.ParseBuildInfo(buildInfo)
	if err != nil {
		t.Fatal(err)
	}
	info.GoVersion = "go1.26.8" // which it does not read
	want := Program{
		Go: "go1.26.8", Main: "example.com/bench", Revision: "0123456789ab", Modified: true,
		Settings: map[string]string{"-compiler": "gc", "-ldflags": "-s -randlayout=7", "GOAMD64": "v3"},
		Dependencies: []Dependency{
			{Path: "github.com/sightglass-go/sightglass", Version: "v0.2.0", Sum: "h1:aaaa="},
			{Path: "github.com/tetratelabs/wazero", Version: "v1.12.0", Replace: &Dependency{Path: "../wazero", Version: "(devel)"}},
			{Path: "golang.org/x/sys", Version: "v0.46.0", Sum: "h1:bbbb="},
		},
	}
	got := ProgramOf(info)
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	if s := got.Dependency("github.com/tetratelabs/wazero").String(); s != "v1.12.0 replaced by ../wazero (devel)" {
		t.Error(s)
	}
	if s := got.String(); s != "(not hashed), go1.26.8, example.com/bench, 0123456789ab with changes" {
		t.Error(s)
	}
	text, err := json.Marshal(got)
	if err != nil {
		t.Fatal(err)
	}
	var again Program
	if err := json.Unmarshal(text, &again); err != nil || !reflect.DeepEqual(again, want) {
		t.Errorf("%v: %s", err, text)
	}
}

// TestProgramOfCheckout: a program that was built where the go command sees no
// repository has its revision from the linker's options, which then do not differ by it.
func TestProgramOfCheckout(t *testing.T) {
	for flags, want := range map[string]string{
		RevisionFlag + "0123": "", "-randlayout=3 " + RevisionFlag + "0123": "-randlayout=3", RevisionFlag + "0123 -s": "-s",
	} {
		p := ProgramOf(&debug.BuildInfo{Settings: []debug.BuildSetting{{Key: "-ldflags", Value: flags}}})
		if p.Revision != "0123" || p.Modified || p.Settings["-ldflags"] != want {
			t.Errorf("%s: %+v", flags, p)
		}
	}
}

// TestProgramDifferences: whatever may make a program faster is named, but for the
// module that is compared and the layout, and what one of the two does not know.
func TestProgramDifferences(t *testing.T) {
	program := func(change func(*Program)) Program {
		p := Program{
			SHA256: "a", Library: "v0.2.0", Go: "go1.26.8", Main: "m", Revision: "r",
			Settings: map[string]string{"GOAMD64": "v1", "-ldflags": "-s -randlayout=1"},
			Dependencies: []Dependency{
				{Path: "example.com/engine", Version: "v1.0.0"}, {Path: library, Version: "v0.2.0"},
				{Path: "example.com/other", Version: "v1.0.0", Sum: "h1:a"},
			},
		}
		change(&p)
		return p
	}
	for _, tt := range []struct {
		name   string
		change func(*Program)
		want   string
	}{
		{"nothing", func(*Program) {}, ""},
		{"the same file", func(p *Program) { p.SHA256, p.Go = "a", "go1" }, ""},
		{"the engine's version", func(p *Program) { p.Dependencies[0].Version = "v2.0.0" }, ""},
		{"the engine's folder", func(p *Program) { p.Dependencies[0].Replace = &Dependency{Path: "../x"} }, ""},
		{"the engine's version, in its place", func(p *Program) {
			p.Dependencies[0].Replace = &Dependency{Path: p.Dependencies[0].Path, Version: "v0.9.0"}
			p.Settings["-tags"] = "without_Feature,without_Other"
		}, ""},
		{"tags", func(p *Program) { p.Settings["-tags"] = "a,without_Feature,b" }, "-tags none, a,b"},
		{"a module's version, in its place", func(p *Program) {
			p.Dependencies[2].Replace = &Dependency{Path: p.Dependencies[2].Path, Version: "v0.9.0"}
		}, "module example.com/other v1.0.0, v0.9.0"},
		{"layout", func(p *Program) { p.Settings["-ldflags"] = "-s -randlayout=22" }, ""},
		{"revision", func(p *Program) { p.Revision = "s" }, ""},
		{"modules that one has", func(p *Program) { p.Dependencies = append(p.Dependencies, Dependency{Path: "p", Version: "v1"}) }, ""},
		{"an older worker", func(p *Program) { *p = Program{SHA256: "b", Library: "v0.2.0"} }, ""},
		{"library", func(p *Program) { p.Library = "v0.3.0"; p.Dependencies[1].Version = "v0.3.0" }, "library v0.2.0, v0.3.0"},
		{"Go", func(p *Program) { p.Go = "go1.25" }, "Go version go1.26.8, go1.25"},
		{"main", func(p *Program) { p.Main = "n" }, "main package m, n"},
		{"linker flags", func(p *Program) { p.Settings["-ldflags"] = "-randlayout=2" }, "-ldflags -s, none"},
		{"GOAMD64", func(p *Program) { p.Settings["GOAMD64"] = "v3" }, "GOAMD64 v1, v3"},
		{"race", func(p *Program) { p.Settings["-race"] = "true" }, "-race none, true"},
		{"a module", func(p *Program) { p.Dependencies[2].Version = "v1.1.0" }, "module example.com/other v1.0.0, v1.1.0"},
		{"a module's content", func(p *Program) { p.Dependencies[2].Sum = "h1:b" }, "module example.com/other v1.0.0 h1:a, v1.0.0 h1:b"},
		{"a vendored module", func(p *Program) { p.Dependencies[2].Sum = "" }, "module example.com/other v1.0.0 h1:a, v1.0.0 without a checksum"},
		{"a module is replaced", func(p *Program) { p.Dependencies[2].Replace = &Dependency{Path: "../o"} }, "module example.com/other v1.0.0, v1.0.0 replaced by ../o"},
	} {
		b := program(func(p *Program) { p.SHA256 = "b"; tt.change(p) })
		h := &Header{Programs: []Program{program(func(*Program) {}), b}}
		e := &Engine{Name: "e", Module: "example.com/engine", Programs: []string{"a"}}
		f := &Engine{Name: "f", Module: "example.com/engine", Programs: []string{b.SHA256}}
		var words []string
		for _, d := range ProgramDifferences(h, e, h, f) {
			words = append(words, d.String())
		}
		if got := strings.Join(words, "; "); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
	if of := (&Header{Programs: []Program{{SHA256: "x"}}}).ProgramsOf(&Engine{}); len(of) != 1 || of[0].SHA256 != "x" {
		t.Error("one program ran all engines")
	}
	if of := (&Header{}).ProgramsOf(&Engine{Programs: []string{"x"}}); len(of) != 0 {
		t.Errorf("unknown programs: %v", of)
	}
}
