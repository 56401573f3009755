package html

import (
	"fmt"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/analysis/report"
	"github.com/sightglass-go/sightglass/measure/words"
)

// A todo is what to do next: words, perhaps with a link to a benchmark or a command.
type todo struct{ Text, Anchor, Link, Command string }

// todosOf says what a reader can do next.
func todosOf(p *pages) []todo {
	r := p.result
	if len(r.Comparisons) == 0 {
		if len(p.data.Configs) == 1 {
			return []todo{{Text: "Record another engine, or another build of this one, in the same rounds:", Command: "sightglass benchmark --engine ONE --engine OTHER"}}
		}
		return nil
	}
	var out []todo
	var worst *analysis.Comparison
	unsure, settled, confounded, most := 0, 0, false, 0
	for i := range r.Comparisons {
		c := &r.Comparisons[i]
		if c.Worse() && (worst == nil || phaseRank(c.Phase) < phaseRank(worst.Phase) || c.Phase == worst.Phase && report.Urgency(c, worst) < 0) {
			worst = c
		}
		if c.Verdict == analysis.Unsure {
			unsure++
			if c.MoreRounds != nil {
				settled, most = settled+1, max(most, c.MoreRounds.Most)
			}
		}
		for _, v := range c.Caveats {
			confounded = confounded || v.Code == analysis.Confounded
		}
	}
	if worst != nil {
		verdict, _ := report.Told(worst)
		out = append(out, todo{Text: fmt.Sprintf("Start with the worst, %s in %v:", verdict, worst.Phase), Anchor: p.anchorOf(worst), Link: p.names.of(worst.Wasm)})
	}
	if confounded {
		out = append(out, todo{Text: "These recordings were made one after the other, and whatever else changed in the meantime looks like a difference. Record both in the same rounds:", Command: "sightglass ab"})
	}
	if unsure > 0 {
		t := todo{Text: fmt.Sprintf("%d of %s unsure", unsure, words.Plural(len(r.Comparisons), "comparison is", "comparisons are"))}
		if settled > 0 {
			t.Text += fmt.Sprintf("; up to %s would probably settle %d", words.Count(most, "more round"), settled)
			if !confounded && len(p.files) == 1 && len(p.files[0].Headers) == 1 {
				t.Command = fmt.Sprintf("sightglass benchmark --resume RECORDING --rounds %d", rounds(r)+most)
			}
		}
		t.Text += map[bool]string{true: ".", false: ":"}[t.Command == ""]
		out = append(out, t)
	}
	if len(out) == 0 {
		out = append(out, todo{Text: "Nothing: nothing became worse, and nothing is unsure."})
	}
	return out
}

func rounds(r *analysis.Result) int {
	most := 0
	for i := range r.Comparisons {
		most = max(most, r.Comparisons[i].Rounds)
	}
	return most
}
