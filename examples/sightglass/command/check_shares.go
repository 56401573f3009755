package command

import (
	"fmt"
	"slices"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/measure/record"
)

// warnOfShares adds, to each file that is a share of a plan, what is missing of that plan
// among all files, and which of them is the same share.
func warnOfShares(all []checked) {
	var headers []record.Header
	of := map[int][]int{} // by file, its headers
	for i := range all {
		for _, rec := range all[i].recordings() {
			if rec.Header != nil && rec.Header.Share != nil && rec.Header.Share.Check() == nil {
				of[i], headers = append(of[i], len(headers)), append(headers, *rec.Header)
			}
		}
	}
	byPlan := map[string][]error{}
	for _, h := range headers {
		if plan := h.Share.Plan; byPlan[plan] == nil {
			byPlan[plan] = analysis.HeaderWarnings(slices.DeleteFunc(slices.Clone(headers), func(o record.Header) bool { return o.Share.Plan != plan }))
		}
	}
	for i := range all {
		for _, k := range of[i] {
			share := headers[k].Share
			for _, w := range byPlan[share.Plan] {
				all[i].warn(w.Error())
			}
			for other := range all {
				if other < i && slices.ContainsFunc(of[other], func(n int) bool { return headers[n].Share.Overlaps(share) }) {
					all[i].warn(fmt.Sprintf("%s is share %v of the plan %s, and its rounds are those of %s: readers leave one of the two out", all[i].File, share, record.ShortHash(share.Plan), all[other].File))
				}
			}
		}
	}
}

func (c *checked) recordings() []record.Recording {
	if c.Health == nil {
		return nil
	}
	return c.Health.Recordings
}

// warn adds a warning, once.
func (c *checked) warn(text string) {
	if !slices.Contains(c.Warnings, text) {
		c.Warnings = append(c.Warnings, text)
	}
}
