package recorder

import (
	"errors"
	"slices"

	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/recorder/job"
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
	guests := []*job.Guest{&p.Guest}
	for _, s := range p.Settings {
		if s.Guest != nil {
			guests = append(guests, s.Guest)
			list = append(list, planText{"standard input", s.Guest.Stdin, record.ErrName}, planText{"working folder", s.Guest.Dir, record.ErrName})
		}
	}
	for _, g := range guests {
		for _, is := range slices.Concat(g.Args, g.Call.Args, g.Results, []string{g.Call.Entry}) {
			list = append(list, planText{"argument", is, errText})
		}
	}
	for key, value := range p.Labels {
		list = append(list, planText{"label", key + "=" + value, errText})
	}
	return list
}
