package analysis

import (
	"math"

	"github.com/sightglass-go/sightglass/analysis/internal/stat"
)

// Diagnostics is what a comparison's assumptions look like. A nil part could
// not be had: there were too few values, or no variance.
type Diagnostics struct {
	Baseline  ArmDiagnostics `json:"baseline"`
	Candidate ArmDiagnostics `json:"candidate"`
	// Order and Drift are those of the differences of rounds; of an unpaired
	// comparison they are nil.
	Order *stat.OrderTest `json:"order,omitempty"`
	Drift *stat.Drift     `json:"drift,omitempty"`
}

// ArmDiagnostics describes one of the two. Order and Drift are those of the
// processes' medians.
type ArmDiagnostics struct {
	Warmup     stat.Warmup             `json:"warmup"`
	Steadiness *stat.Steadiness        `json:"steadiness,omitempty"`
	Clustering *stat.Clustering        `json:"clustering,omitempty"`
	Serial     *stat.SerialCorrelation `json:"serial,omitempty"`
	Order      *stat.OrderTest         `json:"order,omitempty"`
	Drift      *stat.Drift             `json:"drift,omitempty"`
	Outliers   stat.Outliers           `json:"outliers"`
}

// suspicious is the p value below which a diagnostic becomes a caveat.
const suspicious = 0.01

// mostOutliers is how many outliers are listed; all are counted.
const mostOutliers = 20

// DiagnoseSeries returns the diagnostics of one series, the first warm
// iterations of each process being left out.
func DiagnoseSeries(s *Series, warm int) ArmDiagnostics {
	p := prepare(s)
	m, _ := p.middles(warm, math.MaxInt)
	return p.diagnose(m, warm)
}

func (p *processes) diagnose(m []middle, warm int) ArmDiagnostics {
	d := ArmDiagnostics{Warmup: p.warmup, Outliers: stat.LabelOutliers(p.logs, warm, mostOutliers)}
	var steady [][]float64
	for _, logs := range p.logs {
		if len(logs) > warm && stat.Finite(logs[warm:]) {
			steady = append(steady, logs[warm:])
		}
	}
	if s, ok := stat.MeasureSteadiness(p.logs); ok {
		d.Steadiness = &s
	}
	if c, ok := stat.MeasureClustering(steady); ok {
		d.Clustering = &c
	}
	if s, ok := stat.MeasureSerialCorrelation(steady); ok {
		d.Serial = &s
	}
	medians := make([]float64, len(m))
	for i := range m {
		medians[i] = m[i].median // ranks alone matter
	}
	d.Order, d.Drift = inTime(medians)
	return d
}

func inTime(x []float64) (*stat.OrderTest, *stat.Drift) {
	var order *stat.OrderTest
	var drift *stat.Drift
	if t, ok := stat.TestOrder(x); ok {
		order = &t
	}
	if r, ok := stat.MeasureDrift(x); ok {
		drift = &r
	}
	return order, drift
}

func (c *Comparison) diagnose(a, b *processes, ma, mb []middle) {
	d := &Diagnostics{Baseline: a.diagnose(ma, c.Warm), Candidate: b.diagnose(mb, c.Warm)}
	c.Diagnostics = d
	d.Order, d.Drift = inTime(c.centred())

	alike := func(k *stat.Clustering) bool { return k != nil && k.P < suspicious && k.ICC > 0 }
	if alike(d.Baseline.Clustering) || alike(d.Candidate.Clustering) {
		c.caveat(PoolingInvalid, "iterations of one process are alike: pooling them as if independent would be invalid, and is not done")
	}
	c.unsteady(c.Baseline, d.Baseline)
	c.unsteady(c.Candidate, d.Candidate)
	if d.Order != nil && d.Order.P < suspicious {
		c.caveat(roundsDependent, "the differences of rounds depend on those before them: the interval may be too narrow")
	}
	moves := func(r *stat.Drift) bool { return r != nil && r.P < suspicious }
	switch {
	case moves(d.Drift):
		c.caveat(drifting, "the difference drifted while it was recorded")
	case c.Method == MethodWelch && (moves(d.Baseline.Drift) || moves(d.Candidate.Drift)):
		c.caveat(drifting, "the machine drifted while one of the two was recorded")
	}
}

// unsteady warns of an arm whose processes have not come to rest: what is compared
// then depends on how many iterations they had.
func (c *Comparison) unsteady(arm Arm, d ArmDiagnostics) {
	if s := d.Steadiness; s != nil && !s.Steady() {
		c.caveat(NotSteady, "%v is not steady: the last half of its iterations still drifts, so that other numbers of iterations give other results", arm)
	}
}

// Steadiness is whether the last half of the iterations of each process still
// drifts; nil where that cannot be told, with fewer than three processes or four
// iterations.
func (s *Series) Steadiness() *stat.Steadiness {
	if d, ok := stat.MeasureSteadiness(s.logs()); ok {
		return &d
	}
	return nil
}

// Outliers labels the values that are far from the others, from iteration warm
// on, and lists as many as most of them: drawing takes them all.
func (s *Series) Outliers(warm, most int) stat.Outliers {
	return stat.LabelOutliers(prepare(s).logs, warm, most)
}
