package command

import (
	"os"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/analysis/report"
)

// TestColorEverywhere: every command that prints tables has the flags, and
// obeys them.
func TestColorEverywhere(t *testing.T) {
	folder(t, "work")
	for _, args := range []string{
		"benchmark -p 1 -i 2 -e wazero -e wazero:interpreter work.wasm",
		"compare", "summarize", "analyze", "calibrate -e wazero -p 1 -i 3", "selfcheck --from -", "doctor",
	} {
		input := golden()
		if strings.HasPrefix(args, "selfcheck") {
			input = calm() // those two differ
		}
		colored := sightglass(t, input, append(strings.Fields(args), "--color=always")...)
		if colored.code != 0 || !strings.Contains(colored.stdout, "\x1b[1m") && !strings.HasPrefix(args, "doctor") {
			t.Errorf("%s in colour: %+v", args, colored)
		}
		plain := sightglass(t, input, strings.Fields(args)...)
		if plain.code != 0 || strings.Contains(plain.stdout, "\x1b") {
			t.Errorf("%s: %+v", args, plain)
		}
		if args == "compare" {
			args += " --method pooled-welch"
		}
		for line := range strings.Lines(plain.stdout) {
			if n := len([]rune(line)) - 1; n > 80 && strings.ContainsAny(line, "│┌└") {
				t.Errorf("%s: %d columns: %s", args, n, line)
			}
		}
		for _, bad := range []string{"--color=red", "--width=-1", "--width=wide"} {
			if r := sightglass(t, golden(), append(strings.Fields(args), bad)...); r.code != exitRefuse || r.stdout != "" {
				t.Errorf("%s %s: %+v", args, bad, r)
			}
		}
		if runtime.GOOS == "windows" {
			continue // the variables mean nothing
		}
		t.Setenv("LC_ALL", "C")
		ascii := sightglass(t, golden(), strings.Fields(args)...)
		t.Setenv("LC_ALL", "C.UTF-8")
		if i := strings.IndexFunc(ascii.stdout, func(r rune) bool { return r > 0x7e }); i >= 0 {
			t.Errorf("%s: not ASCII: %q", args, ascii.stdout[i:])
		}
	}
}

// TestMarkdownOutput: what is to be pasted has the comparison first, and then
// all numbers; the rows are kept as beside a table.
func TestMarkdownOutput(t *testing.T) {
	folder(t, "work")
	two := strings.Fields("benchmark -p 3 -i 2 -e wazero -e wazero:interpreter work.wasm --color=always")
	r := sightglass(t, "", append(two, "-f", "markdown")...)
	want := regexp.MustCompile(`(?s)^### wazero:interpreter against wazero · Compilation.*` +
		`\| work\.wasm \| [^|]+ \| [^|]+ \| [0-9.]+(x|%)[^|]+ \|.*- \d changed .*\n\n<details><summary>All numbers</summary>\n\n### Compilation · cycles.*` +
		`\| work\.wasm \| wazero:interpreter \|.*\n</details>\n$`)
	if r.code != 0 || !want.MatchString(r.stdout) || strings.ContainsAny(r.stdout, "\x1b│") {
		t.Errorf("%+v", r)
	}
	if kept := sightglass(t, "", "summarize", "-o", "markdown", recordings(t)[0]); kept.code != 0 || !strings.HasPrefix(kept.stdout, "### Compilation · cycles") {
		t.Errorf("%+v", kept)
	}
	one := sightglass(t, "", strings.Fields("benchmark -p 1 -i 2 work.wasm -o report.md")...)
	if one.code != 0 || !strings.Contains(one.stdout, "│ work.wasm") || !strings.Contains(one.stderr, "wrote report.md\n") {
		t.Errorf("%+v", one)
	}
	if text := read(t, "report.md"); !strings.HasPrefix(text, report.FileMark+"\n### Compilation · cycles") || strings.Contains(text, "details") {
		t.Error(text)
	}
}

func read(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
