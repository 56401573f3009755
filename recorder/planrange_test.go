package recorder

import (
	"errors"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/sightglass-go/sightglass/recorder/job"
)

// TestPlanRanges: a plan that a library's user makes is refused as flags are.
func TestPlanRanges(t *testing.T) {
	good := func() Plan {
		return Plan{Engines: []job.Engine{{Engine: "a"}, {Engine: "b"}, {Engine: "c"}}, Benchmarks: []string{"x", "y"}}
	}
	for name, tt := range map[string]struct {
		set  func(*Plan)
		says string // "" if it is taken
	}{
		"defaults":  {func(*Plan) {}, ""},
		"no limits": {func(p *Plan) { p.Timeout, p.OutputLimit = -1, -1 }, ""},
		"largest": {func(p *Plan) {
			p.Processes, p.Retries, p.Timeout = MaxProcesses, MaxRetries, MaxTime
		}, ""},
		"processes":          {func(p *Plan) { p.Processes = -1 }, "-1 processes"},
		"many processes":     {func(p *Plan) { p.Processes = MaxProcesses + 1 }, "1000001 processes"},
		"overflow":           {func(p *Plan) { p.Processes = math.MaxInt }, "processes"},
		"iterations":         {func(p *Plan) { p.Iterations = -5 }, "iterations"},
		"many iterations":    {func(p *Plan) { p.Iterations = math.MaxInt }, "iterations"},
		"retries":            {func(p *Plan) { p.Retries = -1 }, "retries"},
		"many retries":       {func(p *Plan) { p.Retries = 1001 }, "retries"},
		"padding":            {func(p *Plan) { p.Padding = MaxPadding + 1 }, "16385 bytes of padding"},
		"no padding":         {func(p *Plan) { p.Padding = -1 }, ""},
		"much memory":        {func(p *Plan) { p.MemoryLimit = math.MaxInt64 }, "memory"},
		"much output":        {func(p *Plan) { p.OutputLimit = math.MaxInt64 }, "output"},
		"long timeout":       {func(p *Plan) { p.Timeout = math.MaxInt64 }, "timeout"},
		"first round":        {func(p *Plan) { p.FirstProcess = math.MaxUint64 }, "first round"},
		"all of it together": {func(p *Plan) { p.Processes, p.Benchmarks = MaxProcesses, strings.Fields(strings.Repeat("b ", 500)) }, "1.5e+09 processes"},
	} {
		p := good()
		tt.set(&p)
		_, err := p.withDefaults()
		switch {
		case tt.says == "" && err != nil:
			t.Errorf("%s: %v", name, err)
		case tt.says != "" && (!errors.Is(err, job.ErrPlan) || !strings.Contains(err.Error(), tt.says)):
			t.Errorf("%s: %v, want job.ErrPlan that says %q", name, err, tt.says)
		}
	}
}

// TestOptionsRefused: a run that cannot be controlled so is refused before
// anything is looked at.
func TestOptionsRefused(t *testing.T) {
	for name, tt := range map[string]struct {
		o    Options
		says string
	}{
		"budget":      {Options{Budget: -time.Second}, "may take -1s"},
		"long budget": {Options{Budget: math.MaxInt64}, "may take"},
		"despite":     {Options{Despite: []string{"machine"}}, "none is named"},
	} {
		_, err := Record(t.Context(), Plan{}, nil, nil, tt.o)
		if !errors.Is(err, job.ErrPlan) || !strings.Contains(err.Error(), tt.says) {
			t.Errorf("%s: %v, want job.ErrPlan that says %q", name, err, tt.says)
		}
	}
}
