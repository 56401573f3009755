package report

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/analysis/profile"
	"github.com/sightglass-go/sightglass/measure/record"
)

// profiled are two profiles: of a module with names, in which fold is slower in the
// second, and 20 functions that are not.
func profiled(t *testing.T, n int) (*profile.Result, []profile.Arm) {
	t.Helper()
	frames := []record.ProfileFrame{
		{Kind: record.Guest, Index: 2, Name: "_ZN4text4foldEi"}, {Kind: record.Guest, Index: 3, Name: "=scan;x"},
		{Kind: record.Glue, Name: "entry"}, {Kind: record.Host, Name: "runtime.mcall", Object: "/bin/x"}, {Kind: record.Unknown},
	}
	for i := range int64(20) {
		frames = append(frames, record.ProfileFrame{Kind: record.Guest, Index: 4 + i, Name: fmt.Sprintf("f%d", i)})
	}
	of := func(fold uint64) *record.Profile {
		p := &record.Profile{Event: "instructions-retired", Windows: 1, Frames: frames}
		for i := range frames {
			count := uint64(10 + i)
			if i == 0 {
				count = fold
			}
			p.Total += count
			p.Samples = append(p.Samples, record.ProfileSample{Stack: []int{i}, Count: count})
		}
		return p
	}
	arms := []profile.Arm{{Name: "wazero", Module: "m", Profile: of(2000)}, {Name: "wasmtime", Module: "m", Profile: of(1500)}}[:n]
	r, err := profile.Compare(arms...)
	if err != nil {
		t.Fatal(err)
	}
	return r, arms
}

// TestProfile: the table is short, and its lines add up; programs get every function.
func TestProfile(t *testing.T) {
	r, arms := profiled(t, 2)
	out := render(t, func(w io.Writer) error { return Profile(w, Screen{ASCII: true}, r, "Counted by hand.") })
	const want = `wasmtime, compared with wazero: 1.25x fewer instructions-retired in Execution:
100% of the difference in text::fold(int).

+------------------------+--------+----------+------------+-------+
| function               | wazero | wasmtime | difference | of it |
+------------------------+--------+----------+------------+-------+
| text::fold(int)        |  2,000 |    1,500 |       -500 |  100% |
`
	if !strings.HasPrefix(out, want) || !strings.HasSuffix(out, "Counted by hand.\n") {
		t.Error(out)
	}
	for _, line := range []string{
		"| (7 other functions)    |    116 |      116 |          0 |  0.0% |",
		"| (entry and host calls) |     12 |       12 |          0 |  0.0% |",
		"| (engine and runtime)   |     13 |       13 |          0 |  0.0% |",
		"| (unknown code)         |     14 |       14 |          0 |  0.0% |",
		"| total                  |  2,540 |    2,040 |       -500 |  100% |",
		"| its own functions      |  2,501 |    2,001 |       -500 |  100% |",
	} {
		if !strings.Contains(out, line) {
			t.Errorf("%s is not in\n%s", line, out)
		}
	}
	out = render(t, func(w io.Writer) error { return ProfileCSV(w, r) })
	lines := strings.Split(strings.TrimSpace(out), "\n")
	if len(lines) != 26 || lines[0] != "kind,index,function,wazero,wazero share,wasmtime,wasmtime share,difference,share of difference" ||
		lines[1] != "guest,2,text::fold(int),2000,0.7874015748031497,1500,0.7352941176470589,-500,1" ||
		!strings.Contains(out, "\nguest,3,'=scan;x,11,") || !strings.Contains(out, "\nhost,,runtime.mcall,13,") {
		t.Errorf("%d lines\n%s", len(lines), out)
	}
	out = render(t, func(w io.Writer) error { return ProfileFolded(w, arms...) })
	if !strings.HasPrefix(out, "=scan:x 11 11\nentry [glue] 12 12\n") || !strings.Contains(out, "\ntext::fold(int) 2000 1500\n") {
		t.Error(out)
	}
	out = render(t, func(w io.Writer) error { return ProfileJSON(w, r) })
	var object struct {
		Event    string
		Totals   []float64
		Sentence string
		Lines    []struct {
			Name       string
			Index      int
			Counts     []float64
			Difference *float64
			Of         *float64 `json:"share_of_difference"`
		}
	}
	if err := json.Unmarshal([]byte(out), &object); err != nil || len(object.Lines) != 25 || object.Totals[1] != 2040 ||
		object.Lines[0].Index != 2 || *object.Lines[0].Difference != -500 || *object.Lines[0].Of != 1 || object.Sentence != r.Sentence() {
		t.Errorf("%v\n%s", err, out)
	}
}

// TestProfileOfOne: shares in place of differences, and nothing where there is none.
func TestProfileOfOne(t *testing.T) {
	r, _ := profiled(t, 1)
	if out := render(t, func(w io.Writer) error { return Profile(w, Screen{ASCII: true}, r, "") }); !strings.Contains(out, "| text::fold(int)        |  2,000 | 78.7% |\n") {
		t.Error(out)
	}
	if out := render(t, func(w io.Writer) error { return ProfileJSON(w, r) }); strings.Contains(out, "difference") || strings.Contains(out, "ratio") {
		t.Error(out)
	}
	stripped, err := profile.Compare(profile.Arm{Name: "a", Profile: &record.Profile{Event: "instructions-retired", Windows: 1, Total: 5,
		Frames: []record.ProfileFrame{{Kind: record.Guest, Index: 7}}, Samples: []record.ProfileSample{{Stack: []int{0}, Count: 5}}}})
	if err != nil {
		t.Fatal(err)
	}
	if out := render(t, func(w io.Writer) error { return Profile(w, Screen{ASCII: true}, stripped, "") }); !strings.Contains(out, "| function 7 |") || !strings.Contains(out, "1 function has no name in the file. It was stripped: build it with names") {
		t.Error(out)
	}
	nothing, err := profile.Compare(profile.Arm{Name: "a", Profile: &record.Profile{Event: "instructions-retired", Windows: 1}})
	if err != nil {
		t.Fatal(err)
	}
	if out := render(t, func(w io.Writer) error { return Profile(w, Screen{ASCII: true}, nothing, "") }); !strings.HasPrefix(out, "a: 0 instructions-retired in Execution.\n") {
		t.Error(out)
	}
	if out := render(t, func(w io.Writer) error { return ProfileJSON(w, nothing) }); !strings.Contains(out, `"lines": []`) {
		t.Error(out)
	}
}

// TestProfileOfSamples: intervals and verdicts beside what counts have.
func TestProfileOfSamples(t *testing.T) {
	of := func(scan, fold uint64) *record.Profile {
		return &record.Profile{Event: "sampled-nanoseconds", Windows: 1, Period: 1000, Total: (scan + fold) * 1000,
			Frames:  []record.ProfileFrame{{Kind: record.Guest, Index: 2, Name: "scan"}, {Kind: record.Guest, Index: 3, Name: "fold"}},
			Samples: []record.ProfileSample{{Stack: []int{0}, Count: scan * 1000}, {Stack: []int{1}, Count: fold * 1000}}}
	}
	var arms []profile.Arm
	for i, processes := range [][]*record.Profile{{of(1000, 500), of(1010, 495), of(990, 505)}, {of(1000, 900), of(1005, 905), of(995, 895)}} {
		merged, err := profile.Merge(processes...)
		if err != nil {
			t.Fatal(err)
		}
		arms = append(arms, profile.Arm{Name: []string{"a", "b"}[i], Module: "m", Profile: merged, Processes: processes})
	}
	r, err := profile.Compare(arms...)
	if err != nil {
		t.Fatal(err)
	}
	out := render(t, func(w io.Writer) error { return Profile(w, Screen{ASCII: true}, r, "") })
	for _, line := range []string{
		"| fold     | 500 us   | 900 us   | +400 us    |  100% | changed |",
		"| scan     | 1,000 us | 1,000 us | 0 us       |  0.0% | unsure  |",
		"| total    | 1,500 us | 1,900 us | +400 us    |  100% | changed |",
	} {
		if !strings.Contains(out, line) {
			t.Errorf("%s is not in\n%s", line, out)
		}
	}
	if out := render(t, func(w io.Writer) error { return ProfileCSV(w, r) }); !strings.HasPrefix(out, "kind,index,function,a,a share,a share low,a share high,b,b share,b share low,b share high,difference,share of difference,verdict,difference low,difference high\nguest,3,fold,500000,0.333") {
		t.Error(out)
	}
	var object struct {
		Period  uint64
		Verdict string
		Within  []float64 `json:"ratio_interval"`
		Lines   []struct {
			Verdict   string
			Intervals [][]float64 `json:"share_intervals"`
			Within    []float64   `json:"difference_interval"`
		}
	}
	out = render(t, func(w io.Writer) error { return ProfileJSON(w, r) })
	if err := json.Unmarshal([]byte(out), &object); err != nil || object.Period != 1000 || object.Verdict != "changed" || len(object.Within) != 2 || object.Within[0] < 1.2 ||
		object.Lines[0].Verdict != "changed" || len(object.Lines[0].Intervals) != 2 || object.Lines[0].Intervals[0][0] > 1./3 || object.Lines[0].Within[0] > 400e3 || object.Lines[0].Within[1] < 400e3 {
		t.Errorf("%v\n%s", err, out)
	}
	one, err := profile.Compare(arms[0])
	if err != nil {
		t.Fatal(err)
	}
	if out := render(t, func(w io.Writer) error { return Profile(w, Screen{ASCII: true}, one, "") }); !strings.Contains(out, "| scan     | 1,000 us | 66.7% | 65.3% .. 68.0% |\n") || !strings.Contains(out, "| total    | 1,500 us |  100% |                |\n") {
		t.Error(out)
	}
}

// TestProfileSources: where functions were written, if the module says it of one.
func TestProfileSources(t *testing.T) {
	p := &record.Profile{Event: "fuel", Windows: 1, Total: 9,
		Frames:  []record.ProfileFrame{{Kind: record.Guest, Index: 2, Name: "scan", File: "src/text.c", Line: 12}, {Kind: record.Guest, Index: 3, Name: "fold", File: `C:\src\fold.c`, Line: 3}, {Kind: record.Guest, Index: 4, Name: "other"}},
		Samples: []record.ProfileSample{{Stack: []int{0}, Count: 4}, {Stack: []int{1}, Count: 3}, {Stack: []int{2}, Count: 2}}}
	other := *p
	other.Frames = []record.ProfileFrame{{Kind: record.Guest, Index: 2, Name: "scan"}, {Kind: record.Guest, Index: 3, Name: "fold", File: "fold.c", Line: 8}, {Kind: record.Guest, Index: 4, Name: "other", File: "other.c", Line: 5}}
	for _, tt := range []struct {
		arms []profile.Arm
		want []string
	}{
		{[]profile.Arm{{Name: "a", Profile: p}}, []string{"| scan     | text.c:12 |", "| fold     | fold.c:3  |", "| other    |           |"}},
		{[]profile.Arm{{Name: "a", Profile: p}, {Name: "b", Profile: &other, Module: "n"}}, []string{"| scan     | text.c:12 |", "| fold     | fold.c:3  |", "| other    | other.c:5 |"}},
	} {
		r, err := profile.Compare(tt.arms...)
		if err != nil {
			t.Fatal(err)
		}
		out := render(t, func(w io.Writer) error { return Profile(w, Screen{ASCII: true}, r, "") })
		for _, line := range tt.want {
			if !strings.Contains(out, line) {
				t.Errorf("%s is not in\n%s", line, out)
			}
		}
		if out := render(t, func(w io.Writer) error { return ProfileCSV(w, r) }); !strings.HasPrefix(out, "kind,index,function,file,line,a,") || !strings.Contains(out, "\nguest,2,scan,src/text.c,12,4,") {
			t.Error(out)
		}
	}
}
