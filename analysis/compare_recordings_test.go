package analysis

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sightglass-go/sightglass/measure/record"
)

// jsonl is a recording as it is written: header, if there is one, and rows.
func jsonl(t *testing.T, h *record.Header, rows []record.Row) string {
	t.Helper()
	var text bytes.Buffer
	format := record.CSV
	if h != nil {
		format = record.JSONL
	} else {
		h = new(record.Header)
	}
	w := record.NewWriter(&text, format)
	if err := w.Begin(*h); err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		if err := w.Write(r); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	return text.String()
}

func started(minute int, labels map[string]string) *record.Header {
	return &record.Header{Started: time.Date(2026, 1, 2, 3, minute, 0, 0, time.UTC), FirstProcess: uint64(1000 * minute), Labels: labels}
}

// TestBeforeAfter: which two recordings are before and after, and what they
// are called.
func TestBeforeAfter(t *testing.T) {
	rows := func(factor float64, engines ...string) []record.Row {
		return suiteRows(10, engines, []string{"x"}, func(int, int) float64 { return factor })
	}
	type file struct{ name, text string }
	commits := [2]map[string]string{
		{"commit": "0123456789abcdef0123456789abcdef01234567", "host": "h"},
		{"commit": "fedcba9876543210fedcba9876543210fedcba98", "host": "h"}}
	for name, tt := range map[string]struct {
		files  []file
		labels string
		err    error
		warn   string
	}{
		"two files": {[]file{{"old/a.jsonl", jsonl(t, started(1, nil), rows(1, "e"))}, {"new/b.jsonl", jsonl(t, started(2, nil), rows(2, "e"))}},
			"a.jsonl b.jsonl", nil, ""},
		"same base name": {[]file{{"/builds/x/old/a.csv", jsonl(t, nil, rows(1, "e"))}, {"/builds/x/new/a.csv", jsonl(t, nil, rows(2, "e"))}},
			"old/a.csv new/a.csv", nil, ""},
		"with and without header": {[]file{{"a.csv", jsonl(t, nil, rows(1, "e"))}, {"b.jsonl", jsonl(t, started(2, commits[0]), rows(2, "e"))}},
			"a.csv b.jsonl", nil, ""},
		"commits": {[]file{{"a", jsonl(t, started(1, commits[0]), rows(1, "e"))}, {"b", jsonl(t, started(2, commits[1]), rows(2, "e"))}},
			"0123456789 fedcba9876", nil, ""},
		"label before commit": {[]file{{"a", jsonl(t, started(1, map[string]string{"label": "main", "commit": "1"}), rows(1, "e"))},
			{"b", jsonl(t, started(2, map[string]string{"label": "mine", "commit": "2"}), rows(2, "e"))}}, "main mine", nil, ""},
		"labels that agree": {[]file{{"a", jsonl(t, started(1, map[string]string{"label": "x"}), rows(1, "e"))},
			{"b", jsonl(t, started(2, map[string]string{"label": "x"}), rows(2, "e"))}}, "a b", nil, ""},
		"one stream": {[]file{{"-", jsonl(t, started(1, nil), rows(1, "e")) + jsonl(t, started(2, nil), rows(2, "e"))}},
			"before after", nil, ""},
		"swapped": {[]file{{"a", jsonl(t, started(2, nil), rows(1, "e"))}, {"b", jsonl(t, started(1, nil), rows(2, "e"))}},
			"a b", nil, "a was recorded after b"},
		"one of two engines": {[]file{{"a", jsonl(t, started(1, nil), rows(1, "e", "f"))}, {"b", jsonl(t, started(2, nil), rows(2, "f"))}},
			"a b", nil, ""},
		"no engine shared": {[]file{{"a", jsonl(t, nil, rows(1, "e"))}, {"b", jsonl(t, nil, rows(2, "f"))}}, "", ErrNotTwo, ""},
		"one recording":    {[]file{{"a", jsonl(t, started(1, nil), rows(1, "e"))}}, "", ErrNotTwo, ""},
		"three recordings": {[]file{{"a", jsonl(t, nil, rows(1, "e"))}, {"b", jsonl(t, nil, rows(2, "e"))}, {"c", jsonl(t, nil, rows(3, "e"))}},
			"", ErrNotTwo, ""},
		"one is empty": {[]file{{"a", jsonl(t, nil, rows(1, "e"))}, {"b", ""}}, "", ErrOptions, ""},
		"the same twice": {[]file{{"a", jsonl(t, started(1, nil), rows(1, "e"))}, {"b", jsonl(t, started(1, nil), rows(1, "e"))}},
			"a b", errSameRecording, ""},
		"a copy without a header": {[]file{{"a", jsonl(t, nil, rows(1, "e"))}, {"b", jsonl(t, nil, rows(1, "e"))}},
			"a b", nil, "a and b have the same rows: are they copies of one recording?"},
		"one header, other rows": {[]file{{"a", jsonl(t, started(1, nil), rows(1, "e"))}, {"b", jsonl(t, started(1, nil), rows(2, "e"))}},
			"a b", errSameRecording, ""},
		"resumed since": {[]file{{"a", jsonl(t, started(1, nil), rows(1, "e")[:9])}, {"b", jsonl(t, started(1, nil), rows(1, "e"))}},
			"a b", errSameRecording, ""},
		"one plan after another at one time": {[]file{{"a", jsonl(t, &record.Header{FirstProcess: 5, PlanHash: "1"}, rows(1, "e"))}, {"b", jsonl(t, &record.Header{FirstProcess: 5, PlanHash: "2"}, rows(2, "e"))}},
			"a b", nil, ""},
		"nothing drawn": {[]file{{"a", jsonl(t, new(record.Header), rows(1, "e"))}, {"b", jsonl(t, new(record.Header), rows(2, "e"))}},
			"a b", nil, ""},
		"resumed since, one without a header": {[]file{{"a.csv", jsonl(t, nil, rows(1, "e")[:9])}, {"b", jsonl(t, started(1, nil), rows(1, "e"))}},
			"a.csv b", nil, "a.csv and b have rows in common: are they copies of one recording?"},
		"resumed since, both without a header, and another round was interrupted": {[]file{{"a.csv", jsonl(t, nil, append(rows(1, "e")[:8], rows(2, "e")[8]))}, {"b.csv", jsonl(t, nil, rows(1, "e"))}},
			"a.csv b.csv", nil, "have rows in common"},
	} {
		var readers []*record.Reader
		for _, f := range tt.files {
			readers = append(readers, record.NewReader(strings.NewReader(f.text), f.name, record.Auto))
		}
		rs, err := ReadRecordings(readers...)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		ba, err := rs.BeforeAfter()
		if !errors.Is(err, tt.err) {
			t.Errorf("%s: %v, want %v", name, err, tt.err)
		}
		if ba == nil {
			if d := rs.Pool(); d.Rows == 0 {
				t.Errorf("%s: the rows cannot be pooled any more", name)
			}
			continue
		}
		if d := rs.Pool(); d.Rows != 0 { // they are in ba
			t.Errorf("%s: pooled afterwards, there are %d rows", name, d.Rows)
		}
		if got := strings.Join(ba.Labels[:], " "); got != tt.labels {
			t.Errorf("%s: labels %q, want %q", name, got, tt.labels)
		}
		if tt.warn == "" && len(ba.Warnings) > 0 || tt.warn != "" && (len(ba.Warnings) != 1 || !strings.Contains(ba.Warnings[0].Error(), tt.warn)) {
			t.Errorf("%s: warnings %v, want %q", name, ba.Warnings, tt.warn)
		}
		if err != nil {
			continue
		}
		r, err := ba.Compare(Options{})
		if err != nil || len(r.Comparisons) != 1 || r.Comparisons[0].Baseline.Label != ba.Labels[0] {
			t.Errorf("%s: %+v, %v", name, r, err)
		}
		joined := ba.Joined()
		for _, c := range joined.Configs {
			if !slices.Contains(ba.Labels[:], c.Label) || !slices.ContainsFunc(joined.Series, func(s Series) bool { return s.Config() == c }) {
				t.Errorf("%s: joined, there is %+v", name, c)
			}
		}
	}
}

// TestSharedRows: rows prove that two recordings without headers are one where
// most processes of every benchmark have the same counts, which vary.
func TestSharedRows(t *testing.T) {
	both := func(n int) []record.Row { return suiteRows(n, []string{"e"}, []string{"x", "y"}, same) }
	changed := func(rows []record.Row, of func(*record.Row) bool, to func(n uint64) uint64) []record.Row {
		for i := range rows {
			if of(&rows[i]) {
				rows[i].Count = to(rows[i].Count)
			}
		}
		return rows
	}
	all := func(*record.Row) bool { return true }
	more := func(n uint64) uint64 { return n + 1 }
	as := func(event string) func(rows []record.Row) []record.Row {
		return func(rows []record.Row) []record.Row {
			for i := range rows {
				rows[i].Event = event
			}
			return rows
		}
	}
	for name, tt := range map[string]struct {
		a, b []record.Row
		want bool
	}{
		"the same":         {both(10), both(10), true},
		"more rounds":      {both(3), both(10), true},
		"fewer rounds":     {both(10), both(3), true},
		"other counts":     {both(3), changed(both(10), all, more), false},
		"one in three":     {both(3), changed(both(10), func(r *record.Row) bool { return r.Process > 500 }, more), false},
		"two in three":     {both(3), changed(both(10), func(r *record.Row) bool { return r.Process == 500 }, more), true},
		"one of two":       {both(3), changed(both(10), func(r *record.Row) bool { return r.Wasm == "x" }, more), false},
		"the second only":  {both(3), changed(both(10), func(r *record.Row) bool { return r.Wasm == "y" }, more), false},
		"other numbers":    {both(3), both(10)[6:], false},
		"never varies":     {changed(both(3), all, func(uint64) uint64 { return 7 }), changed(both(10), all, func(uint64) uint64 { return 7 }), false},
		"counted exactly":  {as("fuel")(both(3)), as("fuel")(both(10)), false},
		"nothing":          {nil, nil, false},
		"nothing and rows": {nil, both(3), false},
	} {
		if got := Group(tt.a).SameRecording(Group(tt.b)); got != tt.want {
			t.Errorf("%s: %v, want %v", name, got, tt.want)
		}
	}
}

// TestBeforeAfterBaseline: the baseline may be either recording.
func TestBeforeAfterBaseline(t *testing.T) {
	for _, tt := range []struct {
		engines  string
		baseline string
		want     string // the first label, "" for an error
	}{
		{"e", "", "old"}, {"e", "old", "old"}, {"e", "new", "new"}, {"e", "e (new)", "new"}, {"e", "e (old)", "old"},
		{"e", "e", "old"}, {"e", "f", ""}, {"e f", "e", ""}, {"e f", "f (new)", "new"}, {"e f", "new", "new"},
	} {
		d := Group(suiteRows(10, strings.Fields(tt.engines), []string{"x"}, same))
		ba := &BeforeAfter{Before: d, After: d, Labels: [2]string{"old", "new"}}
		err := ba.Choose(tt.baseline)
		if tt.want == "" && !errors.Is(err, ErrOptions) || tt.want != "" && (err != nil || ba.Labels[0] != tt.want) {
			t.Errorf("%s, %q: %v, %v", tt.engines, tt.baseline, ba.Labels, err)
		}
	}
}
