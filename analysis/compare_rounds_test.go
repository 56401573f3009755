package analysis

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/record"
)

// A line is one row of one of two engines on g.wasm.
func line(engine string, process, iteration int, count float64) record.Row {
	return record.Row{Arch: "x86_64", Engine: engine, Wasm: "g.wasm", Process: uint64(process), Iteration: uint64(iteration),
		Phase: measure.Execution, Event: "cycles", Count: uint64(count)}
}

// golden makes rows of the golden vector, in rounds from a number on.
func goldenRows(first int) (rows []record.Row) {
	for i := range goldenA {
		rows = append(rows, line("a", first+i, 0, 1e6*goldenA[i]), line("b", first+i, 0, 1e6*goldenB[i]))
	}
	return rows
}

func byEngine(rows []record.Row) []record.Row {
	rows = slices.Clone(rows)
	slices.SortStableFunc(rows, func(a, b record.Row) int { return strings.Compare(a.Engine, b.Engine) })
	return rows
}

func text(t *testing.T, format record.Format, h *record.Header, rows []record.Row) string {
	t.Helper()
	var b bytes.Buffer
	w := record.NewWriter(&b, format)
	if h != nil {
		if err := w.Begin(*h); err != nil {
			t.Fatal(err)
		}
	}
	for _, row := range rows {
		if err := w.Write(row); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestPairingByEvidence: a header proves rounds, and so do rows that follow
// each other, with a caveat; numbers alone do not. The ratios are those of the
// golden vector, paired (Hodges and Lehmann) and not (Welch).
func TestPairingByEvidence(t *testing.T) {
	const paired, unpaired = "hodges-lehmann 1.024210 ", "welch 1.023966 "
	rows := goldenRows(7)
	split := func(engine string) (out []record.Row) {
		for _, row := range rows {
			if row.Engine == engine {
				out = append(out, row)
			}
		}
		return out
	}
	pids := slices.Clone(rows)
	for i := range pids {
		pids[i].Process = uint64(1000 + i)
	}
	header := &record.Header{FirstProcess: 7, Seed: 1}
	twoIterations := func(order string) (out []record.Row) {
		for i := range goldenA {
			for _, what := range strings.Fields(order) {
				x := map[string]float64{"a": goldenA[i], "b": goldenB[i]}[what[:1]]
				out = append(out, line(what[:1], 7+i, int(what[1]-'0'), 1e6*x))
			}
		}
		return out
	}
	convert := func(from string) string {
		var b bytes.Buffer
		w := record.NewWriter(&b, record.JSONL)
		if err := record.Copy(w, record.NewReader(strings.NewReader(from), "x", record.Auto), nil); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	for _, tt := range []struct {
		name  string
		files []string
		want  string
	}{
		{"header", []string{text(t, record.JSONL, header, rows)}, paired},
		{"header, sorted by engine", []string{text(t, record.JSONL, header, byEngine(rows))}, paired},
		{"CSV as it is recorded", []string{text(t, record.CSV, nil, rows)}, paired + roundsAssumed},
		{"CSV, iterations in turn", []string{text(t, record.CSV, nil, twoIterations("a0 b0 a1 b1"))}, paired + roundsAssumed},
		{"CSV, small numbers", []string{text(t, record.CSV, nil, goldenRows(0))}, paired + roundsAssumed},
		{"CSV sorted by engine", []string{text(t, record.CSV, nil, byEngine(rows))}, unpaired + Confounded},
		{"CSV, one round apart", []string{text(t, record.CSV, nil, append(slices.Clone(rows[1:]), rows[0]))}, unpaired + Confounded},
		{"CSV, processes torn", []string{text(t, record.CSV, nil, append(twoIterations("a0 b0"), twoIterations("a1 b1")...))}, unpaired + Confounded},
		{"CSV files of two containers", []string{text(t, record.CSV, nil, split("a")), text(t, record.CSV, nil, split("b"))}, unpaired + Confounded},
		{"... as one", []string{text(t, record.CSV, nil, append(split("a"), split("b")...))}, unpaired + Confounded},
		{"... as JSON Lines", []string{text(t, record.JSONL, nil, append(split("a"), split("b")...))}, unpaired + Confounded},
		{"... converted", []string{convert(text(t, record.CSV, nil, append(split("a"), split("b")...)))}, unpaired + Confounded},
		{"... under a header that numbers nothing", []string{text(t, record.JSONL, &record.Header{}, append(split("a"), split("b")...))}, unpaired + Confounded},
		{"... under one of other numbers", []string{text(t, record.JSONL, &record.Header{FirstProcess: 1 << 30}, append(split("a"), split("b")...))}, unpaired + Confounded},
		{"... two recordings", []string{text(t, record.JSONL, &record.Header{FirstProcess: 7, Seed: 1}, split("a")),
			text(t, record.JSONL, &record.Header{FirstProcess: 7, Seed: 2}, split("b"))}, unpaired + Confounded},
		{"the original's process numbers", []string{text(t, record.CSV, nil, pids)}, unpaired + Confounded},
		{"converted and back", []string{convert(text(t, record.CSV, nil, rows))}, paired + roundsAssumed},
	} {
		var readers []*record.Reader
		for i, file := range tt.files {
			readers = append(readers, record.NewReader(strings.NewReader(file), fmt.Sprint(i), record.Auto))
		}
		d, err := Read(readers...)
		if err != nil {
			t.Fatal(err)
		}
		r, err := Compare(d, Options{Baseline: "a"})
		if err != nil || len(r.Comparisons) != 1 {
			t.Fatalf("%s: %v, %v", tt.name, r, err)
		}
		c := r.Comparisons[0]
		if got := fmt.Sprintf("%s %.6f %s", c.Method, *c.Ratio, codes(c)); !strings.HasPrefix(got, tt.want) ||
			strings.HasPrefix(tt.want, paired) && hasCaveat(c.Caveats, roundsAssumed) != strings.HasSuffix(tt.want, roundsAssumed) {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
}

// TestRepeatedValuesHaveNoVerdict: it is not known which of them a process
// counted.
func TestRepeatedValuesHaveNoVerdict(t *testing.T) {
	rows := goldenRows(7)
	again := rows[4]
	again.Count += 1000
	for name, more := range map[string][]record.Row{"one more": {again}, "a file given twice": rows, "the same count": {rows[5]}} {
		r, err := Compare(Group(append(slices.Clone(rows), more...)), Options{})
		if err != nil || len(r.Comparisons) != 1 {
			t.Fatalf("%s: %v, %v", name, r, err)
		}
		if c := r.Comparisons[0]; c.Verdict != Unsure || c.Ratio != nil || !hasCaveat(c.Caveats, repeatedValues) || !gateRefuses(r) {
			t.Errorf("%s: %v, %s", name, c, codes(c))
		}
	}
}

// TestSuitePassesCaveatsOn: what holds of a benchmark holds of the mean.
func TestSuitePassesCaveatsOn(t *testing.T) {
	rows := goldenRows(7)
	for _, row := range goldenRows(7) {
		row.Wasm = "h.wasm"
		rows = append(rows, row)
	}
	slices.SortStableFunc(rows, func(a, b record.Row) int { return int(a.Process) - int(b.Process) })
	r, err := Compare(Group(rows), Options{})
	if err != nil || len(r.Suites) != 1 || codes(r.Suites[0]) != roundsAssumed {
		t.Errorf("%+v, %v", r, err)
	}
}
