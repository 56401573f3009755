package analysis

import (
	"slices"
	"strings"

	"github.com/sightglass-go/sightglass/measure/record"
)

// comparePrograms adds a caveat if the programs that ran the two differ by more
// than the engine that is compared.
func (c *Comparison) comparePrograms(a, b *Series) {
	var words []string
	for _, h := range a.works {
		for _, g := range b.works {
			x, y := engineIn(h, a.Config()), engineIn(g, b.Config())
			if x == nil || y == nil {
				continue
			}
			for _, d := range record.ProgramDifferences(h, x, g, y) {
				if text := d.String(); !slices.Contains(words, text) {
					words = append(words, text)
				}
			}
		}
	}
	if len(words) > 0 {
		c.caveat(programsDiffer, "the programs that ran the two differ by more than the engine: %s", strings.Join(words, "; "))
	}
}

// engineIn returns what a recording says of an engine, nil if nothing.
func engineIn(h *record.Header, c Config) *record.Engine {
	i := slices.IndexFunc(h.Engines, func(e record.Engine) bool { return e.Name == c.Engine && e.Flags == c.Flags })
	if i < 0 {
		return nil
	}
	return &h.Engines[i]
}
