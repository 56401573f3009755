package html

import (
	"cmp"
	"slices"

	"github.com/sightglass-go/sightglass/analysis/profile"
	"github.com/sightglass-go/sightglass/measure/record"
)

// flame is a function as it was called by others: with all that it calls, in one
// Execution of each arm.
type flame struct {
	label    string
	kind     record.FrameKind
	counts   []float64
	children []*flame
}

// weight is the mean of the arms.
func (n *flame) weight() (sum float64) {
	for _, c := range n.counts {
		sum += c
	}
	return sum / float64(len(n.counts))
}

// child is the one of that name, a new one if there is none.
func (n *flame) child(label string, kind record.FrameKind) *flame {
	for _, c := range n.children {
		if c.label == label {
			return c
		}
	}
	c := &flame{label: label, kind: kind, counts: make([]float64, len(n.counts))}
	n.children = append(n.children, c)
	return c
}

// flameTree has all samples of the arms, the heaviest branches first.
func flameTree(r *profile.Result, arms []profile.Arm) *flame {
	root := &flame{label: "all", counts: make([]float64, len(arms))}
	for i, a := range arms {
		for _, s := range a.Profile.Samples {
			n, count := root, float64(s.Count)/float64(r.Windows[i])
			n.counts[i] += count
			for caller, at := range slices.Backward(s.Stack) {
				frame := &a.Profile.Frames[at]
				if frame.Kind == record.Glue && caller > 0 { // each engine enters a guest by code of its own
					continue
				}
				n = n.child(profile.Label(arms, i, frame), frame.Kind)
				n.counts[i] += count
			}
		}
	}
	root.sort()
	return root
}

func (n *flame) sort() {
	slices.SortFunc(n.children, func(a, b *flame) int {
		return cmp.Or(cmp.Compare(b.weight(), a.weight()), cmp.Compare(a.label, b.label))
	})
	for _, c := range n.children {
		c.sort()
	}
}

// flameClasses are the colours of functions by their labels: whose they are, and of two
// arms how they differ.
func flameClasses(r *profile.Result) map[string]string {
	classes := map[string]string{}
	for i := range r.Lines {
		l := &r.Lines[i]
		label, class := l.Label(), string(l.Kind)
		if len(r.Arms) > 1 {
			switch _, verdict := r.Change(l); {
			case r.Sampled() && verdict != profile.Changed, l.Difference() == 0:
				class = "same"
			case l.Difference() > 0:
				class = "more"
			default:
				class = "less"
			}
		}
		classes[label] = class
	}
	return classes
}
