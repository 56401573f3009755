package command

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/measure/record"
)

// golden is the vector of twelve processes, one iteration each, for which the
// numbers are known: ratio 1.024210, 99% interval 1.017280 to 1.031466, p
// 0.000488281.
func golden() string {
	a := []float64{100, 102, 98, 101, 99, 103, 97, 100.5, 101.5, 99.5, 100.2, 98.8}
	b := []float64{103, 104.5, 100, 103, 100, 106, 101, 102.5, 104, 101, 103.5, 100.8}
	var text strings.Builder
	for i := range a {
		for engine, x := range []float64{a[i], b[i]} {
			fmt.Fprintf(&text, "x86_64,%c,,g.wasm,%d,0,Execution,cycles,%.0f\n", 'a'+engine, i+5, x*1e6)
		}
	}
	return text.String()
}

// calm is an engine under two names, a and b, of which neither is slower, in JSON
// Lines, whose header says that it is one.
func calm() string {
	var text strings.Builder
	for i := range 12 {
		a, z := 1e8+float64(37*i%11)*1e5, 1e5*float64(1+i)
		if i%2 == 1 {
			z = -z
		}
		fmt.Fprintf(&text, "x86_64,a,,g.wasm,%d,0,Execution,cycles,%.0f\nx86_64,b,,g.wasm,%d,0,Execution,cycles,%.0f\n", i+5, a, i+5, a+z)
	}
	return asOneEngine(text.String())
}

// asOneEngine is CSV of a and b as JSON Lines, whose header says that they are one engine.
func asOneEngine(csv string) string {
	text := `{"format":"sightglass-recording/1","engines":[{"name":"a","engine":"wazero"},{"name":"b","engine":"wazero"}]}` + "\n"
	for line := range strings.Lines(csv) {
		f := strings.Split(strings.TrimSpace(line), ",")
		text += fmt.Sprintf(`{"arch":%q,"engine":%q,"wasm":%q,"process":%s,"iteration":%s,"phase":%q,"event":%q,"count":%s}`+"\n",
			f[0], f[1], f[3], f[4], f[5], f[6], f[7], f[8])
	}
	return text
}

func TestCompareGolden(t *testing.T) {
	r := sightglass(t, golden(), strings.Fields("compare --baseline a -o json")...)
	var got struct{ Comparisons []analysis.Comparison }
	if err := json.Unmarshal([]byte(r.stdout), &got); err != nil || r.code != 0 || len(got.Comparisons) != 1 {
		t.Fatalf("%+v, %v", r, err)
	}
	c := got.Comparisons[0]
	if text := fmt.Sprintf("%.6f %.6f %.6f %.9f %v %v", *c.Ratio, c.Interval.Low, c.Interval.High, *c.P, c.Verdict, c.Direction); text !=
		"1.024210 1.017280 1.031466 0.000488281 changed slower" {
		t.Error(text)
	}
}

func TestCompareFormats(t *testing.T) {
	for args, want := range map[string]string{
		"compare":                                   "g.wasm: b against a; 12 rounds; can see changes of 0.96% and more\n",
		"compare -v":                                "│ g.wasm",
		"compare --verbose -o compact":              "│ g.wasm",
		"compare -o table":                          "│ g.wasm",
		"effect-size --show-insignificant":          "2.4% more time",
		"compare -o markdown":                       "| g.wasm | 2.4% more time |",
		"compare -o compact":                        "2.4% more time  1.7% .. 3.1%",
		"compare --format csv":                      "arch,wasm,phase,event,a_engine,a_mean,b_engine,b_mean,significance_level,half_width_confidence_interval,",
		"compare --output-format json":              `"verdict":`,
		"compare --noise-threshold 0.05":            "1 not changed",
		"compare --noise-threshold 0":               "2.4% more time",
		"compare --method pooled-welch":             "pooled Welch",
		"compare --baseline b":                      "2.4% less time",
		"compare --event cycles --phase execution":  "2.4% more time",
		"compare --method pooled-welch -o csv -b b": "g.wasm,Execution,cycles,b,",
	} {
		if r := sightglass(t, golden(), strings.Fields(args)...); r.code != 0 || !strings.Contains(r.stdout, want) {
			t.Errorf("%s: %+v, want %q", args, r, want)
		}
	}
	for args, want := range map[string]string{
		"compare --baseline c":                                  `no engine is called "c"`,
		"compare --method guess":                                "use rounds or pooled-welch",
		"compare --fail-on anything":                            "use changed-worse",
		"compare -o yaml":                                       "use compact, table, csv, json or markdown",
		"compare --significance-level 2":                        "at most 0.5",
		"compare --significance-level 0.51":                     "at most 0.5",
		"compare --before-after":                                "before and after are two recordings that share an engine: there are 1",
		"compare --phase compilation":                           `the input has no phase "Compilation"; it has Execution`,
		"compare --event cycle":                                 `the input has no event "cycle"; it has cycles`,
		"compare --event cycles,nosuch":                         `the input has no event "nosuch"`,
		"report --event nosuch -o x":                            `the input has no event "nosuch"`,
		"compare --method pooled-welch --event nosuch":          `the input has no event "nosuch"`,
		"compare --method pooled-welch --phase compilation":     `the input has no phase "Compilation"`,
		"compare --method pooled-welch --fail-on changed-worse": "--fail-on cannot be combined with --method pooled-welch",
		"compare --method pooled-welch --noise-threshold 0.05":  "--noise-threshold cannot be combined",
		"compare --method pooled-welch --show-insignificant":    "--show-insignificant cannot be combined",
		"compare --method pooled-welch --baseline c":            `no engine is called "c"`,
		"compare --phase linking":                               "use compilation, instantiation or execution",
	} {
		if r := sightglass(t, golden(), strings.Fields(args)...); r.code != exitRefuse || !strings.Contains(r.stderr, want) {
			t.Errorf("%s: %+v, want %q", args, r, want)
		}
	}
}

// TestBenchmarkCompares: a recording of two engines ends in their comparison.
func TestBenchmarkCompares(t *testing.T) {
	folder(t, "work", "trap-inside")
	r := sightglass(t, "", strings.Fields("benchmark --rounds 3 -i 2 -e wazero -e wazero:interpreter work.wasm")...)
	if r.code != 0 || !strings.Contains(r.stdout, "Execution (cycles): wazero:interpreter against wazero\n") || strings.Contains(r.stdout, "│ engine") {
		t.Errorf("%+v", r)
	}
	gate := sightglass(t, "", strings.Fields("benchmark -p 8 -i 2 --raw --phase execution --fail-on changed-worse -e wazero -e wazero:interpreter work.wasm")...)
	if gate.code != exitFailed || !strings.Contains(gate.stderr, "changed for the worse") || strings.Count(gate.stdout, "\n") != 1+32 {
		t.Errorf("%+v", gate)
	}
	for args, want := range map[string]string{
		"work.wasm": "name two engines",
		"-p 7 -e wazero -e wazero:interpreter work.wasm":                           "7 rounds for 1 benchmark, and a gate needs 8",
		"--in-process -e wazero -e wazero:interpreter work.wasm":                   "and a gate needs 8",
		"-p 8 -e wazero -e wazero:interpreter -b wazero:fast work.wasm":            `no engine is called "wazero:fast"`,
		"-p 8 -e wazero -e wazero:interpreter -m noop work.wasm":                   "no rows were recorded",
		"-p 8 -e wazero -e wazero:interpreter work.wasm trap-inside.wasm":          "trap-inside.wasm was not compared: it was to be recorded, and has no values",
		"-p 8 -e wazero -e wazero:interpreter trap-inside.wasm":                    "no rows were recorded",
		"--until decided --max-time 1ns -e wazero -e wazero:interpreter work.wasm": "the gate cannot decide",
	} {
		r := sightglass(t, "", strings.Fields("benchmark -i 1 --phase execution --fail-on changed-worse --raw "+args)...)
		if r.code != exitRefuse || !strings.Contains(r.stderr, want) {
			t.Errorf("%s: %+v, want %q", args, r, want)
		}
	}
}

// TestUntilDecided: an interpreter is slower beyond doubt, so eight rounds do.
func TestUntilDecided(t *testing.T) {
	folder(t, "work")
	r := sightglass(t, "", strings.Fields("benchmark --until decided -i 2 --raw --phase execution -e wazero -e wazero:interpreter work.wasm")...)
	if n := strings.Count(r.stdout, "\n"); r.code != 0 || n != 1+2*8*2 || !strings.Contains(r.stderr, "1 slower") {
		t.Errorf("%d lines: %+v", n, r)
	}
	r = sightglass(t, "", strings.Fields("benchmark --until decided --max-time 1ns --raw -e wazero -e wazero:interpreter work.wasm")...)
	if r.code != exitFailed || !strings.Contains(r.stderr, "is spent") {
		t.Errorf("%+v", r)
	}
	for _, args := range []string{"--until then", "--until decided -p 7", "--until decided --in-process"} {
		if r := sightglass(t, "", strings.Fields("benchmark -e wazero -e wazero:interpreter work.wasm "+args)...); r.code != exitRefuse {
			t.Errorf("%s: %+v", args, r)
		}
	}
}

// TestLooksAreLost: where rows are written without a header, nobody can tell afterwards that
// somebody looked while they were recorded. That is said when they are written: an interval
// of a fixed number of rounds would be too narrow.
func TestLooksAreLost(t *testing.T) {
	folder(t)
	const two = "benchmark -e wazero,wazero:interpreter --phase execution -i 1 -p 8 noop.wasm "
	const warning = " has no place for that: comparisons of its rows take the number of rounds for fixed"
	for _, tt := range []struct{ args, says string }{
		{two + "-o fixed.jsonl -o fixed.csv", ""},
		{two + "--until decided -o looked.jsonl", ""},
		{two + "--until decided --force -o looked.csv -o looked.json -f gobench", "warning: this is recorded until decided, and csv, json, gobench" + warning},
		{"convert -o csv fixed.jsonl", ""},
		{"convert -o jsonl looked.jsonl", ""},
		{"convert -o bmf looked.jsonl", ""}, // which has intervals, and those know
		{"convert -o csv looked.jsonl", "warning: looked.jsonl was recorded until decided, and csv" + warning},
		{"convert -o gobench looked.jsonl", "warning: looked.jsonl was recorded until decided, and gobench" + warning},
		// An engine and itself, which so few rounds do not decide: it goes on, and looks.
		{"benchmark -e wazero -n a -e wazero -n b --phase execution -i 1 -p 8 -o same.jsonl noop.wasm", ""},
		{"convert -o csv same.jsonl", ""},
		{"benchmark --resume same.jsonl --until decided -p 9", ""},
		{"convert -o csv same.jsonl", "warning: same.jsonl was recorded until decided, and csv" + warning},
	} {
		r := sightglass(t, "", strings.Fields(tt.args)...)
		if r.code != 0 || !strings.Contains(r.stderr, tt.says) || tt.says == "" && strings.Contains(r.stderr, "no place for that") {
			t.Errorf("%s: %+v, want %q", tt.args, r, tt.says)
		}
	}
}

// TestCompareDamaged: beside a recording of which every row is damaged there is nothing to
// compare, and so the exit code is that of a refusal.
func TestCompareDamaged(t *testing.T) {
	folder(t)
	for _, name := range []string{"a.jsonl", "b.jsonl"} {
		succeeds(t, "benchmark", "-p", "2", "-i", "1", "-o", name, "noop.wasm")
	}
	put(t, "damaged.jsonl", strings.ReplaceAll(read(t, "a.jsonl"), `"count":`, `"count":9`))
	for args, want := range map[string]int{"compare damaged.jsonl b.jsonl": exitRefuse, "report -o page.html damaged.jsonl b.jsonl": exitRefuse, "compare a.jsonl b.jsonl": 0} {
		if r := sightglass(t, "", strings.Fields(args)...); r.code != want || want != 0 && r.stdout != "" {
			t.Errorf("%s: %+v, want %d", args, r, want)
		}
	}
}

// TestDashboardPaths: a name that is an absolute path is another series elsewhere.
func TestDashboardPaths(t *testing.T) {
	folder(t)
	abs, err := filepath.Abs("noop.wasm")
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]bool{"noop.wasm": false, abs: true} {
		succeeds(t, "benchmark", "-p", "1", "-i", "1", name)
		for _, format := range []string{"bmf", "customSmallerIsBetter"} {
			r := null(t, "convert", "-o", format)
			if said := strings.Contains(r.stderr, "it is another series; name benchmarks by relative paths"); r.code != 0 || said != want || strings.Count(r.stderr, "another series") > 1 {
				t.Errorf("%s of %s: %+v", format, name, r)
			}
		}
	}
}

func TestSelfcheck(t *testing.T) {
	folder(t, "work")
	put(t, "broken.wasm", "{}")
	r := sightglass(t, "", strings.Fields("selfcheck -p 8 -i 2 -f json --planned-time 30s work.wasm")...)
	var check analysis.Selfcheck
	if err := json.Unmarshal([]byte(r.stdout), &check); err != nil || len(check.Phases) != 3 || check.Rounds != 8 || check.Comparisons != 3 ||
		check.Machine == "" || check.RoundSeconds <= 0 || check.PlannedSeconds != 30 || len(check.P) != 3 || (r.code == 0) != (check.Verdict == record.SelfcheckPassed) {
		t.Errorf("%+v, %v", r, err)
	}
	for name, text := range map[string]string{"rows.csv": golden(), "rows.jsonl": asOneEngine(golden())} {
		put(t, name, text)
	}
	if r := sightglass(t, "", "selfcheck", "--file", "rows.jsonl"); !strings.Contains(r.stdout, "Execution") || !strings.Contains(r.stderr, "the engine differs from itself") || r.code != exitFailed {
		t.Errorf("an engine that differs from itself: %+v", r)
	}
	if r := sightglass(t, "", "selfcheck", "--file", "rows.csv"); r.code != exitRefuse || r.stdout != "" || !strings.Contains(r.stderr, "do not say whether a, b are the same engine") {
		t.Errorf("CSV does not say that two engines are one: %+v", r)
	}
	if r := sightglass(t, "", "selfcheck", "-e", "nosuch", "work.wasm"); r.code != exitRefuse || strings.Count(r.stderr, "unknown engine") != 1 {
		t.Errorf("an engine that there is not, under two names: %+v", r)
	}
	if r := sightglass(t, "", "benchmark", "-e", "nosuch", "-e", "another", "work.wasm"); r.code != exitRefuse || strings.Contains(r.stderr, `\n`) || strings.Count(r.stderr, "unknown engine") != 2 {
		t.Errorf("two engines that there are not: %+v", r)
	}
	if r := sightglass(t, "", "selfcheck", "-p", "8", "-i", "1", "broken.wasm"); r.code != exitRefuse || !strings.Contains(r.stderr, "nothing could be compared") {
		t.Errorf("nothing was recorded: %+v", r)
	}
	for _, args := range []string{"", "work.wasm --from rows.csv", "work.wasm -f yaml", "work.wasm -p 2 -i 1", "work.wasm --planned-time 0"} {
		if r := sightglass(t, "", strings.Fields("selfcheck "+args)...); r.code != exitRefuse {
			t.Errorf("%s: %+v", args, r)
		}
	}
}

// TestSelfcheckKept: a recording keeps the self-check of its machine, which then
// follows what was compared; one of another machine is not used.
func TestSelfcheckKept(t *testing.T) {
	folder(t, "work")
	probe := sightglass(t, "", strings.Fields("benchmark -p 1 -i 1 -f jsonl work.wasm")...)
	var h record.Header
	if err := json.Unmarshal([]byte(strings.SplitN(probe.stdout, "\n", 2)[0]), &h); err != nil {
		t.Fatal(err)
	}
	check := record.Selfcheck{Machine: h.Machine.Fingerprint, Verdict: record.SelfcheckPassed, Rounds: 20, PlannedRounds: 83, PlannedSeconds: 300,
		Smallest: []record.SmallestChange{{Phase: "Execution", Event: "cycles", Ratio: 1.024, Worst: 1.05}}}
	put := func(name string, v any) {
		text, err := json.Marshal(v)
		if err == nil {
			err = os.WriteFile(name, text, 0o644)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	put("check.json", check)
	check.Machine = "another"
	put("other.json", check)
	put("old.json", []int{1})
	put("none.json", map[string]string{"verdict": "fine"})
	const line = "Self-check passed: here a change of 2.4% in Execution can be seen in 5 minutes (83 rounds)."
	const two = "benchmark -p 3 -i 1 -e wazero -e wazero:interpreter work.wasm --selfcheck "
	if r := sightglass(t, "", strings.Fields(two+"check.json")...); r.code != 0 || !strings.Contains(strings.Join(strings.Fields(r.stdout), " "), line) {
		t.Errorf("%+v", r)
	}
	if r := sightglass(t, "", strings.Fields(two+"check.json -o rows.jsonl")...); r.code != 0 {
		t.Errorf("%+v", r)
	}
	if r := sightglass(t, "", "compare", "rows.jsonl"); !regexp.MustCompile(`^work\.wasm: [^;]*; 3 rounds(, \w+)? ` + regexp.QuoteMeta(line)).MatchString(strings.Join(strings.Fields(r.stdout), " ")) {
		t.Errorf("%+v", r)
	}
	if r := sightglass(t, "", "compare", "-v", "rows.jsonl"); !strings.HasPrefix(strings.Join(strings.Fields(r.stdout), " "), line) {
		t.Errorf("%+v", r)
	}
	if r := sightglass(t, "", "compare", "-o", "json", "rows.jsonl"); !strings.Contains(r.stdout, `"planned_rounds": 83`) {
		t.Errorf("%+v", r)
	}
	if r := sightglass(t, "", "report", "-o", "-", "rows.jsonl"); !strings.Contains(r.stdout, line) {
		t.Errorf("the page has no line of it: %d, %s", r.code, r.stderr)
	}
	if r := sightglass(t, "", strings.Fields(two+"other.json")...); r.code != 0 || strings.Contains(r.stdout, "Self-check") || !strings.Contains(r.stderr, "the self-check is of another machine") {
		t.Errorf("%+v", r)
	}
	for args, want := range map[string]string{
		"-e wazero -e wazero:interpreter --selfcheck nosuch.json": "nosuch.json",
		"-e wazero -e wazero:interpreter --selfcheck old.json":    "it takes what sightglass selfcheck -f json prints",
		"-e wazero -e wazero:interpreter --selfcheck none.json":   "not a self-check",
		"--resume rows.jsonl --selfcheck check.json":              "--selfcheck would have no effect",
	} {
		if r := sightglass(t, "", strings.Fields("benchmark -p 1 -i 1 "+args+" work.wasm")...); r.code != exitRefuse || !strings.Contains(r.stderr, want) {
			t.Errorf("%s: %+v, want %q", args, r, want)
		}
	}
}

// TestSubtractOverhead: a recording that was calibrated can be had without its
// window; one that was not cannot.
func TestSubtractOverhead(t *testing.T) {
	folder(t)
	succeeds(t, strings.Fields("benchmark --calibrate -p 3 -i 3 -e wazero -e wazero:interpreter -o rows.jsonl noop.wasm")...)
	mean := func(args ...string) (x float64) {
		r := sightglass(t, "", append(args, "-o", "csv", "rows.jsonl")...)
		if _, err := fmt.Sscanf(strings.Split(r.stdout, ",Execution,cycles,")[1], "%f", &x); err != nil || r.code != 0 {
			t.Fatalf("%+v, %v", r, err)
		}
		return x
	}
	if whole, less := mean("analyze"), mean("analyze", "--subtract-overhead"); !(less < whole) {
		t.Errorf("minimum %v, less the overhead %v", whole, less)
	}
	if r := sightglass(t, "", "compare", "--subtract-overhead", "rows.jsonl"); r.code != 0 || !strings.Contains(r.stdout+r.stderr, "subtract") {
		t.Errorf("subtracted silently: %+v", r)
	}
	if r := sightglass(t, golden(), "compare", "--subtract-overhead"); r.code != exitRefuse || !strings.Contains(r.stderr, "--calibrate") {
		t.Errorf("%+v", r)
	}
}

func TestConvert(t *testing.T) {
	csv := "arch,engine,engine_flags,wasm,process,iteration,phase,event,count\nx86_64,e,,b.wasm,7,0,Execution,cycles,10\n"
	for format, want := range map[string]string{
		"csv":     csv,
		"json":    `[{"arch":"x86_64","engine":"e","engine_flags":null,"wasm":"b.wasm","process":7,"iteration":0,"phase":"Execution","event":"cycles","count":10}]` + "\n",
		"jsonl":   `{"arch":"x86_64","engine":"e","engine_flags":null,"wasm":"b.wasm","process":7,"iteration":0,"phase":"Execution","event":"cycles","count":10}` + "\n",
		"gobench": "engine=e",
	} {
		r := sightglass(t, csv, "convert", "-o", format)
		if r.code != 0 || r.stdout != want && (format != "gobench" || !strings.Contains(r.stdout, want)) {
			t.Errorf("%s: %+v", format, r)
		}
	}
	if r := sightglass(t, csv+"x\n", "convert"); r.code != exitFailed || r.stdout != csv || !strings.Contains(r.stderr, "standard input:3") {
		t.Errorf("%+v", r)
	}
	// A dashboard gets one value, in the direction that it asks for, and its warnings.
	for format, want := range map[string]string{
		"bmf":                   `{"b.wasm, e, Execution": {"cycles": {"value": 10}}}`,
		"BMF":                   `{"b.wasm, e, Execution": {"cycles": {"value": 10}}}`,
		"customSmallerIsBetter": `[{"name": "b.wasm, e, Execution: cycles", "unit": "cycles", "value": 10, "extra": "median of 1 process (1 value)"}]`,
		"customsmallerisbetter": `[{"name": "b.wasm, e, Execution: cycles", "unit": "cycles", "value": 10, "extra": "median of 1 process (1 value)"}]`,
	} {
		r := sightglass(t, csv, "convert", "-o", format)
		if got := strings.Join(strings.Fields(r.stdout), ""); r.code != 0 || got != strings.ReplaceAll(want, " ", "") || !strings.Contains(r.stderr, "warning: 1 value has no interval") {
			t.Errorf("%s: %+v", format, r)
		}
	}
	if r := sightglass(t, csv, "convert", "-o", "customBiggerIsBetter"); r.code != exitRefuse || r.stdout != "" || !strings.Contains(r.stderr, "cycles (better lower)") {
		t.Errorf("nothing in that direction: %+v", r)
	}
	if r := sightglass(t, csv+"x\n", "convert", "-o", "bmf"); r.code != exitFailed || !strings.Contains(r.stdout, `"value": 10`) || !strings.Contains(r.stderr, "standard input:3") {
		t.Errorf("a line that is refused: %+v", r)
	}
	if r := sightglass(t, csv, "convert", "-o", "yaml"); r.code != exitRefuse {
		t.Errorf("%+v", r)
	}
}

// TestConvertTwice: what would write rows twice is refused, by name; what a pipe
// holds is seen only when it is written, and fails.
func TestConvertTwice(t *testing.T) {
	t.Chdir(t.TempDir())
	first := strings.Join(strings.SplitAfter(golden(), "\n")[:8], "") // before it was resumed
	for name, text := range map[string]string{
		"r.jsonl": recorded(1, "", golden()), "copy.jsonl": recorded(1, "", golden()), "first.jsonl": recorded(1, "", first),
		"r.csv": golden(), "copy.csv": golden(), "first.csv": first, "other.jsonl": recorded(2, "", arm("a", "c")), "other.csv": arm("a", "c"),
	} {
		put(t, name, text)
	}
	if err := os.Link("r.jsonl", "link.jsonl"); err != nil {
		t.Fatal(err)
	}
	for _, format := range append(record.WrittenFormats(), "bmf") {
		for _, tt := range []struct {
			names, stdin string
			code         int
			want         string
		}{
			{"r.jsonl r.jsonl", "", exitRefuse, "r.jsonl is named twice"},
			{"-f r.jsonl r.jsonl", "", exitRefuse, "r.jsonl is named twice"},
			{"r.jsonl link.jsonl", "", exitRefuse, "link.jsonl is named twice"},
			{"r.jsonl other.jsonl ./r.jsonl", "", exitRefuse, "./r.jsonl is named twice"},
			{"- -", golden(), exitRefuse, "standard input (-) is named twice"},
			{"r.jsonl copy.jsonl", "", exitRefuse, "r.jsonl and copy.jsonl are of one recording"},
			{"first.jsonl other.jsonl r.jsonl", "", exitRefuse, "first.jsonl and r.jsonl are of one recording"},
			{"r.csv copy.csv", "", exitRefuse, "r.csv and copy.csv are of one recording"},
			{"first.csv r.jsonl", "", exitRefuse, "first.csv and r.jsonl are of one recording"},
			{"r.jsonl nosuch.jsonl", "", exitRefuse, "nosuch.jsonl"},
			{"r.jsonl -", recorded(1, "", golden()), exitFailed, "standard input holds a recording that was read before"},
			{"r.jsonl other.jsonl", "", 0, ""},
			{"r.csv other.csv", "", 0, ""},
			{"r.jsonl -", recorded(2, "", arm("a", "c")), 0, ""},
		} {
			if format == "bmf" && tt.code == exitFailed { // nothing is written before all is read
				tt.code, tt.want = exitRefuse, "a recording is in it twice"
			}
			r := sightglass(t, tt.stdin, append(strings.Fields("convert -o "+format), strings.Fields(tt.names)...)...)
			if r.code != tt.code || !strings.Contains(r.stderr, tt.want) || (r.stdout == "") != (tt.code == exitRefuse) {
				t.Errorf("%s to %s: %+v, want code %d and %q", tt.names, format, r, tt.code, tt.want)
			}
		}
	}
}

func TestExec(t *testing.T) {
	folder(t)
	r := sightglass(t, "", "benchmark", "--exec", "env FOO=1", "-p", "2", "-i", "1", "--raw", "noop.wasm")
	if r.code != 0 || strings.Count(r.stdout, "\n") != 1+6 {
		t.Errorf("%+v", r)
	}
	for _, command := range []string{"no-such-command", "'unbalanced"} {
		if r := sightglass(t, "", "benchmark", "--exec", command, "--raw", "noop.wasm"); r.code != exitRefuse {
			t.Errorf("%s: %+v", command, r)
		}
	}
}
