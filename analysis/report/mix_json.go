package report

import (
	"math"

	"github.com/sightglass-go/sightglass/analysis"
)

// millionths rounds what differs in its last digits from one processor to the next.
func millionths(x float64) float64 { return math.Round(x*1e6) / 1e6 }

type jsonMixes struct {
	Engine     string    `json:"engine,omitempty"`
	Benchmarks []jsonMix `json:"benchmarks"`
	// Absent are the classes that no benchmark has, Idle those that none executes.
	Absent []string   `json:"classes_absent"`
	Idle   []string   `json:"classes_not_executed"`
	Alike  *jsonAlike `json:"alike"`
}

type jsonMix struct {
	Benchmark string         `json:"benchmark"`
	Static    jsonCounts     `json:"static"`
	Dynamic   *jsonCounts    `json:"dynamic"`
	Metrics   map[string]any `json:"metrics"`
}

type jsonCounts struct {
	Total   uint64            `json:"total"`
	Classes map[string]uint64 `json:"classes"`
}

type jsonAlike struct {
	Unknown        string     `json:"unknown,omitempty"` // why there is nothing else
	Method         string     `json:"method,omitempty"`
	Columns        int        `json:"columns,omitempty"`
	Components     int        `json:"components,omitempty"`
	Share          float64    `json:"share_of_variance,omitempty"`
	Limit          float64    `json:"alike_up_to,omitempty"`
	Alike          []jsonNear `json:"alike,omitempty"`
	Nearest        []jsonNear `json:"nearest,omitempty"`
	Constant       []string   `json:"columns_constant,omitempty"`
	ColumnsUnknown []string   `json:"columns_unknown,omitempty"`
	Left           []string   `json:"left_out,omitempty"`
}

type jsonNear struct {
	A        string  `json:"a"`
	B        string  `json:"b"`
	Distance float64 `json:"distance"`
}

func mixDocument(m *analysis.Mixes, o MixOptions) jsonMixes {
	absent, idle := m.Uncovered()
	doc := jsonMixes{Engine: o.Engine, Benchmarks: []jsonMix{}, Absent: append([]string{}, absent...), Idle: append([]string{}, idle...)}
	counts := func(of []uint64) *jsonCounts {
		if of == nil {
			return nil
		}
		c := &jsonCounts{Classes: map[string]uint64{}}
		for i, n := range of {
			if c.Total += n; n > 0 {
				c.Classes[m.Classes[i]] = n
			}
		}
		return c
	}
	metrics := m.Metrics()
	for i := range m.Mixes {
		mix := &m.Mixes[i]
		values := make(map[string]any, len(metrics))
		for _, x := range metrics {
			values[x.Name] = known(x.Of(mix))
		}
		doc.Benchmarks = append(doc.Benchmarks, jsonMix{mix.Benchmark, *counts(mix.Static), counts(mix.Dynamic), values})
	}
	switch l := o.Likeness; {
	case l == nil && o.Unlike != nil:
		doc.Alike = &jsonAlike{Unknown: o.Unlike.Error()}
	case l != nil:
		near := func(list []analysis.Near) (out []jsonNear) {
			for _, n := range list {
				out = append(out, jsonNear{l.Benchmarks[n.A], l.Benchmarks[n.B], millionths(n.Distance)})
			}
			return out
		}
		doc.Alike = &jsonAlike{Method: "principal components of standardised columns", Columns: l.Columns, Components: l.Components, Share: millionths(l.Share),
			Limit: analysis.AlikeDistance, Alike: near(l.Alike), Nearest: near(l.Nearest), Constant: l.Constant, ColumnsUnknown: l.Unknown, Left: o.Left}
	}
	return doc
}
