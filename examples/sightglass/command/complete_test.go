package command

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/pflag"

	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/recorder/build"
)

// proposedFor are the words that a shell gets for the last of those typed, and the
// number behind them, which says what else it may do: 4 is no files, 6 no space either.
func proposedFor(t *testing.T, typed ...string) string {
	t.Helper()
	r := sightglass(t, "", append([]string{"__complete"}, typed...)...)
	if r.code != 0 {
		t.Fatalf("%q: %+v", typed, r)
	}
	return strings.Join(strings.Split(strings.TrimSpace(r.stdout), "\n"), " ")
}

// TestCompletion: what is proposed is what the command takes.
func TestCompletion(t *testing.T) {
	folder(t)
	t.Setenv(build.Variable, t.TempDir())
	const rows = `arch,engine,engine_flags,wasm,process,iteration,phase,event,count
x86_64,old,,a.wasm,1,0,Execution,cycles,10
x86_64,new,"a=1,b",a.wasm,2,0,Execution,instructions,10
`
	for name, text := range map[string]string{
		"rows.csv": rows, "my.suite": "noop.wasm\n", "notes.txt": "", ".hidden.wasm": "", "tab\there.wasm": "", "old.test": "",
		"benchmarks/default.suite": "a b.wasm\n", "benchmarks/a b.wasm": "",
	} {
		mkdir(t, filepath.Dir(name))
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil && !strings.Contains(name, "\t") { // Windows has no such name
			t.Fatal(err)
		}
	}
	if r := sightglass(t, rows, "convert", "-o", "parquet", "-"); r.code != 0 || os.WriteFile("rows.parquet", []byte(r.stdout), 0o644) != nil {
		t.Fatal(r.code, r.stderr)
	}
	in := func(dir, name string) string { return dir + string(filepath.Separator) + name }
	for _, tt := range []struct {
		typed []string
		want  string
	}{
		{[]string{"benchmark", "--engine", ""}, "wazero :4"},
		{[]string{"benchmark", "-e", "W"}, "wazero :4"},
		{[]string{"benchmark", "-e", "mine@./cmd,waz"}, "mine@./cmd,wazero :4"},
		{[]string{"benchmark", "-e", "wazero,"}, ":4"},
		{[]string{"benchmark", "-e", "./lib"}, ":0"},
		{[]string{"benchmark", "--measure", ""}, strings.Join(measure.Default.Names(), " ") + " :4"},
		{[]string{"benchmark", "-m", "fuel,cyc"}, "fuel,cycles :4"},
		{[]string{"benchmark", "--phase", ""}, "compilation instantiation execution :4"},
		{[]string{"compare", "--phase=ex"}, "execution :4"},
		{[]string{"summarize", "--output-format", ""}, "table csv json markdown :4"},
		{[]string{"compare", "--input-format", "j"}, "json jsonl :4"},
		{[]string{"summarize", "--unit", ""}, "time ticks :4"},
		{[]string{"ab", "--fail-on", ""}, "changed-worse unsure never :4"},
		{[]string{"compare", "--compare-despite", "machine,wor"}, "machine,workload :4"},
		{[]string{"compare", "rows.csv", "--baseline", ""}, "old new:a=1,b :4"},
		{[]string{"compare", "-f", "rows.csv", "-b", "n"}, "new:a=1,b :4"},
		{[]string{"compare", "rows.csv", "--event", "cycles,"}, "cycles,instructions :4"},
		{[]string{"compare", "rows.parquet", "--baseline", ""}, "old new:a=1,b :4"},
		{[]string{"compare", "missing.csv", "--baseline", ""}, ":4"},
		{[]string{"benchmark", "-e", "wazero,mine@./cmd", "--baseline", "m"}, "mine@./cmd :4"},
		{[]string{"benchmark", "-n", "old", "-n", "new", "--baseline", ""}, "old new :4"},
		{[]string{"gobench", "main", "--baseline", ""}, "main :4"},
		{[]string{"benchmark", ""}, "benchmarks/default.suite benchmarks/a b.wasm " + in("benchmarks", "") + " my.suite noop.wasm :6"},
		{[]string{"validate", "n"}, "noop.wasm :4"},
		{[]string{"mix", "n"}, "noop.wasm :4"},
		{[]string{"mix", "--output-format", ""}, "table markdown csv json :4"},
		{[]string{"validate", ".h"}, ".hidden.wasm :4"},
		{[]string{"validate", "./n"}, "./noop.wasm :4"},
		{[]string{"validate", "missing/"}, ":4"},
		{[]string{"selfcheck", "~/"}, "wasm suite :8"},
		{[]string{"compare", "r"}, "rows.csv rows.parquet :4"},
		{[]string{"report", "--file", "r"}, "rows.csv rows.parquet :4"},
		{[]string{"gobench", "o"}, "old.test :4"},
		{[]string{"fingerprint", "--kind", ""}, "benchmark engine machine :4"},
		{[]string{"fingerprint", "-k", "engine", "w"}, "wazero :4"},
		{[]string{"fingerprint", "-k", "benchmark", "n"}, "noop.wasm :4"},
		{[]string{"fingerprint", "-k", "machine", ""}, ":4"},
		{[]string{"init", ""}, ":16"},
		{[]string{"benchmark", "--timeout", ""}, ":4"},
		{[]string{"benchmark", "--output-file", ""}, ":0"},
		{[]string{"engines", ""}, ":4"},
		{[]string{"completion", "z"}, "zsh Generate the autocompletion script for zsh :4"},
	} {
		want := tt.want
		if filepath.Separator != '/' {
			want = strings.ReplaceAll(want, "benchmarks/", in("benchmarks", ""))
		}
		if got := strings.ReplaceAll(proposedFor(t, tt.typed...), "\t", " "); got != want {
			t.Errorf("%q: %q, want %q", tt.typed, got, want)
		}
	}
}

// TestCompletionTags: tags are those of the project that would be used.
func TestCompletionTags(t *testing.T) {
	folder(t)
	if got := proposedFor(t, "benchmark", "--tag", ""); got != ":4" {
		t.Errorf("without a project: %q", got)
	}
	const text = "[[benchmark]]\nwasm = \"noop.wasm\"\ntags = [\"quick\", \"io\"]\n[[benchmark]]\nwasm = \"other.wasm\"\ntags = [\"%s\", \"quick\"]\n"
	put(t, "sightglass.toml", fmt.Sprintf(text, "slow"))
	put(t, "other.toml", fmt.Sprintf(text, "nightly"))
	for _, tt := range []struct {
		want  string
		typed []string
	}{
		{"quick io slow :4", []string{"benchmark", "--tag", ""}},
		{"quick,slow :4", []string{"ab", "main", "--tag", "quick,s"}},
		{"quick io nightly :4", []string{"ci", "--project", "other.toml", "--tag", ""}},
		{":4", []string{"benchmark", "--project", "none", "--tag", ""}},
		{":4", []string{"benchmark", "--project", "noop.wasm", "--tag", ""}},
	} {
		if got := proposedFor(t, tt.typed...); got != tt.want {
			t.Errorf("%q: %q, want %q", tt.typed, got, tt.want)
		}
	}
}

// TestCompletionLatest: where a recording is named, the latest one is proposed if
// there is one, and its engines are without that, too.
func TestCompletionLatest(t *testing.T) {
	folder(t)
	if got := proposedFor(t, "report", "la"); got != ":4" {
		t.Error(got)
	}
	succeeds(t, "benchmark", "-p", "1", "-i", "1", "--label", "commit=abc", "noop.wasm")
	for want, typed := range map[string][]string{
		"latest :4":              {"report", "la"},
		"wazero :4":              {"compare", "--baseline", ""},
		"commit :4":              {"history", ".", "--by", ""},
		"latest ":                {"benchmark", "--resume", ""},
		recordings(t)[0] + " :4": {"history", "sightglass-2"},
	} {
		if got := proposedFor(t, typed...); !strings.HasPrefix(got, want) {
			t.Errorf("%q: %q, want %q", typed, got, want)
		}
	}
}

// TestCompletionBuilds: builds are proposed where they are listed or removed, and as
// engines if they are the same in every folder.
func TestCompletionBuilds(t *testing.T) {
	folder(t)
	cache := t.TempDir()
	t.Setenv(build.Variable, cache)
	for i, name := range []string{"wazero@v1.9.0", "wazero@../wazero", "(odd\tname)"} {
		dir := filepath.Join(cache, "programs", "wazero-"+strings.Repeat("abc"[i:i+1], 24))
		about, _ := json.Marshal(map[string]string{"name": name})
		for file, text := range map[string]string{"build.json": string(about) + "\nworker-1", "worker-1": ""} {
			put(t, filepath.Join(dir, file), text)
		}
	}
	if got := proposedFor(t, "benchmark", "-e", ""); got != "wazero wazero@v1.9.0 :4" {
		t.Error(got)
	}
	got := strings.Fields(proposedFor(t, "builds", ""))
	slices.Sort(got)
	if want := []string{":4", "wazero@../wazero", "wazero@v1.9.0"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	if got := proposedFor(t, "builds", "wazero@v1.9.0", "wazero@v"); got != ":4" {
		t.Errorf("named already: %q", got)
	}
}

// TestCompletionRevisions: branches and tags of a repository, and none without.
func TestCompletionRevisions(t *testing.T) {
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("there is no git: install it")
	}
	folder(t)
	t.Setenv("GIT_CEILING_DIRECTORIES", filepath.Dir(func() string { dir, _ := os.Getwd(); return dir }()))
	if got := proposedFor(t, "ab", ""); got != ":4" {
		t.Error(got)
	}
	for _, args := range []string{"init -q -b trunk", "-c user.name=a -c user.email=a@b commit -q --allow-empty -m first", "tag v1"} {
		if out, err := exec.Command("git", strings.Fields(args)...).CombinedOutput(); err != nil {
			t.Fatalf("git %s: %v: %s", args, err, out)
		}
	}
	for want, typed := range map[string][]string{
		"trunk v1 :4":  {"ab", ""},
		"noop.wasm :4": {"ab", "v1", "n"},
		"v1 :4":        {"gobench", "v"},
		"trunk :4":     {"ci", "--base", "t"},
	} {
		if got := proposedFor(t, typed...); got != want {
			t.Errorf("%q: %q, want %q", typed, got, want)
		}
	}
}

// TestCompletionOfAll: no flag with a value is left to the names of files by mistake,
// and no command's arguments are.
func TestCompletionOfAll(t *testing.T) {
	root := newRoot()
	completeWords(root)
	for _, cmd := range root.Commands() {
		if cmd.Hidden {
			continue
		}
		if cmd.ValidArgsFunction == nil {
			t.Errorf("%s: its arguments are not completed", cmd.Name())
		}
		cmd.Flags().VisitAll(func(f *pflag.Flag) {
			if _, ok := cmd.GetFlagCompletionFunc(f.Name); !ok && f.Value.Type() != "bool" && !slices.Contains(fileFlags, f.Name) {
				t.Errorf("%s --%s is not completed", cmd.Name(), f.Name)
			}
		})
	}
}
