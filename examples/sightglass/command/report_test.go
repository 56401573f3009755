package command

import (
	"compress/gzip"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/analysis/history"
)

func TestReport(t *testing.T) {
	t.Chdir(t.TempDir())
	if r := sightglass(t, golden(), strings.Fields("report --baseline a --title Mine --plots plots")...); r.code != 0 ||
		!strings.Contains(r.stderr, "3 plots in plots") || !strings.Contains(r.stderr, "wrote report.html") || r.stdout != "" {
		t.Fatalf("%+v", r)
	}
	page := read(t, "report.html")
	for _, want := range []string{"<h1>Mine</h1>", "b executes in 2.4% more time than a on g (99% interval 1.7% .. 3.1%).", "standard input"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	// The ratio, to the last digit, is that of compare.
	compared := sightglass(t, golden(), strings.Fields("compare --baseline a -o json")...)
	var numbers struct{ Comparisons []struct{ Ratio json.Number } }
	if err := json.Unmarshal([]byte(compared.stdout), &numbers); err != nil || len(numbers.Comparisons) != 1 {
		t.Fatalf("%v: %+v", err, compared)
	}
	if ratio := numbers.Comparisons[0].Ratio.String(); strings.Count(page, ratio) < 2 {
		t.Errorf("the page has not got %s in its table and its JSON", ratio)
	}
	otherBaseline(t, page)
	for _, file := range []string{"forest-000-Execution-cycles-b-a.svg", "values-000-g-Execution-cycles.svg", "order-000-g-Execution-cycles.svg"} {
		if b, err := os.ReadFile(filepath.Join("plots", file)); err != nil || !strings.HasPrefix(string(b), "<?xml") {
			t.Errorf("%s: %v", file, err)
		}
	}
	if r := sightglass(t, golden(), strings.Fields("report -o - --baseline b")...); r.code != 0 || !strings.Contains(r.stdout, "a executes in 2.4% less time than b") {
		t.Errorf("code %d, %d bytes, %s", r.code, len(r.stdout), r.stderr)
	}
	if r := sightglass(t, golden(), "report", "-o", "", "--plots", "png", "--plot-format", "png"); r.code != 0 || strings.Contains(r.stderr, "wrote") {
		t.Errorf("%+v", r)
	}
	if names, err := filepath.Glob("png/*.png"); err != nil || len(names) != 3 {
		t.Errorf("%v, %v", names, err)
	}
	// What can be read is reported, and what cannot makes the code 1.
	if r := sightglass(t, golden()+"nonsense\n", "report"); r.code != exitFailed || !strings.Contains(r.stderr, "1 line refused") || !strings.Contains(r.stderr, "wrote report.html") {
		t.Errorf("%+v", r)
	}
	for args, want := range map[string]string{
		"report --plot-format gif":      "use svg or png",
		"report --baseline c":           "no engine is called",
		"report --significance-level 7": "at most 0.5",
		"report missing.csv":            "missing.csv",
		"report --output-file=":         "nothing would be written",
		"report -o= --plots=":           "--plots is empty",
	} {
		if r := sightglass(t, golden(), strings.Fields(args)...); r.code != exitRefuse || !strings.Contains(r.stderr, want) {
			t.Errorf("%s: %+v, want %q", args, r, want)
		}
	}
	// What cannot be written is said before anything is read.
	for _, args := range []string{"report -o missing/folder/page.htm", "history -o missing/folder/page.htm -", "history --issue missing/folder/page.htm -"} {
		if r := sightglass(t, "no row\n", strings.Fields(args)...); r.code != exitOutput || !strings.Contains(r.stderr, "write missing/folder/page.htm: there is no folder missing/folder: make it first") || strings.Contains(r.stderr, "row") {
			t.Errorf("%s: %+v", args, r)
		}
	}
}

func TestHistory(t *testing.T) {
	t.Chdir(t.TempDir())
	// Twelve recordings, of which the last six are half as fast.
	mkdir(t, "past")
	write := func(name, text string) {
		put(t, filepath.Join("past", name), text)
	}
	write("notes.txt", "not a recording")
	inOrder := ""
	for i := range 12 {
		var text strings.Builder
		for line := range strings.Lines(golden()) {
			fields := strings.Split(line, ",")
			fields[4] = fmt.Sprint(9+i, fields[4])
			if i >= 6 {
				fields[8] = "2" + fields[8]
			}
			text.WriteString(strings.Join(fields, ","))
		}
		name := fmt.Sprintf("%02d.csv", i+1)
		write(name, text.String())
		inOrder += " past/" + name
	}
	r := sightglass(t, "", "history", "past", "past/01.csv")
	for _, want := range []string{"12 recordings, from 01.csv to 12.csv", "changed at 07.csv, after 06.csv: g.wasm, Execution, cycles, a:", "candidate: confounded with time, perhaps with machine",
		"warning: the order is that in which the files were given", "2 change points in 2 series"} {
		if r.code != 0 || !strings.Contains(r.stdout, want) {
			t.Errorf("history does not say %q: %+v", want, r)
		}
	}
	for _, command := range []string{"history", "report"} {
		r := sightglass(t, "", command, "-o", "json", "past/01.csv")
		if _, err := os.Stat("json"); r.code != 2 || err == nil || !strings.Contains(r.stderr, "json is a format") {
			t.Errorf("%s made a page called json: %+v", command, r)
		}
	}
	var h history.History
	if r := sightglass(t, "", "history", "--output-format", "json", "past"); r.code != 0 || json.Unmarshal([]byte(r.stdout), &h) != nil || len(h.Points) != 12 || len(h.Changes()) != 2 {
		t.Errorf("%+v", r)
	}
	if r := sightglass(t, "", "history", "past", "-o", "past.html"); r.code != 0 || r.stdout != "" {
		t.Errorf("%+v", r)
	}
	if r := sightglass(t, strings.ReplaceAll(golden(), "g.wasm", "piped.wasm"), "history", "-", "past"); r.code != 0 ||
		!strings.Contains(r.stdout, "13 recordings, from standard input to 12.csv") || !strings.Contains(r.stdout, "piped.wasm") {
		t.Errorf("from a pipe: %+v", r)
	}
	if b, err := os.ReadFile("past.html"); err != nil || strings.Count(string(b), `<details class="trend `) != 2 {
		t.Errorf("%v: %s", err, b)
	}
	put(t, "empty.csv", "")
	if r := sightglass(t, "", "history", "past", "empty.csv"); r.code != exitFailed || !strings.Contains(r.stderr, "empty.csv: the input has no rows") || !strings.Contains(r.stdout, "12 recordings") {
		t.Errorf("%+v", r)
	}
	for args, want := range map[string]struct {
		code int
		err  string
	}{
		"history past --fail-on changed-worse":                            {exitRefuse, "their order is not known"},
		"history " + inOrder + " --fail-on changed-worse":                 {exitFailed, "closed: 2 open regressions among 2 series; the worst is g.wasm ("},
		"history " + inOrder + " --fail-on changed-worse --newest 5":      {0, "open: none of 2 series has an open regression"},
		"history past/01.csv past/07.csv --fail-on changed-worse":         {exitRefuse, "it takes 10 recordings"},
		"history past --fail-on changed-worse --event cycles --newest -1": {exitRefuse, "--newest"},
		"history past --newest 5":                                         {exitRefuse, "--newest would have no effect"},
		"history past --max-age 1h":                                       {exitRefuse, "--max-age would have no effect"},
		"history " + inOrder + " --fail-on changed-worse --max-age 30h":   {exitRefuse, "12.csv does not say when it was made, so that its age is not known"},
		"history past/*.csv --fail-on changed-worse":                      {exitFailed, "closed: 2 open regressions"},
		"history past/*.html":                                             {exitRefuse, "past/*.html: no file has such a name"},
		"history past/[.csv":                                              {exitRefuse, "past/[.csv: no file has such a name"},
	} {
		if r := sightglass(t, "", strings.Fields(args)...); r.code != want.code || !strings.Contains(r.stderr, want.err) {
			t.Errorf("%s: %+v, want %v", args, r, want)
		}
	}
	for args, want := range map[string]string{
		"history":                             "standard input is empty",
		"history -":                           "no rows",
		"history missing":                     "missing",
		"history past --format csv":           "use table or json",
		"history past --phase linking":        "use compilation, instantiation or execution",
		"history past --significance-level 0": "at most 0.5",
	} {
		if r := sightglass(t, "", strings.Fields(args)...); r.code != exitRefuse || !strings.Contains(r.stderr, want) {
			t.Errorf("%s: %+v, want %q", args, r, want)
		}
	}
}

// otherBaseline: what can be chosen on a page is what compare finds with that baseline.
func otherBaseline(t *testing.T, page string) {
	t.Helper()
	m := regexp.MustCompile(`<script type="text/plain" id="baseline-0" data-baseline="b">([^<]*)</script>`).FindStringSubmatch(page)
	if m == nil || strings.Count(page, ` data-baseline="`) != 1 {
		t.Fatal("b cannot be chosen as the baseline, or others can")
	}
	gz, err := gzip.NewReader(base64.NewDecoder(base64.StdEncoding, strings.NewReader(m[1])))
	if err != nil {
		t.Fatal(err)
	}
	part, err := io.ReadAll(gz)
	if err != nil {
		t.Fatal(err)
	}
	var numbers struct{ Comparisons []struct{ Ratio json.Number } }
	compared := sightglass(t, golden(), strings.Fields("compare --baseline b -o json")...)
	if err := json.Unmarshal([]byte(compared.stdout), &numbers); err != nil || len(numbers.Comparisons) != 1 {
		t.Fatalf("%v: %+v", err, compared)
	}
	for _, want := range []string{"a executes in 2.4% less time than b on g", `data-ratio="` + numbers.Comparisons[0].Ratio.String() + `"`} {
		if !strings.Contains(string(part), want) {
			t.Errorf("with the baseline b the page does not say %q", want)
		}
	}
}
