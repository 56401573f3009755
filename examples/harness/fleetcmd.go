package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/analysis/report"
	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/recorder"
	"github.com/sightglass-go/sightglass/recorder/job"
	"github.com/sightglass-go/sightglass/recorder/worker"
)

func runFleet(ctx context.Context, args []string, out io.Writer) (err error) {
	flags := flag.NewFlagSet("fleet", flag.ContinueOnError)
	plan := recorder.Plan{Phase: measure.Execution, Measures: []string{"time"}}
	var commands []string
	flags.Func("exec", "a command that runs the command behind it on a machine; once for each machine", func(line string) error {
		commands = append(commands, line)
		return nil
	})
	program := flags.String("program", "", "this program's path on the machines (default the one it has here)")
	folder := flags.String("o", "", "keep each machine's recording in this folder, as machine-1.jsonl and so on")
	flags.IntVar(&plan.Processes, "processes", 10, "rounds, of all machines together")
	flags.IntVar(&plan.Iterations, "iterations", 5, "iterations in each process")
	flags.BoolVar(&plan.SmallWorkload, "small", false, "the short workloads")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if len(commands) == 0 {
		return errUsage
	}
	plan.Benchmarks = benchmarks(flags.Args(), "shootout-ackermann", "sieve")
	if plan.Engines, err = installed(ctx); err != nil {
		return err
	}
	var machines fleet
	for i, line := range commands {
		command, err := worker.SplitCommand(line)
		if err != nil {
			return fmt.Errorf("--exec: %w", err)
		}
		m := machine{name: fmt.Sprintf("machine-%d", i+1), recorder: worker.Recorder{Exec: command, Program: *program}}
		if *folder != "" {
			f, createErr := os.Create(filepath.Join(*folder, m.name+".jsonl"))
			if createErr != nil {
				return createErr
			}
			w := record.NewWriter(f, record.JSONL)
			defer func() { err = errors.Join(err, w.Close(), f.Close()) }()
			m.file = w
		}
		machines = append(machines, m)
	}
	var rows analysis.Builder
	happened, recordErr := machines.Record(ctx, plan, &rows)
	if happened.Rows == 0 {
		return recordErr
	}
	return errors.Join(recordErr, happened.Err(), show(out, rows.Data()))
}

// installed returns those of the two engines that are in this build.
func installed(ctx context.Context) (list []job.Engine, err error) {
	for _, name := range []string{"wazero", "wasmtime"} {
		engine, err := engines.Open(ctx, name, "")
		if errors.Is(err, engines.ErrUnavailable) {
			continue
		}
		if err == nil {
			err = engine.Close(ctx)
		}
		if err != nil {
			return nil, err
		}
		list = append(list, job.Engine{Engine: name})
	}
	return append(list, job.Engine{Name: "interpreter", Engine: "wazero", Flags: "interpreter"}), nil
}

// show prints where it was recorded, the medians, and the comparison by rounds,
// none of which has two machines in it.
func show(out io.Writer, data *analysis.Data) error {
	for _, h := range data.Headers {
		m := h.Machine
		if _, err := fmt.Fprintf(out, "%s: %s, kernel %s, %d CPUs, %d MiB; %v\n", h.Labels["machine"], m.CPU, m.Kernel, m.CPUs, m.MemoryKB>>10, h.Notes); err != nil {
			return err
		}
	}
	if err := report.Table(out, analysis.Summarize(data), report.NewOptions(data)); err != nil {
		return err
	}
	result, err := analysis.Compare(data, analysis.Options{Events: []string{"nanoseconds"}})
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintln(out); err != nil {
		return err
	}
	return report.Compare(out, result, report.CompareTable, report.CompareOptions{ShowUnchanged: true})
}
