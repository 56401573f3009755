package command

import (
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/sightglass-go/sightglass/analysis"
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
func (f fleet) write(t testing.TB, dir string) (files []string) {
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
}

// command runs the command line in a process of its own, whose output goes into a file.
func (f fleet) command(t testing.TB, out string, args ...string) took {
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
	return took{(cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()).Seconds(), peakMegabytes(cmd.ProcessState)}
}

func number(t testing.TB, name string, otherwise int) int {
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

// growing are commands, and by how many bytes what they hold may grow with each row.
var growing = []struct {
	command string
	perRow  float64
}{
	{"convert -o csv", 8}, {"convert -o parquet", 8}, // rows are handed on; the last few are held
	{"summarize -o csv", 2}, {"compare -o json", 2}, {"report -o -", 2}, // beyond the budget counts are in a file
}

// held is an output that finds how much memory is held while it is written to: what is left
// when all garbage is collected, which does not depend on when the collector runs by itself.
type held struct {
	written, next int
	most          uint64 // bytes
}

func (h *held) Write(b []byte) (int, error) {
	if h.written += len(b); h.written > h.next {
		h.next = h.written + 4<<20
		for range 2 { // pools are emptied by the second
			runtime.GC()
		}
		var memory runtime.MemStats
		runtime.ReadMemStats(&memory)
		h.most = max(h.most, memory.HeapAlloc)
	}
	return len(b), nil
}

// TestGrowth: what a fleet recorded is read in memory that does not grow with the rows: they
// are handed on, or are in a file beyond the budget. BenchmarkGrowth prints what the commands
// take.
func TestGrowth(t *testing.T) {
	if os.Getenv("SIGHTGLASS_TESTS") == "" {
		t.Skip("a minute, and 150 MB of disk: run with SIGHTGLASS_TESTS=all")
	}
	defer func() { budget = analysis.DefaultBudget }()
	budget = 1 << 20
	before := map[string]uint64{}
	rowsBefore := 0
	for _, rounds := range []int{4, 16} { // 307,200 rows are more than one group of Parquet
		f := fleet{64, 20, rounds, 10}
		files := f.write(t, t.TempDir())
		for _, of := range growing {
			var out held
			var said strings.Builder
			if code := Run(t.Context(), append(strings.Fields(of.command), files...), strings.NewReader(""), &out, &said); code != 0 || out.written == 0 {
				t.Fatalf("%s: code %d, %d bytes\n%.2000s", of.command, code, out.written, said.String())
			}
			if was, ok := before[of.command]; ok {
				grown := (float64(out.most) - float64(was)) / float64(f.rows()-rowsBefore)
				if t.Logf("%-18s %.3f bytes for each more row, of %d", of.command, grown, out.most); grown > of.perRow {
					t.Errorf("%s: what is held grows by %.1f bytes for each row, want %.0f at most", of.command, grown, of.perRow)
				}
			}
			before[of.command] = out.most
		}
		rowsBefore = f.rows()
	}
}

// BenchmarkGrowth prints what commands take for what a fleet recorded: processor time for
// each million of rows, and how much memory the process had at most, which grows with what
// the collector leaves lying, too. SIGHTGLASS_TEST_GROWTH is how many millions of rows
// there are.
func BenchmarkGrowth(b *testing.B) {
	f := fleet{64, 20, 1, 10}
	f.rounds = max(1, number(b, "SIGHTGLASS_TEST_GROWTH", 1)*1_000_000/f.rows())
	dir := b.TempDir()
	files := f.write(b, dir)
	for _, of := range growing {
		b.Run(strings.ReplaceAll(of.command, " ", "_"), func(b *testing.B) {
			var most took
			for b.Loop() {
				now := f.command(b, filepath.Join(dir, "out"), append(strings.Fields(of.command), files...)...)
				most = took{max(most.seconds, now.seconds), max(most.megabytes, now.megabytes)}
			}
			b.ReportMetric(most.seconds/(float64(f.rows())/1e6), "cpu-s/Mrow")
			b.ReportMetric(most.megabytes, "MiB")
		})
	}
}
