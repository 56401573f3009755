package record

import (
	"fmt"
	"slices"
	"strings"

	"github.com/sightglass-go/sightglass/measure"
)

// Difference is one thing in which two recordings did not run the same.
type Difference struct {
	// Name is one of DifferenceNames.
	Name string
	// A and B are how it was in the one and in the other, in words.
	A, B string
	// Unknown is set where it cannot be told whether they differ.
	Unknown bool
}

// String says the difference in words.
func (d Difference) String() string {
	if d.Unknown {
		return fmt.Sprintf("%s %s, %s, not known to be the same", d.Name, d.A, d.B)
	}
	return fmt.Sprintf("%s %s, %s", d.Name, d.A, d.B)
}

// facts are what must be the same for two recordings to be compared, in the
// order in which they are reported. A fact's id is "" where it is not known.
var facts = []struct {
	name string
	of   func(h *Header, wasm string) (id, words string)
}{
	{"module", func(h *Header, wasm string) (id, words string) {
		i := slices.IndexFunc(h.Modules, func(m Module) bool { return m.Wasm == wasm })
		if i < 0 {
			return "", ""
		}
		return h.Modules[i].SHA256, ShortHash(h.Modules[i].SHA256)
	}},
	{"workload", work(func(w *Work) string {
		if w.SmallWorkload {
			return "small"
		}
		return "full"
	})},
	{"args", work(func(w *Work) string {
		if args := append(slices.Clone(w.Args), w.Call.Args...); len(args) > 0 {
			return fmt.Sprintf("%q", args)
		}
		return none
	})},
	{"entry", work(func(w *Work) string {
		switch {
		case w.Call.Entry != "":
			return w.Call.Entry
		case w.Call.Whole:
			return "all of _start"
		}
		return "bench.start to bench.end"
	})},
	{"stdin", func(h *Header, wasm string) (id, words string) {
		w := h.Ran(wasm)
		switch {
		case w == nil:
			return "", ""
		case w.Stdin == nil:
			return none, none
		}
		return w.Stdin.id(), w.Stdin.String()
	}},
	{"phase", work(func(w *Work) string {
		if w.Phase != 0 {
			return w.Phase.String() + " alone"
		}
		return "all"
	})},
	{"measures", func(h *Header, _ string) (id, words string) {
		var names []string
		for _, m := range h.Measures {
			names = append(names, m.Name)
		}
		words = strings.Join(names, " around ")
		return words, words
	}},
}

const none = "none"

// filesName is the name of what facts do not cover: files are compared one by
// one, because a new one beside a benchmark changes nothing.
const filesName = "files"

// eventsName is that of events of one name which recordings declare differently. Like files
// they are compared one by one: an event that only one of them has changes nothing, and
// neither does a direction that only one of them says.
const eventsName = "events"

func work(of func(*Work) string) func(*Header, string) (id, words string) {
	return func(h *Header, wasm string) (id, words string) {
		w := h.Ran(wasm)
		if w == nil {
			return "", ""
		}
		id = of(w)
		return id, cutAt(id, 120)
	}
}

// DifferenceNames returns the names of all Differences: "module" for the
// benchmark's file, "workload" for small or full, "args" for arguments, "entry"
// for what was called, "stdin" for the standard input, "phase" for one phase
// recorded alone, "measures" for what was measured around and within, "events"
// for what is counted under one name, and "files" for those beside the benchmark.
func DifferenceNames() []string {
	var names []string
	for _, f := range facts {
		names = append(names, f.name)
	}
	return append(names, eventsName, filesName)
}

// Differences returns in what the recordings a and b did not run the same
// when they ran a benchmark. How many processes and iterations there were is
// no difference, nor is what engine ran it, nor what one of them does not know,
// as older versions do not; unless it cannot be the same by what is known.
func Differences(a, b *Header, wasm string) []Difference {
	var list []Difference
	for _, f := range facts {
		x, inA := f.of(a, wasm)
		y, inB := f.of(b, wasm)
		unknown := (x == "" || y == "") && inA != none && inB != none
		if inA != "" && inB != "" && (x != y || unknown) && !nothingShared(f.name, a, b) {
			list = append(list, Difference{Name: f.name, A: inA, B: inB, Unknown: unknown})
		}
	}
	for _, e := range a.Events {
		i := slices.IndexFunc(b.Events, func(f measure.Event) bool { return e.Name == f.Name })
		if i >= 0 && (e.Unit != b.Events[i].Unit || opposite(e.Better, b.Events[i].Better)) {
			list = append(list, Difference{Name: eventsName, A: declared(e), B: declared(b.Events[i])})
			break
		}
	}
	for _, f := range a.files(wasm) {
		of := b.files(wasm)
		i, ok := slices.BinarySearchFunc(of, f.Name, func(g Input, name string) int { return strings.Compare(g.Name, name) })
		if ok && (f.Bytes != of[i].Bytes || f.SHA256 != of[i].SHA256 && f.SHA256 != "" && of[i].SHA256 != "") {
			list = append(list, Difference{Name: filesName, A: f.String(), B: of[i].String()})
			break
		}
	}
	return list
}

// WorkOf returns all that Differences looks at as one text: between recordings
// that have the same there are no known differences.
func (h *Header) WorkOf(wasm string) string {
	var b strings.Builder
	for _, f := range facts {
		id, words := f.of(h, wasm)
		fmt.Fprintf(&b, "%q %t\n", id, id == "" && words != "")
	}
	for _, e := range h.Events {
		fmt.Fprintf(&b, "%q %q %v\n", e.Name, e.Unit, e.Better)
	}
	for _, f := range h.files(wasm) {
		fmt.Fprintf(&b, "%q %d %s\n", f.Name, f.Bytes, f.SHA256)
	}
	return b.String()
}

// opposite is whether two directions contradict each other.
func opposite(a, b measure.Better) bool {
	return a != b && a != measure.Neither && b != measure.Neither
}

// declared is what one count of an event stands for, and which way is better.
func declared(e measure.Event) string {
	text := fmt.Sprintf("%q in %q", cutAt(e.Name, 100), cutAt(e.Unit, 100))
	if e.Better != measure.Neither {
		text += fmt.Sprintf(", %v is better", e.Better)
	}
	return text
}

// WorkIndex is WorkOf for all benchmarks of a header that stays as it is: each is found at
// once, where WorkOf looks through all.
func (h *Header) WorkIndex() func(wasm string) string {
	modules, files := map[string]int{}, map[string][]Input{}
	for i, m := range slices.Backward(h.Modules) {
		modules[m.Wasm] = i // the first of a name
	}
	for _, f := range slices.Backward(h.Folders) {
		for _, wasm := range f.Modules {
			files[wasm] = f.Files
		}
	}
	return func(wasm string) string {
		one := *h
		one.Modules, one.Folders = nil, nil
		if i, ok := modules[wasm]; ok {
			one.Modules = h.Modules[i : i+1]
		}
		if list, ok := files[wasm]; ok {
			one.Folders = []Folder{{Modules: []string{wasm}, Files: list}}
		}
		return one.WorkOf(wasm)
	}
}

// nothingShared is whether a difference keeps two recordings from having any
// row that could be compared: one phase alone and another, or other measures of other
// events.
func nothingShared(name string, a, b *Header) bool {
	switch name {
	case "phase":
		return a.Work.Phase != 0 && b.Work.Phase != 0
	case "measures":
		return !slices.ContainsFunc(a.Measures, func(m Measure) bool {
			return slices.ContainsFunc(b.Measures, func(n Measure) bool { return m.Name == n.Name })
		}) && !slices.ContainsFunc(a.Events, func(e measure.Event) bool {
			return slices.ContainsFunc(b.Events, func(f measure.Event) bool { return e.Name == f.Name })
		})
	}
	return false
}

// Fact returns in words what a recording knows of one of DifferenceNames, ""
// if nothing.
func (h *Header) Fact(name, wasm string) string {
	for _, f := range facts {
		if f.name == name {
			_, words := f.of(h, wasm)
			return words
		}
	}
	var words []string
	if name == eventsName {
		for _, e := range h.Events {
			if known, _ := measure.LookupEvent(e.Name); known.Unit != e.Unit || known.Better != e.Better {
				words = append(words, declared(e))
			}
		}
		if words == nil && len(h.Events) > 0 {
			return "of package measure"
		}
		return cutAt(strings.Join(words, "; "), 120)
	}
	for _, f := range h.files(wasm) {
		words = append(words, f.String())
	}
	return strings.Join(words, " ")
}

func (h *Header) files(wasm string) []Input {
	for _, f := range h.Folders {
		if slices.Contains(f.Modules, wasm) {
			return f.Files
		}
	}
	return nil
}

// id is "" where the content is not known.
func (f *Input) id() string {
	if f.SHA256 == "" {
		return ""
	}
	return fmt.Sprintf("%s %d", f.SHA256, f.Bytes)
}

// String returns the file's name and the beginning of its hash.
func (f Input) String() string {
	return fmt.Sprintf("%q", cutAt(f.Name, 100)) + " " + ShortHash(f.SHA256)
}

// cutAt shortens a text to a number of bytes.
func cutAt(text string, most int) string {
	if len(text) <= most {
		return text
	}
	return strings.ToValidUTF8(text[:most], "") + "..."
}

// ShortHash is the beginning of a hash, as messages show it.
func ShortHash(sum string) string {
	if sum == "" {
		return "(not hashed)"
	}
	return sum[:min(12, len(sum))]
}
