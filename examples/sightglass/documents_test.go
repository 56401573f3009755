package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/examples/internal/documents"
	"github.com/sightglass-go/sightglass/examples/sightglass/command"
	"github.com/sightglass-go/sightglass/recorder/build"
)

func everyDocument(t *testing.T) (root string, all []documents.Document) {
	t.Helper()
	root, err := filepath.Abs(filepath.Join("..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(root, "go.mod")); err != nil {
		t.Skipf("needs the whole repository around it: %v", err)
	}
	all, err = documents.All(root)
	if err != nil {
		t.Fatal(err)
	}
	return root, all
}

// TestDocumentCommands runs every command line in every document that is in a block
// marked sh, apart from go test itself. Each document begins in a folder of its own, a copy
// of what it needs of the repository's root. What a document shows of a command's output,
// below <!-- NAME -->, has other numbers and the same words.
func TestDocumentCommands(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the commands are for a POSIX shell")
	}
	root, all := everyDocument(t)
	if engine, err := engines.Open(t.Context(), "wasmtime", ""); err != nil {
		t.Skipf("the documents record on wasmtime too: %v", err)
	} else if err := engine.Close(t.Context()); err != nil {
		t.Error(err)
	}
	bin := t.TempDir()
	t.Setenv("GOBIN", bin)
	t.Setenv("PATH", bin+string(filepath.ListSeparator)+os.Getenv("PATH"))
	sh := func(t *testing.T, dir, line string) string {
		t.Helper()
		cmd := exec.Command("sh", "-ec", line)
		cmd.Dir = dir
		out, err := cmd.CombinedOutput()
		if strings.HasPrefix(line, "sightglass selfcheck") && strings.Contains(string(out), "SELF-CHECK FAILED") {
			t.Logf("%s: chance makes one of a hundred fail; once more\n%s", line, out)
			cmd := exec.Command("sh", "-ec", line)
			cmd.Dir = dir
			out, err = cmd.CombinedOutput()
		}
		if err != nil || strings.Contains(string(out), "error: ") {
			t.Errorf("%s: %v\n%s", line, err, out)
		}
		return string(out)
	}
	sh(t, root, "go install ./examples/sightglass") // documents are read in any order
	found := 0
	for _, d := range all {
		for _, b := range d.Blocks() {
			if b.Language == "sh" {
				found += len(b.Lines())
			}
		}
		if !slices.ContainsFunc(d.Blocks(), func(b documents.Block) bool { return b.Language == "sh" }) {
			continue
		}
		t.Run(d.Path, func(t *testing.T) {
			work := t.TempDir()
			t.Setenv(build.Variable, filepath.Join(work, "cache"))
			for _, name := range []string{"examples", "engines"} {
				if err := os.Symlink(filepath.Join(root, name), filepath.Join(work, name)); err != nil {
					t.Fatal(err)
				}
			}
			out := ""
			for _, b := range d.Blocks() {
				if b.Language == "" && b.Mark != "" {
					for _, w := range regexp.MustCompile(`[A-Za-z][\w:=-]+`).FindAllString(b.Text, -1) {
						if !strings.Contains(out, w) {
							t.Errorf("<!-- %s --> shows %q, which the command before it does not print:\n%s", b.Mark, w, out)
						}
					}
				}
				if b.Language != "sh" || b.Script() {
					continue
				}
				for _, line := range b.Lines() {
					dir := work
					switch {
					case line == "go test ./...": // that is what runs this
						continue
					case strings.Contains(line, "@v") && os.Getenv("SIGHTGLASS_TESTS") == "": // it downloads and builds
						continue
					case strings.HasPrefix(line, "sightglass gobench"):
						dir = goRepository(t)
					case strings.HasPrefix(line, "go "):
						dir = root
					}
					if strings.Contains(line, "--max-time") && !strings.Contains(line, "--small-workloads") && os.Getenv("SIGHTGLASS_TESTS") == "" {
						line = strings.Replace(line, "--max-time", "--processes 3 --max-time", 1) // until decided it would take up to its minute
					}
					out = sh(t, dir, line)
					if strings.Contains(line, "grep Execution") {
						rows := regexp.MustCompile(`(?m)^[a-z0-9_]+,wasmtime,[^,\n]*noop\.wasm,Execution,cycles(,[0-9.]+){4}$`).FindAllString(out, -1)
						if len(rows) != 1 {
							t.Errorf("%s printed %q, want one row of nine columns", line, out)
						}
					}
				}
			}
		})
	}
	if found < 40 {
		t.Errorf("found %d commands in the documents", found)
	}
}

// languages are those of blocks, and what holds them to their word.
var languages = map[string]string{
	"sh":      "TestDocumentCommands runs them",
	"console": "TestDocumentFlags knows their flags",
	"go":      "TestDocumentPrograms finds them in this module",
	"":        "output, formats, names of files",
	"c":       "examples/guest builds them", "rust": "likewise", "ts": "likewise", "zig": "likewise", "wat": "likewise",
	"toml": "TestDocumentFlags reads them as projects",
	"yaml": "for other systems",
}

// TestDocumentFlags: no document, in a sentence, in a block or in a script, names a command
// or a flag that is not there.
func TestDocumentFlags(t *testing.T) {
	_, all := everyDocument(t)
	found := 0
	for _, d := range all {
		lines := d.Spans()
		for _, b := range d.Blocks() {
			if languages[b.Language] == "" {
				t.Errorf("%s has a block in %q: it is one of sh (run by a test), console, go, or none (output)", d.Path, b.Language)
			}
			if b.Language == "" && regexp.MustCompile(`(?m)^(\$ )?(sightglass|go run|go install) `).MatchString(b.Text) {
				t.Errorf("%s has a command in a block without a language: mark it sh, and it is run, or console:\n%s", d.Path, b.Text)
			}
			if b.Language == "toml" {
				asProject(t, d.Path, b.Text)
			}
			if b.Language == "console" || b.Language == "sh" {
				for _, line := range b.Lines() {
					if b.Language == "console" && !strings.HasPrefix(line, "$ ") {
						t.Errorf("%s: a line of a console without a prompt: %s", d.Path, line)
					}
					lines = append(lines, line)
				}
			}
		}
		for _, line := range lines {
			line, _, _ = strings.Cut(line, " # ")
			line, _, _ = strings.Cut(line, " | ")
			line = regexp.MustCompile(`\$\w+`).ReplaceAllString(line, "1")
			at := regexp.MustCompile(`(?:^|^\$ |&& |run )sightglass ([a-z].*)$`).FindStringSubmatch(line)
			if at == nil {
				continue
			}
			found++
			args := slices.Insert(strings.Fields(strings.NewReplacer(`"`, "", "'", "").Replace(at[1])), 1, "--help")
			var stderr bytes.Buffer
			if code := command.Run(t.Context(), args, strings.NewReader(""), &bytes.Buffer{}, &stderr); code != 0 {
				t.Errorf("%s says %q: %s", d.Path, line, stderr.String())
			}
		}
	}
	if found < 50 {
		t.Errorf("%d commands found", found)
	}
}

// asProject fails if a project's file has a mistake, that of naming a file aside.
func asProject(t *testing.T, document, text string) {
	t.Helper()
	dir := t.TempDir()
	file := filepath.Join(dir, "project", "sightglass.toml")
	for _, name := range []string{"wazero", "project"} { // a clone of wazero is beside it
		if err := os.Mkdir(filepath.Join(dir, name), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	var stderr bytes.Buffer
	command.Run(t.Context(), []string{"compare", "--project", file, "--fail-on", "never", filepath.Join("testdata", "recording.jsonl")}, strings.NewReader(""), &bytes.Buffer{}, &stderr)
	for line := range strings.Lines(stderr.String()) {
		if strings.Contains(line, "sightglass.toml:") && !strings.Contains(line, "parse.wasm") && !strings.Contains(line, "input.json") {
			t.Errorf("%s has a project's file: %s", document, line)
		}
	}
}

// otherModules are documents with programs in Go that are not of this module.
var otherModules = map[string]string{
	"examples/guest/README.md":            "it is compiled to WebAssembly: TestREADME in examples/guest",
	"engines/enginetest/guests/README.md": "a module that asks for wasmtime-go alone",
}

// TestDocumentPrograms: a program in a document, marked with its name, is the one in
// examples or the end of it, and runs; each line of other Go code is one in this repository.
func TestDocumentPrograms(t *testing.T) {
	root, all := everyDocument(t)
	lines := goLines(t, root)
	programs := 0
	for _, d := range all {
		for _, b := range d.Blocks() {
			switch _, other := otherModules[d.Path]; {
			case b.Language != "go" || other:
			case b.Mark != "" || strings.HasPrefix(b.Text, "package main\n"):
				programs++
				code, err := os.ReadFile(filepath.Join(root, "examples", b.Mark, "main.go"))
				if err != nil {
					t.Fatalf("%s: a program has its folder's name above it, <!-- NAME -->: %v", d.Path, err)
				}
				if !strings.HasSuffix(string(code), "\n"+b.Text) || !strings.Contains(b.Text, "func main() {") {
					t.Errorf("%s: the program is not examples/%s/main.go, or its end; it should hold\n%s", d.Path, b.Mark, code)
				}
				if runtime.GOOS == "windows" || strings.Contains(b.Text, "command.Main()") {
					continue // it records in worker processes; it is the command line
				}
				cmd := exec.Command("go", "run", "./examples/"+b.Mark)
				cmd.Dir = root
				if out, err := cmd.CombinedOutput(); err != nil || !strings.Contains(string(out), "Execution") {
					t.Errorf("examples/%s: %v\n%s", b.Mark, err, out)
				}
			default:
				for _, line := range b.Lines() {
					if line = strings.TrimSpace(line); !lines[line] && !strings.HasPrefix(line, "//") {
						t.Errorf("%s has Go code that is nowhere in this repository: %s", d.Path, line)
					}
				}
			}
		}
	}
	if programs < 2 {
		t.Errorf("%d programs found", programs)
	}
}

// goLines returns every line of the repository's Go files, without indentation.
func goLines(t *testing.T, root string) map[string]bool {
	t.Helper()
	lines := map[string]bool{}
	err := filepath.WalkDir(root, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != ".go" {
			return err
		}
		text, err := os.ReadFile(path)
		for line := range strings.Lines(string(text)) {
			lines[strings.TrimSpace(line)] = true
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return lines
}
