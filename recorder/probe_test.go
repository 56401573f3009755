package recorder

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/recorder/job"
)

// mortal is a runner whose first probes fail.
type mortal struct {
	failing int
	with    error
	probes  int
}

func (m *mortal) Probe(context.Context, Plan) (job.Setup, error) {
	if m.probes++; m.probes <= m.failing {
		return job.Setup{}, m.with
	}
	return job.Setup{Engines: []record.Engine{{Name: "e", Engine: "e"}}}, nil
}

func (m *mortal) Run(context.Context, job.Job, func([]job.Sample) error) (job.Outcome, error) {
	return job.Outcome{}, nil
}

// TestProbeDies: it is said that it was the probe, and it is tried again as
// often as any other process; what it finds out is not.
func TestProbeDies(t *testing.T) {
	died := fmt.Errorf("%w: killed by SIGKILL", job.ErrDied)
	for _, tt := range []struct {
		name             string
		failing, retries int
		with             error
		probes           int
		want             error
		says             string
	}{
		{"no retries", 1, 0, died, 1, job.ErrDied, "the probe, which"},
		{"once", 1, 2, died, 2, nil, "trying again, 1 of 2"},
		{"twice", 2, 2, died, 3, nil, "trying again, 2 of 2"},
		{"too often", 3, 2, died, 3, job.ErrDied, "the probe, which"},
		{"it takes too long", 1, 1, job.ErrTimeout, 2, nil, "timed out"},
		{"no engine", 1, 5, job.ErrPlan, 1, job.ErrPlan, "plan refused"},
	} {
		m := &mortal{failing: tt.failing, with: tt.with}
		plan := Plan{Engines: []job.Engine{{Engine: "e"}}, Benchmarks: []string{"b"}, Processes: 1, Retries: tt.retries}
		report, err := Record(t.Context(), plan, new(record.Collector), m, Options{})
		said := fmt.Sprint(err, report.Header.Warnings)
		if !errors.Is(err, tt.want) || (err == nil) != (tt.want == nil) || m.probes != tt.probes || !strings.Contains(said, tt.says) {
			t.Errorf("%s: %d probes, %s", tt.name, m.probes, said)
		}
		if report.Retries != tt.probes-1 {
			t.Errorf("%s: %d retries of %d probes", tt.name, report.Retries, tt.probes)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	m := &mortal{failing: 9, with: died}
	if _, err := Record(ctx, Plan{Engines: []job.Engine{{Engine: "e"}}, Benchmarks: []string{"b"}, Retries: 3}, new(record.Collector), m, Options{}); m.probes != 1 || err == nil {
		t.Errorf("stopped: %d probes, %v", m.probes, err)
	}
}
