package analysis

// A job is all comparisons of one benchmark, phase and event, so that the
// baseline is prepared once, and no more is held at a time than is worked on.
type job struct {
	baseline    *Series // nil if there is none
	candidates  []*Series
	comparisons []Comparison
	beside      bool // see Result
}

func (j *job) run(d *Data, o Options) {
	if j.baseline == nil || len(j.candidates) == 0 {
		return
	}
	a := prepare(j.baseline)
	for _, s := range j.candidates {
		c := compare(a, prepare(s), d.event(s.Event), o)
		c.letGo(j.baseline, s, c.Event, o)
		j.comparisons = append(j.comparisons, c)
	}
}
