package main

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/recorder"
	"github.com/sightglass-go/sightglass/recorder/job"
	"github.com/sightglass-go/sightglass/recorder/worker"
)

func TestMain(m *testing.M) {
	worker.Main()
	os.Exit(m.Run())
}

func TestByHand(t *testing.T) {
	t.Chdir(filepath.Join("..", ".."))
	var out bytes.Buffer
	if err := run(t.Context(), []string{"byhand", "--iterations", "2"}, &out); err != nil {
		t.Fatal(err)
	}
	lines := regexp.MustCompile(`(?m)^[01] (Compilation|Instantiation|Execution) +[0-9]+ (nanoseconds|cpu-nanoseconds|cycles)$`).FindAllString(out.String(), -1)
	if len(lines) != 2*3*3 {
		t.Errorf("%d lines:\n%s", len(lines), &out)
	}
	for _, args := range [][]string{{"byhand", "nonesuch.wasm"}, {"byhand", "--engine", "nonesuch"}, {"byhand", "README.md"}, {"nonesuch"}, {}} {
		if err := run(t.Context(), args, &out); err == nil {
			t.Errorf("%q: no error", args)
		}
	}
}

// pinned returns commands for two machines: CPUs of this one, the same twice
// where there is only one.
func pinned(t *testing.T) [2]string {
	t.Helper()
	commands := [2]string{"env MACHINE=1", "env MACHINE=2"}
	for i, cpu := range []string{"0", "1"} {
		if exec.Command("taskset", "-c", cpu, "true").Run() == nil {
			commands[i] = "taskset -c " + cpu
		}
	}
	return commands
}

// TestFleetCommand: two machines, one table, and a file from each, which
// together hold the same rows.
func TestFleetCommand(t *testing.T) {
	t.Chdir(filepath.Join("..", ".."))
	dir, commands := t.TempDir(), pinned(t)
	var out bytes.Buffer
	args := []string{"fleet", "--exec", commands[0], "--exec", commands[1], "--small", "--processes", "3", "--iterations", "2", "-o", dir}
	if err := run(t.Context(), args, &out); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`machine-1: `, `machine-2: `, "through " + commands[1], `wazero`, `interpreter:interpreter against wazero`} {
		if !regexp.MustCompile(want).MatchString(out.String()) {
			t.Errorf("%q is not in\n%s", want, &out)
		}
	}
	machineOf := map[uint64]string{}
	var all analysis.Builder
	for _, name := range []string{"machine-1", "machine-2"} {
		f, err := os.Open(filepath.Join(dir, name+".jsonl"))
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		r := record.NewReader(f, name, record.Auto)
		for {
			row, err := r.Read()
			if err != nil {
				break
			}
			if other := machineOf[row.Process]; other != "" && other != name {
				t.Errorf("round %d is of %s and of %s", row.Process, other, name)
			}
			machineOf[row.Process] = name
			all.Add(row)
		}
		if h := r.Headers(); len(h) != 1 || h[0].Labels["machine"] != name {
			t.Errorf("%s: headers %+v", name, h)
		}
	}
	if len(machineOf) != 3 {
		t.Errorf("%d rounds, want 3", len(machineOf))
	}
	result, err := analysis.Compare(all.Data(), analysis.Options{Baseline: "wazero", Phase: measure.Execution})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range result.Comparisons {
		if c.Rounds != 3 {
			t.Errorf("%v: %d rounds were paired, want 3", c, c.Rounds)
		}
	}
}

// fake records a row for each round, or fails behind the first.
type fake struct{ err error }

func (f fake) Record(_ context.Context, plan recorder.Plan, sink record.Sink) (recorder.Report, error) {
	r := recorder.Report{Header: record.Header{Format: record.FormatVersion, Labels: plan.Labels, Seed: plan.Seed}, Warnings: []string{"loud"}}
	if plan.Processes == 0 {
		return r, errors.New("asked for nothing")
	}
	if err := sink.Begin(r.Header); err != nil {
		return r, err
	}
	for i := range plan.Processes {
		if err := sink.Write(record.Row{Wasm: plan.Labels["machine"], Process: plan.FirstProcess + uint64(i)}); err != nil {
			return r, err
		}
		r.Rows++
		if f.err != nil {
			return r, f.err
		}
		r.Processes++
	}
	return r, sink.Flush()
}

func TestFleet(t *testing.T) {
	broken := errors.New("unplugged")
	three := fleet{{name: "a", recorder: fake{}}, {name: "b", recorder: fake{}}, {name: "c", recorder: fake{}}}
	for _, tt := range []struct {
		name  string
		fleet fleet
		plan  recorder.Plan
		rows  string // the machine of each, in order
		want  error
	}{
		{"even", three, recorder.Plan{Processes: 6}, "aabbcc", nil},
		{"uneven", three, recorder.Plan{Processes: 5}, "aabbc", nil},
		{"fewer rounds than machines", three, recorder.Plan{Processes: 2}, "ab", nil},
		{"default", three[:1], recorder.Plan{}, "aaaaaaaaaa", nil},
		{"one breaks", fleet{{name: "a", recorder: fake{broken}}, three[1]}, recorder.Plan{Processes: 4}, "abb", broken},
		{"none", nil, recorder.Plan{Processes: 1}, "", job.ErrPlan},
		{"same name", fleet{three[0], three[0]}, recorder.Plan{}, "", job.ErrPlan},
		{"negative", three, recorder.Plan{Processes: -1}, "", job.ErrPlan},
	} {
		for _, first := range []uint64{0, 1000} {
			tt.plan.FirstProcess, tt.plan.Labels = first, map[string]string{"user": "me"}
			var c record.Collector
			report, err := tt.fleet.Record(t.Context(), tt.plan, &c)
			if !errors.Is(err, tt.want) {
				t.Errorf("%s: %v, want %v", tt.name, err, tt.want)
			}
			if err != nil && tt.want == broken && !strings.HasPrefix(err.Error(), "a: ") {
				t.Errorf("%s: %v does not name the machine", tt.name, err)
			}
			var order strings.Builder
			rounds := map[uint64]bool{}
			for _, r := range c.Rows {
				order.WriteString(r.Wasm)
				if rounds[r.Process] || r.Process == 0 {
					t.Errorf("%s: round %d twice", tt.name, r.Process)
				}
				rounds[r.Process] = true
			}
			if order.String() != tt.rows || report.Rows != len(c.Rows) {
				t.Errorf("%s: rows of %s, %d reported, want %s", tt.name, &order, report.Rows, tt.rows)
			}
			for i, h := range c.Headers {
				if h.Labels["user"] != "me" || h.Seed != uint64(i) {
					t.Errorf("%s: header %+v", tt.name, h)
				}
			}
			if len(report.Warnings) > 0 && report.Warnings[0] != "a: loud" {
				t.Errorf("%s: warnings %q", tt.name, report.Warnings)
			}
		}
	}
}

// TestFleetBreaks: a machine that cannot be reached costs its own rounds.
func TestFleetBreaks(t *testing.T) {
	t.Chdir(filepath.Join("..", ".."))
	commands := pinned(t)
	var out bytes.Buffer
	args := []string{"fleet", "--exec", commands[0], "--exec", "false --", "--small", "--processes", "2", "--iterations", "1"}
	err := run(t.Context(), args, &out)
	if !errors.Is(err, job.ErrDied) || !strings.Contains(err.Error(), "machine-2: ") {
		t.Errorf("%v", err)
	}
	if !strings.Contains(out.String(), "machine-1: ") || strings.Contains(out.String(), "machine-2") {
		t.Errorf("printed %s", &out)
	}
	for _, args := range [][]string{{"fleet"}, {"fleet", "--exec", ""}, {"fleet", "--exec", "env", "-o", "nonesuch/folder"}} {
		if err := run(t.Context(), args, &out); err == nil {
			t.Errorf("%q: no error", args)
		}
	}
}
