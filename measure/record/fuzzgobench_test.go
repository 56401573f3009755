package record

import (
	"bytes"
	"encoding/json"
	"net/url"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/sightglass-go/sightglass/measure"
)

// benchLine is a line of results as golang.org/x/perf/benchfmt cuts it.
type benchLine struct {
	name   string
	values map[string]uint64 // by unit
}

// readBenchfmt is golang.org/x/perf/benchfmt's grammar once more: TestBenchfmt
// has that package itself read what is written. It returns the lines of
// results and what the configuration is at the end.
func readBenchfmt(t *testing.T, text string) (results []benchLine, config map[string]string) {
	config = map[string]string{}
	for line := range strings.SplitSeq(strings.TrimSuffix(text, "\n"), "\n") {
		key, value, isConfig := strings.Cut(line, ":")
		switch {
		case strings.HasPrefix(line, "Benchmark"):
			f := strings.FieldsFunc(line, unicode.IsSpace)
			if len(f) < 4 || len(f)%2 != 0 || f[1] != "1" {
				t.Fatalf("no result: %q", line)
			}
			l := benchLine{strings.TrimPrefix(f[0], "Benchmark"), map[string]uint64{}}
			for i := 2; i < len(f); i += 2 {
				n, err := strconv.ParseUint(f[i], 10, 64)
				if _, twice := l.values[f[i+1]]; err != nil || twice {
					t.Fatalf("%q: %v", line, err)
				}
				l.values[f[i+1]] = n
			}
			results = append(results, l)
		case strings.HasPrefix(line, "Unit "):
			for _, f := range strings.Fields(line)[2:] {
				if f != "better=lower" && f != "better=higher" && f != "assume=exact" {
					t.Fatalf("no metadata of a unit: %q", line)
				}
			}
		case strings.HasPrefix(line, "# "):
		case !isConfig:
			t.Fatalf("nothing that has a meaning: %q", line)
		default:
			first, _ := utf8.DecodeRuneInString(key)
			if !unicode.IsLower(first) || strings.ContainsFunc(key, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsUpper(r) }) {
				t.Fatalf("no key: %q", line)
			}
			config[key] = strings.TrimLeft(value, " \t")
		}
	}
	return results, config
}

// nameParts takes a benchmark's name apart, as benchstat does, and its parts
// out of their escapes: folder and file, phase, engine and flags.
func nameParts(t *testing.T, name string) (wasm, phase, engine, flags string) {
	plain := func(s string) string {
		s, err := url.PathUnescape(s) // an oracle for %XX
		if err != nil {
			t.Fatalf("%q: %v", name, err)
		}
		return s
	}
	for i, part := range strings.Split(name, "/") {
		key, value, _ := strings.Cut(part, "=")
		switch {
		case i == 0 && part == "Wasm":
		case key == "dir":
			for folder := range strings.SplitSeq(value, ":") {
				wasm += plain(folder) + "/"
			}
		case key == "wasm":
			wasm += plain(value)
		case key == "phase":
			phase = value
		case key == "engine":
			// The last "-8" of a name is the number of CPUs to benchstat.
			if j := strings.LastIndexByte(value, '-'); j >= 0 {
				if _, err := strconv.ParseUint(value[j+1:], 10, 64); err == nil {
					t.Fatalf("%q ends in a number of CPUs", name)
				}
			}
			engine, flags, _ = strings.Cut(value, ":")
			engine, flags = plain(engine), plain(flags)
		default:
			t.Fatalf("%q has the part %q", name, part)
		}
	}
	return wasm, phase, engine, flags
}

// FuzzGoBench: whatever a row and a label hold, each count stands under a name
// that says whose it is, and a label under its key; nothing else is said.
func FuzzGoBench(f *testing.F) {
	f.Add("x86_64", "wazero", "interpreter", "a/b/noop.wasm", "cycles", uint64(7), "commit", "abc")
	f.Add("", "a:b-8", "c/d%", "//x\x00\u2028\xff ", "cpu-nanoseconds", uint64(1<<64-1), "A b:c", "\nBenchmarkX 1 2 ns/op")
	f.Add("a\nUnit x", "", "-1", "=/wasm=", "%2F /op", uint64(0), "Unit", "# \r")
	f.Fuzz(func(t *testing.T, arch, engine, flags, wasm, event string, count uint64, key, value string) {
		if e, ok := measure.LookupEvent(event); ok && strings.HasPrefix(e.Unit, "1e-6 ") || strings.Contains(wasm, ".Benchmark") || event == "femtoseconds" || event == "bytes-per-second" {
			return // their names and values are others: TestGoBenchOfGo
		}
		row := Row{Arch: arch, Engine: engine, EngineFlags: flags, Wasm: wasm, Event: event, Phase: measure.Instantiation, Count: count}
		other := row
		other.Event, other.Count = "other-"+event, count/2
		var out bytes.Buffer
		w := NewWriter(&out, GoBench)
		if err := w.Begin(Header{Machine: Machine{Arch: arch}, Labels: map[string]string{key: value}}); err != nil {
			t.Fatal(err)
		}
		for _, r := range []Row{row, other} {
			if err := w.Write(r); err != nil {
				if len(arch)+3*len(engine+flags+wasm)+3*len(event) < maxBenchLine-1000 {
					t.Fatalf("%+v: %v", r, err)
				}
				return
			}
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		results, config := readBenchfmt(t, out.String())
		if len(results) == 0 || len(results) > 2 {
			t.Fatalf("%d results in\n%s", len(results), out.String())
		}
		values := map[string]uint64{}
		for _, l := range results {
			gotWasm, phase, gotEngine, gotFlags := nameParts(t, l.name)
			if gotWasm != wasm || phase != "Instantiation" || gotEngine != engine || gotFlags != flags {
				t.Fatalf("%q %q %q became %q: %q %q %q", wasm, engine, flags, l.name, gotWasm, gotEngine, gotFlags)
			}
			for unit, n := range l.values {
				values[unit] = n
			}
		}
		want := map[string]uint64{}
		for _, r := range []Row{row, other} {
			e, _ := measure.LookupEvent(r.Event)
			e.Name = r.Event
			want[GoBenchUnit(e)] = r.Count
		}
		if !reflect.DeepEqual(values, want) {
			t.Fatalf("values %v, want %v", values, want)
		}
		if config["arch"] != oneLine(arch) || oneLine(value) != "" && config[labelKey(key)] != oneLine(value) {
			t.Fatalf("configuration %q of the architecture %q and the label %q: %q", config, arch, key, value)
		}
	})
}

// FuzzHeader: labels, notes and warnings of a header are read as they were
// written, and rows behind it are its rows.
func FuzzHeader(f *testing.F) {
	f.Add("commit", "abc", "a note", "", uint64(3), []byte(`{"a":[1,2],"windows":[{"engine":"a","phase":"Execution","event":"cycles","warm":{"n":2,"min":50,"max":60,"median":56,"mean":55}}]}`))
	f.Add("", "=\"\\\u2028", "\n{}", "é\x00", uint64(0), []byte(`null`))
	f.Add("", "", "", "", uint64(0), []byte(`{"windows":[{"phase":"Nonesuch"}]}`))
	f.Fuzz(func(t *testing.T, key, value, note, warning string, seed uint64, overhead []byte) {
		for _, s := range []string{key, value, note, warning} {
			if !utf8.ValidString(s) {
				return // JSON has no way to say it
			}
		}
		h := Header{Format: FormatVersion, Seed: seed, Labels: map[string]string{key: value}, Notes: []string{note}, Warnings: []string{warning}}
		if json.Valid(overhead) && json.Unmarshal(overhead, &h.Overhead) != nil {
			t.Fatalf("an overhead of %s is refused", overhead)
		}
		row := Row{Arch: "a", Engine: "e", Wasm: "w", Event: "v", Phase: measure.Execution}
		r := NewReader(bytes.NewReader(write(t, JSONL, &h, []Row{row})), "header", Auto)
		rows, err := ReadAll(r)
		if err != nil || len(rows) != 1 || rows[0] != row {
			t.Fatalf("%+v, %v", rows, err)
		}
		got := r.Header()
		if got == nil || got.Seed != seed || !reflect.DeepEqual(got.Labels, h.Labels) || !reflect.DeepEqual(got.Notes, h.Notes) || !reflect.DeepEqual(got.Warnings, h.Warnings) {
			t.Fatalf("wrote %+v, read %+v", h, got)
		}
		want := h.Overhead
		if want != nil && want.Err != nil {
			want = nil
		}
		a, errA := json.Marshal(want)
		b, errB := json.Marshal(got.Overhead)
		if errA != nil || errB != nil || !bytes.Equal(a, b) {
			t.Fatalf("wrote %s, %v, read %s, %v", a, errA, b, errB)
		}
	})
}
