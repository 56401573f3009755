package command

import (
	"encoding/csv"
	"encoding/json"
	"math"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// TestMix is golden: the operators of work, funcs and noop are counted by hand from
// their .wat in engines/enginetest/guests, in the code and as they are executed.
func TestMix(t *testing.T) {
	golden, err := filepath.Abs(filepath.Join("testdata", "mix.txt"))
	if err != nil {
		t.Fatal(err)
	}
	folder(t, "work", "funcs")
	r := sightglass(t, "", "mix", "--static", "work.wasm", "funcs.wasm", "./funcs.wasm", "noop.wasm")
	executed := sightglass(t, "", "mix", "work.wasm")
	r.stdout += executed.stdout
	if *update {
		put(t, golden, r.stdout)
	}
	if want := read(t, golden); r.code != 0 || executed.code != 0 || r.stdout != want {
		t.Errorf("code %d, %s\n%s\nwant\n%s", r.code, r.stderr, r.stdout, want)
	}
}

// metrics are the numbers of mix -f csv, by benchmark and column; NaN where a field is
// empty.
func metrics(t *testing.T, text string) map[string]map[string]float64 {
	t.Helper()
	lines, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil || len(lines) < 2 {
		t.Fatalf("%v in %s", err, text)
	}
	of := map[string]map[string]float64{}
	for _, line := range lines[1:] {
		row := map[string]float64{}
		for i, field := range line[1:] {
			row[lines[0][i+1]] = math.NaN()
			if field != "" {
				if row[lines[0][i+1]], err = strconv.ParseFloat(field, 64); err != nil {
					t.Fatal(err)
				}
			}
		}
		of[line[0]] = row
	}
	return of
}

// TestMixColumns: those of work by hand: 7 local, 7 integer, 4 control, 2 calls, 2
// global; a type, a function, a global; executed are a million times 4 local, 6 integer and
// a branch, the loop, its end, and the call of bench.end. Of all guests shares add up to 1,
// and what is executed in all is what the measure "operators" counts.
func TestMixColumns(t *testing.T) {
	folder(t, "work", "simd", "bulk-memory", "wasi")
	files, err := filepath.Glob("*.wasm")
	if err != nil {
		t.Fatal(err)
	}
	r := sightglass(t, "", append([]string{"mix", "-f", "csv"}, files...)...)
	rows := metrics(t, r.stdout)
	if r.code != 0 || len(rows) != len(files) {
		t.Fatalf("code %d, %d rows of %d\n%s", r.code, len(rows), len(files), r.stderr)
	}
	for name, want := range map[string]float64{
		"static_local_variable_inst_ratio": 7. / 22, "static_numeric_integer_inst_ratio": 7. / 22, "static_control_branch_inst_ratio": 4. / 22,
		"static_control_call_inst_ratio": 2. / 22, "static_global_variable_inst_ratio": 2. / 22, "static_vector_inst_ratio": 0,
		"type_count": 1. / 2, "function_count": 1. / 2, "global_count": 1. / 2, "memory_count": 1, "table_count": 1, "total_inst_count": 1. / 23,
		"dynamic_total_inst_count": 11_000_003, "dynamic_local_variable_inst_ratio": 4_000_000. / 11_000_003, "dynamic_numeric_integer_inst_ratio": 6_000_000. / 11_000_003,
		"dynamic_control_branch_inst_ratio": 1_000_002. / 11_000_003, "dynamic_control_call_inst_ratio": 1. / 11_000_003, "dynamic_global_variable_inst_ratio": 0,
		"wasm_insts_per_native_inst": math.NaN(), "execution_native_instructions": math.NaN(), "ll_icache_misses": math.NaN(),
	} {
		if got, ok := rows["work.wasm"][name]; !ok || got != want && !(math.IsNaN(got) && math.IsNaN(want)) {
			t.Errorf("%s is %v, want %v", name, got, want)
		}
	}
	recorded := sightglass(t, "", append(strings.Fields("benchmark -e wazero -m operators -p 1 -i 1 --phase execution -o rows.csv"), files...)...)
	counted, err := csv.NewReader(strings.NewReader(read(t, "rows.csv"))).ReadAll()
	if err != nil || recorded.code != 0 || len(counted) != 1+len(files) {
		t.Fatalf("%v, %+v, %q", err, recorded, counted)
	}
	total := map[string]string{}
	for _, row := range counted[1:] {
		total[row[3]] = row[8]
	}
	for name, row := range rows {
		static, dynamic := 0.0, 0.0
		for column, x := range row {
			switch {
			case strings.HasPrefix(column, "static_"):
				static += x
			case strings.HasPrefix(column, "dynamic_") && column != "dynamic_total_inst_count":
				dynamic += x
			}
		}
		if math.Abs(static-1) > 1e-12 || math.Abs(dynamic-1) > 1e-12 {
			t.Errorf("%s: the shares add up to %v and %v", name, static, dynamic)
		}
		if got := strconv.FormatFloat(row["dynamic_total_inst_count"], 'f', 0, 64); got != total[name] {
			t.Errorf("%s: %s executed, and the measure counts %s", name, got, total[name])
		}
	}
}

// TestMixFailed: what cannot be read is named, and the others are there.
func TestMixFailed(t *testing.T) {
	folder(t, "work", "not-wasm", "component", "trap-inside")
	r := sightglass(t, "", "mix", "not-wasm.wasm", "work.wasm", "component.wasm", "trap-inside.wasm")
	if r.code != exitFailed || !strings.Contains(r.stdout, "work.wasm: 22 operators, 11,000,003 executed on wazero\n") || !strings.Contains(r.stdout, "trap-inside.wasm: 3 operators, not executed to its end\n") {
		t.Errorf("%+v", r)
	}
	for _, want := range []string{"not-wasm.wasm: ", "component.wasm: ", "guest trapped", "3 of 4 benchmarks failed"} {
		if !strings.Contains(r.stderr, want) {
			t.Errorf("%q is not in %s", want, r.stderr)
		}
	}
	if r := sightglass(t, "", "mix", "-f", "json", "not-wasm.wasm"); r.code != exitFailed || r.stdout != "" {
		t.Errorf("%+v", r)
	}
	r = sightglass(t, "", "mix", "-f", "json", "work.wasm", "noop.wasm")
	var doc struct{ Alike struct{ Unknown string } }
	if err := json.Unmarshal([]byte(r.stdout), &doc); err != nil || !strings.Contains(doc.Alike.Unknown, "three") {
		t.Errorf("%v, %+v", err, r)
	}
}

// TestMixNative: columns of native code come from a recording of the same, and from
// nothing else.
func TestMixNative(t *testing.T) {
	folder(t, "work")
	succeeds(t, strings.Fields("benchmark -e wazero -m operators -p 1 -i 1 -o native.jsonl work.wasm noop.wasm")...)
	// Counts of operators, called those of instructions: what they are is not read.
	text := strings.ReplaceAll(read(t, "native.jsonl"), "wasm-operators", "instructions-retired")
	text = regexp.MustCompile(`,"(crc32c":"[0-9a-f]+"|check":\{[^}]*\})`).ReplaceAllString(text, "")
	put(t, "native.jsonl", text)
	r := succeeds(t, "mix", "-f", "csv", "--native", "native.jsonl", "work.wasm", "noop.wasm")
	rows := metrics(t, r.stdout)
	for _, name := range []string{"work.wasm", "noop.wasm"} {
		if row := rows[name]; row["wasm_insts_per_native_inst"] != 1 || row["execution_native_instructions"] != row["dynamic_total_inst_count"] || !math.IsNaN(row["conditional_branches"]) {
			t.Errorf("%s: %v, %+v", name, row, r)
		}
	}
	for args, want := range map[string]string{
		"mix --native native.jsonl --small-workloads work.wasm": "it ran otherwise there: workload full, small",
		"mix --native nosuch.jsonl work.wasm":                   "nosuch.jsonl",
		"mix --native native.jsonl --static work.wasm":          "--native would have no effect",
		"mix --native native.jsonl ./noop.wasm":                 "has no instructions-retired of its Execution",
	} {
		if r := sightglass(t, "", strings.Fields(args)...); r.code != exitRefuse || r.stdout != "" || !strings.Contains(r.stderr, want) {
			t.Errorf("%s: %+v, want %q", args, r, want)
		}
	}
}
