package house

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/sightglass-go/sightglass"

// pkg is one package of this module as go list sees it.
type pkg struct {
	path, name string
	imports    []string // direct
	deps       []string // all
	tests      []string // direct imports of its tests
}

func list(t *testing.T, env ...string) []pkg {
	t.Helper()
	cmd := exec.Command("go", "list", "-f", `{{.ImportPath}}|{{.Name}}|{{join .Imports " "}}|{{join .Deps " "}}|{{join .TestImports " "}} {{join .XTestImports " "}}`, module+"/...")
	cmd.Env = append(cmd.Environ(), env...)
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var pkgs []pkg
	for line := range strings.Lines(string(out)) {
		f := strings.Split(strings.TrimSpace(line), "|")
		pkgs = append(pkgs, pkg{
			path: strings.TrimPrefix(f[0], module+"/"), name: f[1],
			imports: strings.Fields(f[2]), deps: strings.Fields(f[3]), tests: strings.Fields(f[4]),
		})
	}
	return pkgs
}

type room struct {
	room  string
	below bool // the rule also holds for the packages below the room
	may   []string
}

func (r room) holds(path string) bool { return path == r.room || r.below && within(path, r.room) }

// rooms says which packages outside the standard library each room may stand
// on, itself and what lies below it aside. A path ending in "/..." means all
// below it.
var rooms = []room{
	{"measure", false, []string{"measure/registry"}},
	{"measure/registry", true, nil},
	{"measure/quote", true, nil},
	{"measure/clock", true, []string{"golang.org/x/sys/..."}},
	{"measure/cycles", true, []string{"measure", "measure/clock", "measure/registry", "golang.org/x/sys/..."}},
	{"measure/walltime", true, []string{"measure", "measure/clock", "measure/registry", "golang.org/x/sys/..."}},
	{"measure/memory", true, []string{"measure", "measure/registry", "golang.org/x/sys/..."}},
	{"measure/callgrind", true, []string{"measure", "measure/registry", "golang.org/x/sys/..."}},
	{"measure/perfcounters", true, []string{"measure", "measure/registry", "golang.org/x/sys/...", "github.com/elastic/go-perf"}},
	{"measure/vtune", true, []string{"measure", "measure/registry", "github.com/ebitengine/purego/..."}},
	{"measure/words", true, []string{"measure", "measure/registry"}},
	{"measure/record", true, []string{"measure", "measure/registry", "measure/quote", "measure/words"}},
	{"engines", false, []string{"engines/inspect", "engines/operators", "measure", "measure/words", "measure/registry"}},
	{"engines/inspect", true, []string{"measure", "measure/words", "measure/registry"}},
	{"engines/operators", true, []string{"engines/inspect", "measure", "measure/words", "measure/registry"}},
	{"engines/wazero", true, []string{"engines", "engines/inspect", "engines/operators", "measure", "measure/words", "measure/registry", "golang.org/x/sys/...", "github.com/tetratelabs/wazero/..."}},
	{"engines/wasmtime", true, []string{"engines", "engines/inspect", "engines/operators", "measure", "measure/words", "measure/registry", "github.com/bytecodealliance/wasmtime-go/v39"}},
	{"engines/library/example", true, nil},
	{"engines/library", true, []string{"engines", "engines/inspect", "engines/operators", "engines/internal/foreign", "measure", "measure/words", "measure/registry", "github.com/ebitengine/purego/..."}},
	{"engines/native", true, []string{"engines", "engines/inspect", "engines/operators", "engines/internal/foreign", "measure", "measure/words", "measure/registry", "golang.org/x/sys/...", "github.com/ebitengine/purego/..."}},
	{"engines/internal/foreign", true, []string{"measure", "measure/registry", "github.com/ebitengine/purego/..."}},
	{"engines/program", true, []string{"engines", "engines/inspect", "engines/operators", "measure", "measure/words", "measure/registry"}},
	{"engines/internal/kit", true, []string{"engines", "engines/inspect", "engines/operators", "measure", "measure/words", "measure/registry"}}, // for tests
	{"engines/enginetest", true, []string{"engines/internal/kit", "engines", "engines/inspect", "engines/operators", "measure", "measure/words", "measure/registry", "measure/clock", "measure/cycles", "golang.org/x/sys/..."}},
	{"engines/internal/everyengine", true, nil}, // tests alone
	{"recorder", true, []string{"measure", "measure/clock", "measure/registry", "measure/quote", "measure/words", "measure/record", "engines", "engines/inspect", "engines/operators", "engines/library/example", "golang.org/x/sys/...", "github.com/gofrs/flock"}},
	{"recorder/build", true, append([]string{"recorder", "recorder/job", "engines/library/example", "github.com/gofrs/flock"}, belowJobs...)},
	{"recorder/gotest", true, append([]string{"recorder", "recorder/job", "recorder/build", "engines/library/example", "github.com/gofrs/flock"}, belowJobs...)},
	// Builds are made by commands: those who record know nothing of them.
	{"recorder/worker", true, append([]string{"recorder", "recorder/job"}, belowJobs...)},
	{"recorder/calibrate", true, append([]string{"recorder", "recorder/job", "recorder/worker"}, belowJobs...)},
	// Machines are told by a command line what to record.
	{"recorder/fleet", true, []string{"measure", "measure/registry", "measure/quote", "measure/words", "measure/record", "golang.org/x/sys/...", "github.com/gofrs/flock"}},
	{"recorder/soak", true, append([]string{"recorder", "recorder/job", "recorder/worker"}, belowJobs...)},
	// The inside of a process knows nothing of the order of processes, and that
	// nothing of where they run.
	{"recorder/job", true, belowJobs},
	{"recorder/fingerprint", true, append([]string{"recorder/job"}, belowJobs...)},
	{"recorder/upload", true, append([]string{"recorder/fingerprint", "recorder/job"}, belowJobs...)},
	{"recorder/clean", true, append([]string{"recorder", "recorder/job", "recorder/build", "engines/library/example", "github.com/gofrs/flock"}, belowJobs...)},
	{"recorder/gobench", true, append([]string{"recorder/job"}, belowJobs...)},
	{"recorder", false, append([]string{"recorder/job"}, belowJobs...)},
	{"analysis", false, belowAnalysis},
	{"analysis/internal/parallel", true, nil},
	{"analysis/internal/stat", true, []string{"gonum.org/v1/gonum/..."}},
	{"analysis/history", true, append([]string{"analysis"}, belowAnalysis...)},
	{"analysis/profile", false, belowProfiles},
	{"analysis/profile/pprof", true, append([]string{"analysis/profile", "github.com/google/pprof/profile"}, belowProfiles...)},
	{"analysis/simulate", true, append([]string{"analysis", "analysis/history"}, belowAnalysis...)},
	{"analysis/report", false, slices.Concat(tables, belowReports)},
	{"analysis/report/plot", true, slices.Concat(drawings, belowReports)},
	{"analysis/report/html", true, slices.Concat([]string{"analysis/report", "analysis/report/plot"}, tables, drawings, belowReports)},
}

var belowJobs = []string{"recorder/doctor", "recorder/internal/...", "measure", "measure/clock", "measure/registry", "measure/quote", "measure/words", "measure/record",
	"engines", "engines/inspect", "engines/operators", "golang.org/x/sys/..."}

var (
	belowAnalysis = []string{"analysis/internal/...", "measure", "measure/registry", "measure/quote", "measure/words", "measure/record", "gonum.org/v1/gonum/..."}
	belowProfiles = []string{"analysis/internal/stat", "gonum.org/v1/gonum/...", "measure", "measure/registry", "measure/quote", "measure/words", "measure/record", "github.com/ianlancetaylor/demangle"}
	belowReports  = append([]string{"analysis", "analysis/history", "analysis/profile", "github.com/ianlancetaylor/demangle"}, belowAnalysis...)
	tables        = []string{"github.com/jedib0t/go-pretty/v6/...", "github.com/mattn/go-runewidth", "github.com/rivo/uniseg", "golang.org/x/text/..."}
	// drawings is gonum.org/v1/plot and what it stands on.
	drawings = []string{"gonum.org/v1/plot/...", "codeberg.org/...", "git.sr.ht/~sbinet/gg", "github.com/ajstarks/svgo", "github.com/golang/freetype/...",
		"golang.org/x/image/...", "golang.org/x/text/..."}
)

// TestRooms: no library is without a room, and none stands on what its room
// does not allow.
func TestRooms(t *testing.T) {
	pkgs := list(t)
	for _, p := range pkgs {
		if !within(p.path, "examples") && !slices.ContainsFunc(rooms, func(r room) bool { return r.holds(p.path) }) {
			t.Errorf("%s has no room: give it one in rooms, with what it may import", p.path)
		}
	}
	for _, r := range rooms {
		found := false
		for _, p := range pkgs {
			if !r.holds(p.path) {
				continue
			}
			found = true
			for _, dep := range p.deps {
				dep = strings.TrimPrefix(dep, module+"/")
				if standard(dep) || within(dep, r.room) && r.below || allowed(dep, r.may) {
					continue
				}
				t.Errorf("%s stands on %s, which the room %s must not", p.path, dep, r.room)
			}
		}
		if !found {
			t.Errorf("there is no room %s", r.room)
		}
	}
}

// TestAnalysisApart: reading recordings needs no engine, and recording
// needs no statistics.
func TestAnalysisApart(t *testing.T) {
	for _, p := range list(t) {
		for _, dep := range p.deps {
			dep = strings.TrimPrefix(dep, module+"/")
			if within(p.path, "analysis") && (within(dep, "engines") || within(dep, "recorder")) ||
				within(p.path, "recorder") && within(dep, "analysis") {
				t.Errorf("%s stands on %s", p.path, dep)
			}
		}
	}
}

// TestOnlyMainNamesAdapters: a library that imported an adapter would make
// everybody download its engine.
func TestOnlyMainNamesAdapters(t *testing.T) {
	for _, p := range list(t) {
		for _, dep := range p.imports {
			dep = strings.TrimPrefix(dep, module+"/")
			for _, adapter := range []string{"engines/wazero", "engines/wasmtime", "engines/library", "engines/native", "engines/program"} {
				if within(dep, adapter) && dep != "engines/library/example" && !within(p.path, adapter) && p.name != "main" {
					t.Errorf("%s (package %s) imports %s", p.path, p.name, dep)
				}
			}
		}
	}
}

// TestCommandLine: the command line runs the engines that a program links in,
// and none of its own; programs alone use it; and what is beneath it is a ladder:
// flags and the live view know streams, and not each other.
func TestCommandLine(t *testing.T) {
	const command = "examples/sightglass/command"
	found := 0
	for _, p := range list(t) {
		for _, dep := range p.deps {
			dep = strings.TrimPrefix(dep, module+"/")
			within := func(room string) bool { return within(p.path, command+room) }
			switch dep {
			case "engines/wazero", "engines/wasmtime", "engines/native":
				if within("") {
					t.Errorf("%s stands on %s", p.path, dep)
				}
			case command:
				if found++; p.name != "main" {
					t.Errorf("%s is not a program, and imports the command line", p.path)
				}
			case command + "/internal/flags", command + "/internal/live":
				if within("/internal") {
					t.Errorf("%s stands on %s", p.path, dep)
				}
			}
		}
	}
	if found < 2 {
		t.Errorf("%d programs have the command line", found)
	}
}

// TestCommandsOwn: what Parquet and a disassembler take, a program that imports the command
// line alone stands on, and a single package imports each.
func TestCommandsOwn(t *testing.T) {
	const command = "examples/sightglass/command"
	for library, at := range map[string]string{
		"github.com/parquet-go": command + "/internal/parquet",
		"golang.org/x/arch":     command + "/internal/machinecode",
	} {
		found := false
		for _, p := range list(t) {
			for _, dep := range slices.Concat(p.imports, p.tests) {
				switch {
				case within(dep, library):
					if found = true; p.path != at {
						t.Errorf("%s imports %s: use %s", p.path, dep, at)
					}
				case dep == module+"/"+at && p.path != command:
					t.Errorf("%s imports %s", p.path, at)
				}
			}
		}
		if !found {
			t.Errorf("%s does not import %s", at, library)
		}
	}
}

// TestTestsOfLibraries: go mod tidy loads the tests of what a program imports,
// so that a test which names wasmtime makes everybody download it. Such tests are
// in packages that nobody can import. (Below examples are programs, whose tests
func TestTestsOfLibraries(t *testing.T) {
	imported := map[string]bool{}
	pkgs := list(t)
	for _, p := range pkgs {
		for _, dep := range p.imports {
			imported[strings.TrimPrefix(dep, module+"/")] = true
		}
	}
	for _, p := range pkgs {
		internal := strings.Contains("/"+p.path+"/", "/internal/")
		if p.name == "main" || within(p.path, "engines/wasmtime") || (internal || within(p.path, "examples")) && !imported[p.path] {
			continue
		}
		for _, dep := range p.tests {
			if within(strings.TrimPrefix(dep, module+"/"), "engines/wasmtime") || strings.HasPrefix(dep, "github.com/bytecodealliance/") {
				t.Errorf("a test of %s imports %s", p.path, dep)
			}
		}
	}
}

// TestNoCgoButWasmtime: everything else builds and runs without a C compiler.
func TestNoCgoButWasmtime(t *testing.T) {
	for _, p := range list(t, "CGO_ENABLED=0") {
		for _, dep := range p.deps {
			if strings.HasPrefix(dep, "github.com/bytecodealliance/") {
				t.Errorf("without cgo %s stands on %s", p.path, dep)
			}
		}
	}
}

func standard(dep string) bool {
	first, _, _ := strings.Cut(dep, "/")
	switch first {
	case "measure", "engines", "recorder", "analysis", "examples":
		return false
	}
	return !strings.Contains(first, ".")
}

func within(path, room string) bool { return path == room || strings.HasPrefix(path, room+"/") }

func allowed(dep string, may []string) bool {
	for _, m := range may {
		if dep == m || strings.HasSuffix(m, "/...") && within(dep, strings.TrimSuffix(m, "/...")) {
			return true
		}
	}
	return false
}
