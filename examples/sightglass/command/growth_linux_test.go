package command

import (
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/record"
)

// A fleet is what machines with a share of a plan each recorded.
type fleet struct {
	shares, benchmarks, rounds, iterations int // rounds of each share
}

// rows is how many there are: of two engines, and three phases.
func (f fleet) rows() int { return f.shares * f.benchmarks * f.rounds * f.iterations * 2 * 3 }

// write writes the shares into a folder, as a recorder does, and returns their files.
func (f fleet) write(t *testing.T, dir string) (files []string) {
	t.Helper()
	for share := range f.shares {
		name := filepath.Join(dir, fmt.Sprintf("share-%03d.jsonl", share+1))
		file, err := os.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(f.share(file, share), file.Close()); err != nil {
			t.Fatal(err)
		}
		files = append(files, name)
	}
	return files
}

func (f fleet) share(to io.Writer, share int) error {
	random := rand.New(rand.NewPCG(7, uint64(share)))
	first := uint64(1+share) << 24
	w := record.NewWriter(to, record.JSONL)
	err := w.Begin(record.Header{
		Started: time.Date(2026, 1, 2, 3, 4, 5, share, time.UTC), Seed: uint64(share + 1), FirstProcess: first, PlanHash: "ab",
		Engines: []record.Engine{{Name: "old", Engine: "wazero", Version: "v1"}, {Name: "new", Engine: "wazero", Version: "v2"}},
		Events:  []measure.Event{measure.Cycles},
		Machine: record.Machine{OS: "linux", Arch: "x86_64", CPU: "one", Fingerprint: fmt.Sprint(share)},
	})
	if err != nil {
		return err
	}
	levels := map[measure.Phase]float64{measure.Compilation: 3e6, measure.Instantiation: 1e5, measure.Execution: 2e7}
	for n := range f.rounds * f.benchmarks * 2 {
		engine, benchmark, round := [...]string{"old", "new"}[n%2], n/2%f.benchmarks, n/2/f.benchmarks
		wasm := fmt.Sprintf("suite/benchmark-%05d/benchmark-%05d.wasm", benchmark, benchmark)
		process := first + uint64(round)
		level := 1 + 0.05*random.NormFloat64()
		for i := range f.iterations {
			for phase := measure.Compilation; phase <= measure.Execution; phase++ {
				count := uint64(levels[phase] * level * (1 + 0.02*random.Float64()))
				if err := w.Write(record.Row{Arch: "x86_64", Engine: engine, Wasm: wasm, Process: process, Iteration: uint64(i), Phase: phase, Event: "cycles", Count: count}); err != nil {
					return err
				}
			}
		}
		if err := w.Mark(record.Mark{Ended: &record.Ended{Engine: engine, Wasm: wasm, Process: process, Round: round, Rows: f.iterations * 3}}); err != nil {
			return err
		}
	}
	return errors.Join(w.Mark(record.Mark{Finished: &record.Finished{At: time.Date(2026, 1, 2, 4, 0, 0, share, time.UTC)}}), w.Close())
}

// took is what a run of the command took.
type took struct {
	seconds, megabytes float64 // of processor time, and at most
	out, rows          int
}

// command runs the command line in a process of its own, whose output goes into a file.
func (f fleet) command(t *testing.T, out string, args ...string) took {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	file, err := os.Create(out)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	cmd := exec.Command(program, args...)
	cmd.Env = append(os.Environ(), "SIGHTGLASS_TEST_AS_COMMAND=1")
	var said strings.Builder
	cmd.Stdout, cmd.Stderr = file, &said
	if err := cmd.Run(); err != nil {
		t.Fatalf("%s: %v\n%.2000s", args[0], err, said.String())
	}
	info, err := file.Stat()
	if err != nil || info.Size() == 0 {
		t.Fatalf("%s wrote nothing: %v", args[0], err)
	}
	return took{(cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()).Seconds(), peakMegabytes(cmd.ProcessState), int(info.Size()), 0}
}

func number(t *testing.T, name string, otherwise int) int {
	text := os.Getenv(name)
	if text == "" {
		return otherwise
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		t.Fatalf("%s=%s: a whole number, 1 or more", name, text)
	}
	return n
}

// peakMegabytes is how much memory a process had at most.
func peakMegabytes(p *os.ProcessState) float64 {
	return float64(p.SysUsage().(*syscall.Rusage).Maxrss) / 1024
}

// TestGrowth: what a fleet recorded is read in memory that does not grow with the rows
// where they are handed on, and else by what their counts take. How long each takes is
// logged, and no test. SIGHTGLASS_TEST_GROWTH is how many millions of rows there are at most.
func TestGrowth(t *testing.T) {
	if os.Getenv("SIGHTGLASS_TESTS") == "" {
		t.Skip("minutes and a gigabyte of disk: run with SIGHTGLASS_TESTS=all")
	}
	most := number(t, "SIGHTGLASS_TEST_GROWTH", 2)
	const shares, benchmarks, iterations = 64, 20, 10
	sizes := []int{most * 1_000_000 / 4, most * 1_000_000}
	before := map[string]took{}
	for _, size := range sizes {
		f := fleet{shares, benchmarks, size / (shares * benchmarks * iterations * 6), iterations}
		dir := t.TempDir()
		files := f.write(t, dir)
		for _, of := range []struct {
			command string
			perRow  float64 // bytes, at most
		}{
			{"convert -o csv", 8}, {"convert -o parquet", 40}, {"summarize -o csv", 100}, {"compare -o json", 100}, {"report -o -", 200},
		} {
			took := f.command(t, filepath.Join(dir, "out"), append(strings.Fields(of.command), files...)...)
			millions := float64(f.rows()) / 1e6
			t.Logf("%-18s %9d rows: %6.2f s of processor time (%.2f s for each million), %5.0f MiB, %d bytes", of.command, f.rows(), took.seconds, took.seconds/millions, took.megabytes, took.out)
			if was, ok := before[of.command]; ok {
				grown := (took.megabytes - was.megabytes) * (1 << 20) / float64(f.rows()-was.rows)
				if t.Logf("%-18s %.0f bytes for each more row", of.command, grown); grown > of.perRow {
					t.Errorf("%s: memory grows by %.0f bytes for each row, want %.0f at most", of.command, grown, of.perRow)
				}
			}
			took.rows = f.rows()
			before[of.command] = took
		}
		if err := os.RemoveAll(dir); err != nil {
			t.Fatal(err)
		}
	}
}
