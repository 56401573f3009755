package enginetest

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/engines/enginetest/internal/isolate"
)

// Deviation is a case of the suite that an engine is known to fail, such as by a
// published fault of its version. A case that passes although it is declared to deviate
// fails: what was mended is no longer to be declared.
type Deviation struct {
	// Case is the name of the case below that of the test: "guests/copysign-last",
	// "leaves-nothing", with spaces or, as go test shows it, with underscores.
	Case string
	// Why is the reason, for those who read what the test logs.
	Why string
	// Sometimes is set if the case passes on some machines, or at some times.
	Sometimes bool
	// Fatal is set if the case may also hang or end its process. Otherwise, that is
	// a failure.
	Fatal bool
}

// declare returns the deviations by name, and finds those that are none.
func declare(t *testing.T, cases []isolate.Case, known []Deviation) map[string]Deviation {
	t.Helper()
	var ids []string
	for _, c := range cases {
		ids = append(ids, c.ID())
	}
	declared := make(map[string]Deviation)
	for _, d := range known {
		i := slices.IndexFunc(ids, func(id string) bool { return underscores(id) == underscores(d.Case) })
		if i >= 0 {
			d.Case = ids[i]
		}
		switch _, twice := declared[d.Case]; {
		case i < 0:
			t.Errorf("deviation %q (%s): the suite has no such case; near it are: %s", d.Case, d.Why, strings.Join(near(d.Case, ids), ", "))
		case d.Why == "":
			t.Errorf("deviation %q is declared without a reason", d.Case)
		case twice:
			t.Errorf("deviation %q is declared twice", d.Case)
		default:
			declared[d.Case] = d
		}
	}
	return declared
}

func underscores(name string) string { return strings.ReplaceAll(name, " ", "_") }

// judge makes the result of a case that is declared to deviate that of t.
func (d Deviation) judge(t *testing.T, got isolate.Result) {
	t.Helper()
	switch got.Status {
	case isolate.Passed:
		if !d.Sometimes {
			t.Errorf("declared to deviate (%s), and does not: declare it no more", d.Why)
		}
	case isolate.Skipped:
		t.Skip(got.Text)
	case isolate.Failed:
		t.Skipf("known deviation: %s; here: %s", d.Why, got.Text)
	case isolate.Ended, isolate.Hung:
		if d.Fatal {
			t.Skipf("known deviation: %s; here: %s", d.Why, got.Text)
		}
		t.Errorf("declared to deviate (%s), but not as fatal: %s", d.Why, got.Text)
	case isolate.NotRun:
		t.Error(got.Text)
	default:
		panic(fmt.Sprintf("BUG: enginetest: status %d", got.Status))
	}
}

// near returns the names that are most like one, at most three.
func near(name string, names []string) []string {
	type far struct {
		name string
		by   int
	}
	var list []far
	for _, n := range names {
		list = append(list, far{n, min(distance(name, n), 1+distance(name, n[strings.LastIndexByte(n, '/')+1:]))})
	}
	slices.SortStableFunc(list, func(a, b far) int { return cmp.Compare(a.by, b.by) })
	var nearest []string
	for _, f := range list[:min(3, len(list))] {
		nearest = append(nearest, f.name)
	}
	return nearest
}

// distance is how many letters have to be inserted, deleted or replaced to make one
// text of another (Levenshtein 1966).
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			replaced := diagonal
			if a[i] != b[j] {
				replaced++
			}
			diagonal = row[j+1]
			row[j+1] = min(replaced, row[j]+1, diagonal+1)
		}
	}
	return row[len(b)]
}
