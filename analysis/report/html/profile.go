package html

import (
	_ "embed"
	"fmt"
	"io"
	"unicode/utf8"

	"github.com/sightglass-go/sightglass/analysis/profile"
	"github.com/sightglass-go/sightglass/analysis/report"
	"github.com/sightglass-go/sightglass/measure/words"
)

//go:embed profile.css
var profileCSS string

//go:embed profile.gohtml
var profileTemplate string

//go:embed profile.js
var profileScript string

// profileView is what the template shows.
type profileView struct {
	page
	Answer   string
	Notes    []string
	Headings []string
	Rows     [][]string
	Legend   []legend
	Frames   []frameView
	Height   int
	Tree     *treeView
	Arms     []string
}

// legend is a colour of frames.
type legend struct{ Class, Says string }

// frameView is a rectangle of the flame graph.
type frameView struct {
	X, Width, TextX float64
	Room            float64 // Width with the gap beside it
	Y, TextY        int
	Class           string
	Label, Title    string
	Name            string // Label in full
	Narrow          bool   // it is seen where one of its callers is at full width
}

// treeView is a function within its callers, as a list that opens.
type treeView struct {
	Text     string
	Open     bool
	Children []*treeView
}

// WriteProfile writes a page with the answer of a profile, its functions, and a flame
// graph of the arms that r was compared from: one file, with nothing from outside. Of two
// arms a frame is as wide as their mean, and coloured by how its function differs, where
// that is sure. how is how it was measured.
func WriteProfile(w io.Writer, r *profile.Result, arms []profile.Arm, how string) error {
	v := &profileView{page: page{Title: "Profile", style: profileCSS, script: profileScript}, Answer: r.Sentence() + ".", Arms: r.Arms}
	lines := report.ProfileLines(r, 0)
	columns := report.Shown(report.ProfileColumns(r, lines))
	for _, c := range columns {
		v.Headings = append(v.Headings, c.Heading)
	}
	for _, l := range lines {
		var row []string
		for _, c := range columns {
			row = append(row, c.Text(l))
		}
		v.Rows = append(v.Rows, row)
	}
	v.Notes = append(report.ProfileNotes(r), how)
	f := &flames{result: r, root: flameTree(r, arms), view: v, classes: flameClasses(r)}
	f.draw(f.root, 0, 0)
	v.Height += flameHeight
	v.Legend = f.legend()
	v.Tree = f.tree(f.root, 0)
	return render(w, profileTemplate, v)
}

// Of the drawing, in its own units. What is narrower than flameLeast is not seen before a
// caller is at full width, and below flameDrawn it has no frame; what is less than
// flameListed of all has no place in the list.
const (
	flameDrawn  = 0.1
	flameWidth  = 1160.0
	flameHeight = 20
	flameLeast  = 1.0
	flameListed = 0.005
	flameDeep   = 60
	letterWidth = 7.2
)

// flames draws a tree from the top: callers above what they call.
type flames struct {
	result  *profile.Result
	root    *flame
	view    *profileView
	classes map[string]string
}

func (f *flames) draw(n *flame, x float64, depth int) {
	whole := f.root.weight()
	width := n.weight() / whole * flameWidth
	if !(width >= flameDrawn) { // nothing was counted, too
		return
	}
	class := f.classes[n.label]
	switch {
	case class != "":
	case len(n.counts) == 1 && n != f.root: // it calls others, and does nothing itself
		class = string(n.kind)
	default:
		class = "same"
	}
	frame := frameView{Name: n.label, Narrow: width < flameLeast, X: x, Room: width, Width: max(0, width-0.5), TextX: x + 3, Y: depth * flameHeight, TextY: depth*flameHeight + 14, Class: class, Title: f.text(n)}
	if room := int((width - 6) / letterWidth); room >= 3 {
		frame.Label = n.label
		if utf8.RuneCountInString(n.label) > room {
			frame.Label = string([]rune(n.label)[:room-1]) + "…"
		}
	}
	f.view.Frames = append(f.view.Frames, frame)
	f.view.Height = max(f.view.Height, frame.Y)
	for _, child := range n.children {
		f.draw(child, x, depth+1)
		x += child.weight() / whole * flameWidth
	}
}

// text is what a frame says.
func (f *flames) text(n *flame) string {
	e := f.result.EventOf()
	text := n.label + ":"
	for i, count := range n.counts {
		name := ""
		if len(n.counts) > 1 {
			name = " in " + f.result.Arms[i]
		}
		if i > 0 {
			text += ","
		}
		text += fmt.Sprintf(" %s%s (%s)", words.Quantity(count, e), name, words.Share(count, f.result.Totals[i]))
	}
	return text
}

func (f *flames) tree(n *flame, depth int) *treeView {
	t := &treeView{Text: f.text(n), Open: depth < 2}
	for _, child := range n.children {
		if depth < flameDeep && child.weight() >= flameListed*f.root.weight() {
			t.Children = append(t.Children, f.tree(child, depth+1))
		}
	}
	return t
}

func (f *flames) legend() []legend {
	if len(f.result.Arms) > 1 {
		sure := ""
		if f.result.Sampled() {
			sure = ", for sure"
		}
		return []legend{{"more", "the function has more in " + f.result.Arms[1] + sure}, {"less", "it has less there" + sure}, {"same", "neither"}}
	}
	return []legend{{"guest", "the benchmark's functions"}, {"glue", "entry and host calls"}, {"host", "engine and runtime"}, {"unknown", "unknown code"}}
}
