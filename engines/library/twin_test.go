//go:build (linux || darwin) && (amd64 || arm64) && !sightglass_static

package library

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"testing"

	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/measure/cycles"
)

// twinVariable makes the test program the Go twin of testdata/driver.c, with the
// same arguments.
const twinVariable = "SIGHTGLASS_TWIN"

func init() {
	if os.Getenv(twinVariable) != "" {
		runtime.LockOSThread() // to the first thread, where a worker is, and a C program
	}
}

func TestMain(m *testing.M) {
	if os.Getenv(twinVariable) == "" {
		os.Exit(m.Run())
	}
	if err := twin(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

func twin(args []string) error {
	ctx := context.Background()
	var iterations int
	if _, err := fmt.Sscan(args[4], &iterations); err != nil {
		return err
	}
	wasm, err := os.ReadFile(args[1])
	if err != nil {
		return err
	}
	out, err := os.Create(args[3])
	if err != nil {
		return err
	}
	c, err := cycles.Open()
	if err != nil {
		return err
	}
	e, err := Open(ctx, args[0], "")
	if err != nil {
		return err
	}
	host := engines.Host{Env: []string{smallWorkload + "=1"}, Dir: args[2], Stdout: out, Bench: engines.NewBench(c)}
	if err := e.(engines.SelfTimed).Prepare(ctx, host, c); err != nil {
		return err
	}
	for i := range iterations {
		show := func(phase string) error {
			r, err := c.Readings(nil)
			if i > 0 {
				fmt.Println(phase, r[0].Count)
			}
			return err
		}
		m, err := e.Compile(ctx, wasm)
		if err != nil {
			return err
		}
		if err := show("compile"); err != nil {
			return err
		}
		host.Bench = engines.NewBench(c)
		l, err := m.Link(ctx, host)
		if err != nil {
			return err
		}
		instance, err := l.Instantiate(ctx)
		if err != nil {
			return err
		}
		if err := show("instantiate"); err != nil {
			return err
		}
		if err := instance.Run(ctx); err != nil {
			return err
		}
		if err := show("execute"); err != nil {
			return err
		}
	}
	return e.Close(ctx)
}

var phases = [3]string{"compile", "instantiate", "execute"}

// twins are a C program and this one, and what both are given.
func twins(t testing.TB, benchmark string) (c, args []string) {
	t.Helper()
	file := filepath.Join("..", "..", "examples", "benchmarks", benchmark, benchmark+".wasm")
	if _, err := os.Stat(file); err != nil {
		t.Skip(err)
	}
	library := example(t, "libengine.so")
	driver := cc(t, "driver", "testdata/driver.c", "-D_GNU_SOURCE", "-ldl")
	return []string{driver}, []string{library, file, filepath.Dir(file), filepath.Join(t.TempDir(), "out"), "16"}
}

// ticks runs a process and returns the medians of its phases.
func ticks(t testing.TB, program, args []string) (medians [len(phases)]float64) {
	t.Helper()
	cmd := exec.Command(program[0], args...)
	cmd.Env = append(os.Environ(), twinVariable+"=1")
	var out, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &stderr
	if err := cmd.Run(); err != nil {
		t.Fatalf("%v: %v: %s", cmd.Args, err, &stderr)
	}
	all := map[string][]float64{}
	for lines := bufio.NewScanner(&out); lines.Scan(); {
		var phase string
		var n float64
		if _, err := fmt.Sscan(lines.Text(), &phase, &n); err != nil {
			t.Fatalf("%q: %v", lines.Text(), err)
		}
		all[phase] = append(all[phase], n)
	}
	for i, p := range phases {
		if len(all[p]) != 15 {
			t.Fatalf("%d times %s: %s", len(all[p]), p, &out)
		}
		medians[i] = median(all[p])
	}
	return medians
}

func median(x []float64) float64 {
	x = slices.Sorted(slices.Values(x))
	return (x[(len(x)-1)/2] + x[len(x)/2]) / 2
}

// TestTwin keeps both twins working.
func TestTwin(t *testing.T) {
	c, args := twins(t, "noop")
	for _, program := range [][]string{c, {os.Args[0]}} {
		if got := ticks(t, program, args); slices.Contains(got[:], 0) {
			t.Errorf("%s: %v", program, got)
		}
	}
}

// BenchmarkTwin compares the phases through the adapter with those in a C program
// that loads the same library: the ratio of the medians of two processes, and of
// that the median over the rounds, which the iterations are.
func BenchmarkTwin(b *testing.B) {
	for _, name := range []string{"noop", "bytecode-vm", "hash-table", "json-parse", "matrix-multiply", "nbody", "sha256", "sieve"} {
		b.Run(name, func(b *testing.B) {
			c, args := twins(b, name)
			var ratios, base [len(phases)][]float64
			for b.Loop() {
				// Both orders, so that a drift of the machine favours neither.
				first := ticks(b, c, args)
				a := ticks(b, []string{os.Args[0]}, args)
				a2 := ticks(b, []string{os.Args[0]}, args)
				last := ticks(b, c, args)
				for p := range phases {
					base[p] = append(base[p], (first[p]+last[p])/2)
					ratios[p] = append(ratios[p], (a[p]+a2[p])/(first[p]+last[p]))
				}
			}
			line := fmt.Sprintf("%-16s", name)
			for p, phase := range phases {
				b.ReportMetric(median(ratios[p]), phase+"/C")
				line += fmt.Sprintf("  %s %.3f of %.0f", phase, median(ratios[p]), median(base[p]))
			}
			b.Logf("%s ticks", line)
		})
	}
}
