package html

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/analysis/history"
	"github.com/sightglass-go/sightglass/analysis/report"
	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/record"
)

var phases = []measure.Phase{measure.Compilation, measure.Instantiation, measure.Execution}

// many is a history of recordings, one a day, of benchmarks on engines in three phases,
// whose medians differ by 1% from one recording to the next. The first benchmark is
// 1.3 times as slow from the middle on in execution, and the fourth was for a while.
func many(t testing.TB, benchmarks, recordings int, engines ...string) History {
	t.Helper()
	rng := rand.New(rand.NewPCG(7, 3))
	var list []history.Recording
	files := map[string]string{}
	for day := range recordings {
		var b analysis.Builder
		h := record.Header{Format: record.FormatVersion, Started: time.Date(2026, 1, 1+day, 2, 0, 0, 0, time.UTC), Events: []measure.Event{measure.Cycles},
			Machine: record.Machine{Fingerprint: "0123456789abcdef", CPU: "Some CPU", CPUs: 8}, Labels: map[string]string{"commit": fmt.Sprintf("c0ffe%02d", day)}}
		for _, e := range engines {
			h.Engines = append(h.Engines, record.Engine{Name: e, Engine: e, Version: "v1"})
		}
		b.Header(h)
		for w := range benchmarks {
			for _, e := range engines {
				for _, phase := range phases {
					x := 1e6 * (1 + float64(w)) * math.Exp(0.01*rng.NormFloat64())
					slow := w == 0 && day >= recordings/2 || w == 3 && day >= recordings/4 && day < recordings/2
					if slow && phase == measure.Execution {
						x *= 1.3
					}
					for p := range 3 {
						b.Add(record.Row{Arch: "x86_64", Engine: e, Wasm: fmt.Sprintf("suite/bench%02d.wasm", w), Process: uint64(100*day + p), Phase: phase, Event: "cycles",
							Count: uint64(x * math.Exp(0.003*rng.NormFloat64()))})
					}
				}
			}
		}
		name := fmt.Sprintf("night-%03d.jsonl", day)
		files[name] = "past/" + name
		list = append(list, history.Recording{Name: name, Data: b.Data()})
	}
	h, err := history.Build(list, history.Options{By: "commit"})
	if err != nil {
		t.Fatal(err)
	}
	return History{History: h, Commits: commitsOf(t), Files: files}
}

func commitsOf(t testing.TB) report.CommitURL {
	t.Helper()
	commits, err := report.ParseCommitURL("https://git.example/commit/{commit}")
	if err != nil {
		t.Fatal(err)
	}
	return commits
}

func writtenHistory(t testing.TB, h History) string {
	t.Helper()
	var b strings.Builder
	if err := WriteHistory(&b, h); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// big skips what takes many seconds.
func big(t *testing.T) {
	t.Helper()
	if os.Getenv("SIGHTGLASS_TESTS") == "" {
		t.Skip("draws hundreds of courses: run with SIGHTGLASS_TESTS=all")
	}
}

// bare is a history of a size, with change points that nobody searched for: for what a
// page weighs, and how long it takes.
func bare(t testing.TB, benchmarks, recordings int, engines ...string) History {
	t.Helper()
	rng := rand.New(rand.NewPCG(1, 2))
	h := &history.History{Ordered: "started", Warnings: []string{}}
	files := map[string]string{}
	for day := range recordings {
		at := time.Date(2026, 1, 1+day, 2, 0, 0, 0, time.UTC)
		commit := fmt.Sprintf("%020x%020x", rng.Uint64(), rng.Uint64())
		p := history.Point{Label: commit, Name: fmt.Sprintf("night-%03d.jsonl", day), Started: &at, Commit: commit, Labels: map[string]string{"commit": commit},
			Machine: "0123456789abcdef", Host: &record.Machine{CPU: "Some CPU", CPUs: 8}, Versions: map[string]string{"wazero": "v1.9.0", "wasmtime": "v39.0.1"}}
		h.Points = append(h.Points, p)
		files[p.Name] = "past/" + p.Name
	}
	for w := range benchmarks {
		for _, e := range engines {
			for _, phase := range phases {
				s := history.Series{Arch: "x86_64", Engine: e, Wasm: fmt.Sprintf("suite/a-benchmark-%02d.wasm", w), Phase: phase, Event: measure.Cycles, Changes: []history.Change{}}
				var before, after []float64
				for day := range recordings {
					m := 1e7 * (1 + float64(w)) * math.Exp(0.01*rng.NormFloat64())
					if w%5 == 0 && day >= recordings/2 {
						m *= 1.1
						after = append(after, m)
					} else {
						before = append(before, m)
					}
					s.Values = append(s.Values, history.Value{Point: day, Median: m, Processes: 10, Interval: &analysis.Interval{Level: 0.99, Low: m * 0.995, High: m * 1.004}})
				}
				if len(after) > 0 {
					c, err := analysis.CompareLevels(before, after, s.Event, analysis.Options{})
					if err != nil {
						t.Fatal(err)
					}
					p := 0.001
					s.Changes = []history.Change{{From: recordings/2 - 1, To: recordings / 2, At: recordings / 2, P: &p, Comparison: c, Now: c, Open: true}}
				}
				h.Series = append(h.Series, s)
				h.Judged++
			}
		}
	}
	return History{History: h, Commits: commitsOf(t), Files: files}
}

// evilHistory is of markup wherever a name can stand.
func evilHistory(t testing.TB) History {
	t.Helper()
	var list []history.Recording
	files := map[string]string{}
	for day := range 24 {
		var b analysis.Builder
		b.Header(record.Header{Started: time.Date(2026, 1, 1+day, 0, 0, 0, 0, time.UTC), Labels: map[string]string{"commit": fmt.Sprint("javascript:alert(1)//", evil, day), evil: evil},
			Machine: record.Machine{Fingerprint: evil, CPU: evil, OS: evil}, Engines: []record.Engine{{Name: evil, Engine: evil, Version: fmt.Sprint(evil, day/12)}},
			Events: []measure.Event{{Name: evil, Unit: evil, Better: measure.Lower}}})
		for _, wasm := range []string{evil, "javascript:alert(1)", "constructor", "__proto__"} {
			for p := range 3 {
				count := uint64(1000 + (day*7+p)%5)
				if day >= 12 {
					count *= 2
				}
				b.Add(record.Row{Arch: evil, Engine: evil, EngineFlags: evil, Wasm: wasm, Process: uint64(100*day + p), Phase: measure.Execution, Event: evil, Count: count})
			}
		}
		name := fmt.Sprint(evil, day)
		files[name] = "'" + name + "'"
		list = append(list, history.Recording{Name: name, Data: b.Data()})
	}
	h, err := history.Build(list, history.Options{By: "commit"})
	if err != nil {
		t.Fatal(err)
	}
	return History{Title: evil, History: h, Commits: commitsOf(t), Files: files}
}

// TestHistoryPage: what a reader sees first, the numbers for programs, and links.
func TestHistoryPage(t *testing.T) {
	h := many(t, 5, 40, "wazero")
	page := writtenHistory(t, h)
	plain := regexp.MustCompile(`<[^>]*>|\s+`).ReplaceAllString(page, " ")
	for _, want := range []string{"1 open regression", "bench00", "since c0ffe20 (2026-01-21 02:00 UTC), last before: c0ffe19", "p 0.0001", "Newest recording: c0ffe39 · 2026-02-09 02:00 UTC", "40, in order"} {
		if !strings.Contains(regexp.MustCompile(` +`).ReplaceAllString(plain, " "), want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	if n := strings.Count(page, `<a href="https://git.example/commit/c0ffe20" rel="noreferrer">c0ffe20</a>`); n < 3 {
		t.Errorf("%d links to the commit", n)
	}
	var numbers struct {
		Points  []history.Point
		Files   []string
		Changes []history.Change
	}
	if err := json.Unmarshal([]byte(element(t, page, "numbers")), &numbers); err != nil || len(numbers.Points) != 40 || numbers.Files[3] != "past/night-003.jsonl" || len(numbers.Changes) != len(h.History.Changes()) {
		t.Errorf("%v, %+v", err, numbers)
	}
	if strings.Count(page, `<details class="trend `) != 15 {
		t.Error("not a line for each series")
	}
	h.Commits = report.CommitURL{}
	if strings.Contains(writtenHistory(t, h), "https://git.example") {
		t.Error("links without an address")
	}
}

// TestHistoryOfLittle: one recording, two, or a newest that lacks a benchmark: the page says
// that nothing can be said, and never that nothing is worse.
func TestHistoryOfLittle(t *testing.T) {
	for n, want := range map[int]string{1: "1 recording on 2 benchmarks", 2: "2 recordings on 2 benchmarks", 9: "it takes 10 recordings to know"} {
		page := writtenHistory(t, many(t, 2, n, "wazero"))
		if !strings.Contains(page, want) || !strings.Contains(page, "nothing can be said yet") || !strings.Contains(page, tooFew) || strings.Contains(page, "no open regression") {
			t.Errorf("%d recordings: %s", n, page[strings.Index(page, "<main>"):][:2000])
		}
	}
	if page := writtenHistory(t, many(t, 2, 1, "wazero")); !strings.Contains(page, "recorded on 20") || strings.Contains(page, "recorded from") {
		t.Error("one recording was made from a time to the same one")
	}
	h := many(t, 2, 24, "wazero")
	s := h.History.Series
	for i := range s {
		s[i].Changes = nil
	}
	s[0].Values = s[0].Values[:20]
	page := writtenHistory(t, h)
	for _, want := range []string{"no open regression was found, but not all could be judged", "the newest recording lacks suite/bench00.wasm", "not in the newest recording", "its last value is of c0ffe19"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
}

// TestHistorySize: 100 benchmarks in three phases and 200 recordings, all of it drawn,
// in less than 3 MB, on two engines as well.
func TestHistorySize(t *testing.T) {
	big(t)
	for _, engines := range [][]string{{"wazero"}, {"wazero", "wasmtime"}} {
		page := writtenHistory(t, bare(t, 100, 200, engines...))
		t.Logf("%d engines: %d bytes", len(engines), len(page))
		if len(page) > 3_000_000 {
			t.Errorf("the page of %d engines has %d bytes", len(engines), len(page))
		}
	}
}

func TestSparkline(t *testing.T) {
	of := func(medians ...float64) string {
		s := &history.Series{}
		for i, m := range medians {
			if m > 0 {
				s.Values = append(s.Values, history.Value{Point: i, Median: m})
			}
		}
		path := regexp.MustCompile(`<path d="([^"]*)"`).FindStringSubmatch(string(sparkline(s, len(medians))))
		return path[1]
	}
	for _, tt := range []struct{ got, want string }{
		{of(1, 2, 1), "M0 16h0l2-16l2 16"},
		{of(1, 1, 1, 2), "M0 16h0h4l2-16"},
		{of(2, 1, 1, 1), "M0 0h0l2 16h4"},
		{of(100, 101), "M0 10h0l2-4"}, // of 4% of 101, or 4.04, around 100.5: 2.52 and 1.52 from the top, of 16
		{of(5), "M0 8h0"},
		{of(1, 0, 2), "M0 16h0M4 0h0"}, // a gap
	} {
		if tt.got != tt.want {
			t.Errorf("%s, want %s", tt.got, tt.want)
		}
	}
}
