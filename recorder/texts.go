package recorder

import (
	"errors"
	"slices"

	"github.com/sightglass-go/sightglass/measure/record"
)

// errText is for what is not UTF-8 and no file name.
var errText = errors.New("it is not UTF-8, and cannot be recorded")

// planText is one of the texts of a plan.
type planText struct {
	what, is string
	err      error // if it is not UTF-8
}

// texts are all texts that workers are sent and recordings hold, as JSON: what
// is not UTF-8 would arrive as something else.
func (p *Plan) texts() (list []planText) {
	for _, name := range p.Benchmarks {
		list = append(list, planText{"benchmark", name, record.ErrName})
	}
	list = append(list, planText{"standard input", p.Stdin, record.ErrName})
	for _, e := range p.Engines {
		for _, is := range []string{e.Name, e.Engine, e.Flags} {
			list = append(list, planText{"engine", is, errText})
		}
		for _, is := range e.Programs {
			list = append(list, planText{"program", is, record.ErrName})
		}
	}
	for _, is := range slices.Concat(p.Args, p.Call.Args, p.Results, []string{p.Call.Entry}) {
		list = append(list, planText{"argument", is, errText})
	}
	for key, value := range p.Labels {
		list = append(list, planText{"label", key + "=" + value, errText})
	}
	return list
}
