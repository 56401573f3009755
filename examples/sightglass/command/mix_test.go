package command

import (
	"encoding/csv"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// TestMix is golden: the operators of work, funcs and noop are counted by hand from
// their .wat in engines/enginetest/guests.
func TestMix(t *testing.T) {
	golden, err := filepath.Abs(filepath.Join("testdata", "mix.txt"))
	if err != nil {
		t.Fatal(err)
	}
	folder(t, "work", "funcs")
	r := sightglass(t, "", "mix", "work.wasm", "funcs.wasm", "./funcs.wasm", "noop.wasm")
	if *update {
		if err := os.WriteFile(golden, []byte(r.stdout), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if want := read(t, golden); r.code != 0 || r.stdout != want {
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
// global; a type, a function, a global; and of all guests that shares add up to 1.
func TestMixColumns(t *testing.T) {
	folder(t, "work", "simd", "bulk-memory", "exceptions", "gc", "threads", "wasi")
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
	} {
		if got := rows["work.wasm"][name]; got != want {
			t.Errorf("%s is %v, want %v", name, got, want)
		}
	}
	for name, row := range rows {
		static := 0.0
		for column, x := range row {
			if strings.HasPrefix(column, "static_") {
				static += x
			}
		}
		if math.Abs(static-1) > 1e-12 {
			t.Errorf("%s: the static shares add up to %v", name, static)
		}
	}
}

// TestMixFailed: what cannot be read is named, and the others are there.
func TestMixFailed(t *testing.T) {
	folder(t, "work", "not-wasm", "component")
	r := sightglass(t, "", "mix", "not-wasm.wasm", "work.wasm", "component.wasm")
	if r.code != exitFailed || !strings.Contains(r.stdout, "work.wasm: 22 operators") {
		t.Errorf("%+v", r)
	}
	for _, want := range []string{"not-wasm.wasm: ", "component.wasm: ", "2 of 3 benchmarks failed"} {
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
