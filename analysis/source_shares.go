package analysis

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/measure/words"
)

// MissingShares is the warning that shares of a plan are not among what was read: the
// rounds of these were not recorded, or their recordings not gathered.
type MissingShares struct {
	// Plan is the plan's hash, Of how many shares it has, Missing their numbers.
	Plan    string
	Of      int
	Missing []int
}

func (w *MissingShares) Error() string {
	return fmt.Sprintf("of %d shares of the plan %s %s missing: %s", w.Of, record.ShortHash(w.Plan), words.Plural(len(w.Missing), "is", "are"), numbers(w.Missing))
}

// numbers lists them, those that follow each other as "3-7", and the first few alone
// where they are many.
func numbers(list []int) string {
	const most = 10
	var parts []string
	for i := 0; i < len(list); {
		j := i
		for j+1 < len(list) && list[j+1] == list[j]+1 {
			j++
		}
		text := strconv.Itoa(list[i])
		if j > i {
			text += "-" + strconv.Itoa(list[j])
		}
		parts = append(parts, text)
		i = j + 1
	}
	if more := len(parts) - most; more > 0 {
		parts = append(parts[:most], "...")
	}
	return strings.Join(parts, ", ")
}

// EmptyShares is the warning that shares of a plan are among what was read that have no
// value of a benchmark on an engine, though others have: all of its processes failed
// there, or ran other work under its name, which is kept apart. Their rounds are missing
// as those of MissingShares are.
type EmptyShares struct {
	// Plan is the plan's hash, Of how many shares it has, Empty the numbers of those
	// that have nothing.
	Plan   string
	Of     int
	Empty  []int
	Config Config
	Wasm   string
	// OtherWork is whether shares of the plan ran different work as the benchmark: see
	// Incomparable.
	OtherWork bool
}

func (w *EmptyShares) Error() string {
	remedy := "recorded again into another file, a share takes the place of one that failed"
	if w.OtherWork {
		remedy = "leave out the shares that ran other work than the plan's, and record these again"
	}
	return fmt.Sprintf("of %d shares of the plan %s %s no value of %s on %v: %s; %s", w.Of, record.ShortHash(w.Plan), words.Plural(len(w.Empty), "has", "have"), w.Wasm, w.Config, numbers(w.Empty), remedy)
}

// emptyShares are the warnings of shares that were recorded and have no values of what
// others of their plan have.
func (d *Data) emptyShares() (list []error) {
	type what struct {
		plan   string
		config Config
		wasm   string
		other  bool // kept apart from what shares have under the same name
	}
	var order []what
	has := map[what]map[int]bool{}
	for i := range d.Series {
		s := &d.Series[i]
		for _, h := range s.headers {
			if h.Share == nil || h.Share.Check() != nil {
				continue
			}
			w := what{h.Share.Plan, s.Config(), s.Wasm, s.wasm != ""}
			if has[w] == nil {
				has[w], order = map[int]bool{}, append(order, w)
			}
			has[w][h.Share.Index] = true
		}
	}
	for _, w := range order {
		empty := &EmptyShares{Plan: w.plan, Config: w.config, Wasm: w.wasm, OtherWork: w.other}
		for i := range d.Headers {
			if s := d.Headers[i].Share; s != nil && s.Plan == w.plan && !has[w][s.Index] {
				empty.Of, empty.Empty = max(empty.Of, s.Of), append(empty.Empty, s.Index)
			}
		}
		if slices.Sort(empty.Empty); len(empty.Empty) > 0 {
			list = append(list, empty)
		}
	}
	return list
}

// RepeatedShare is the warning that a recording was left out because its rounds are
// those of another: the same share of a plan, recorded twice, or one of a plan that
// was divided in two ways.
type RepeatedShare struct {
	// Kept and Dropped are the names of the recordings.
	Kept, Dropped string
	Share, As     record.Share // of Dropped, and of Kept
}

func (w *RepeatedShare) Error() string {
	if w.Share.Of == w.As.Of {
		return fmt.Sprintf("%s was left out: it is share %v of the plan %s again, and %s, which has as many processes or more, is that already", w.Dropped, &w.Share, record.ShortHash(w.Share.Plan), w.Kept)
	}
	return fmt.Sprintf("%s was left out: it is share %v of the plan %s, whose rounds overlap with those of %s, share %v", w.Dropped, &w.Share, record.ShortHash(w.Share.Plan), w.Kept, &w.As)
}

// share is which share of a plan the rows of a part are; nil for those of none.
func (p *part) share() *record.Share {
	if len(p.b.data.Headers) == 0 {
		return nil
	}
	return p.b.data.Headers[0].Share
}

// withoutRepeated leaves out what is recorded twice. Of each plan the division counts
// of which there is most, and of each share the recording with most processes, then the
// earliest.
func (rs *Recordings) withoutRepeated() {
	rows := map[record.Share]int{} // of a division: without an index
	division := func(s *record.Share) record.Share { return record.Share{Plan: s.Plan, Of: s.Of} }
	shares := 0
	for i := range rs.parts {
		if s := rs.parts[i].share(); s != nil {
			rows[division(s)] += rs.parts[i].b.data.Rows
			shares++
		}
	}
	if shares < 2 {
		return
	}
	// Better comes first; of equals, what was recorded first: the order of names must not
	// choose between two results.
	order := make([]int, len(rs.parts))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		p, q := &rs.parts[a], &rs.parts[b]
		if p.share() == nil || q.share() == nil {
			return 0
		}
		return cmp.Or(cmp.Compare(rows[division(q.share())], rows[division(p.share())]), cmp.Compare(q.b.data.Rows, p.b.data.Rows),
			p.b.data.Headers[0].Started.Compare(q.b.data.Headers[0].Started))
	})
	var kept []int
	drop := map[int]bool{}
	for _, i := range order {
		s := rs.parts[i].share()
		if s == nil {
			continue
		}
		k := slices.IndexFunc(kept, func(k int) bool {
			return rs.parts[k].share().Overlaps(s)
		})
		if k < 0 {
			kept = append(kept, i)
			continue
		}
		drop[i] = true
		rs.warnings = append(rs.warnings, &RepeatedShare{Kept: rs.parts[kept[k]].name, Dropped: rs.parts[i].name, Share: *s, As: *rs.parts[kept[k]].share()})
	}
	var left []part
	for i := range rs.parts {
		if !drop[i] {
			left = append(left, rs.parts[i])
		}
	}
	rs.parts = left
}

// HeaderWarnings returns what the headers of recordings that are read together say
// against that: which shares of their plans are missing (MissingShares), or are of other
// programs (SharesOfPrograms), and which benchmarks are not the same in all (Incomparable). It is
// for what copies rows; the Warnings of Data have these and more.
func HeaderWarnings(headers []record.Header) (list []error) {
	list = append(missingShares(headers), sharesOfPrograms(headers)...)
	var s sources
	for i := range headers {
		s.headers = append(s.headers, &headers[i])
	}
	_, apart := s.apart(func(yield func(string, int) bool) {
		for i := range headers {
			for _, m := range headers[i].Modules {
				if !yield(m.Wasm, i+1) {
					return
				}
			}
		}
	}, nil)
	for _, w := range apart {
		list = append(list, w)
	}
	return list
}

// missingShares returns the MissingShares of recordings some of which are shares, one
// for each plan.
func missingShares(headers []record.Header) (list []error) {
	var plans []string
	has, of := map[string][]int{}, map[string]int{}
	for i := range headers {
		s := headers[i].Share
		if s == nil || s.Check() != nil {
			continue
		}
		if has[s.Plan] == nil {
			plans = append(plans, s.Plan)
		}
		has[s.Plan] = append(has[s.Plan], s.Index)
		of[s.Plan] = max(of[s.Plan], s.Of)
	}
	for _, plan := range plans {
		w := &MissingShares{Plan: plan, Of: of[plan]}
		slices.Sort(has[plan])
		for i := range w.Of {
			if _, ok := slices.BinarySearch(has[plan], i+1); !ok {
				w.Missing = append(w.Missing, i+1)
			}
		}
		if len(w.Missing) > 0 {
			list = append(list, w)
		}
	}
	return list
}
