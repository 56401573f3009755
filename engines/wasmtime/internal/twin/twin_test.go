//go:build cgo && (linux || darwin) && (amd64 || arm64)

package twin

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
)

// programs of the corpus, each small enough to run often.
var programs = []string{"noop", "bytecode-vm", "hash-table", "json-parse", "lz-huffman", "matrix-multiply",
	"nbody", "nqueens", "pointer-chase", "sha256", "sieve", "sort-indirect"}

const corpus = "../../../../examples/benchmarks"

// phases: the first instantiation of a module makes the image of its memory;
// again stands for the others.
var phases = [4]string{"compile", "instantiate", "again", "execute"}

// iterations of a process, of which the first is cold and left out, and how
// often each one instantiates and runs its module again.
const iterations, again = 7, 30

// BenchmarkTwin is one round per iteration of the benchmark.
func BenchmarkTwin(b *testing.B) {
	c := build(b)
	stdout := filepath.Join(b.TempDir(), "stdout")
	for _, name := range programs {
		b.Run(name, func(b *testing.B) {
			file := filepath.Join(corpus, name, name+".wasm")
			if _, err := os.Stat(file); err != nil {
				b.Skip(err)
			}
			var direct, binding [len(phases)][]float64
			var ticks [len(phases)][]float64
			for b.Loop() {
				// Both orders, so that a drift of the machine favours nobody.
				first := runProcess(b, c, "", file, stdout)
				a := runProcess(b, os.Args[0], "api=c", file, stdout)
				g := runProcess(b, os.Args[0], "api=wasmtime-go", file, stdout)
				a2 := runProcess(b, os.Args[0], "api=c", file, stdout)
				last := runProcess(b, c, "", file, stdout)
				for p := range phases {
					base := (first[p] + last[p]) / 2
					direct[p] = append(direct[p], (a[p]+a2[p])/2/base)
					binding[p] = append(binding[p], g[p]/base)
					ticks[p] = append(ticks[p], base)
				}
			}
			line := fmt.Sprintf("%-16s", name)
			for p, phase := range phases {
				b.ReportMetric(median(direct[p]), phase+"-c/C")
				b.ReportMetric(median(binding[p]), phase+"-wasmtime-go/C")
				line += fmt.Sprintf("  %s %.3f (%.3f) of %.0f", phase, median(direct[p]), median(binding[p]), median(ticks[p]))
			}
			b.Logf("%s ticks", line)
		})
	}
}

// TestTwin keeps both twins working.
func TestTwin(t *testing.T) {
	c := build(t)
	stdout := filepath.Join(t.TempDir(), "stdout")
	file := filepath.Join(corpus, "noop", "noop.wasm")
	for name, flags := range map[string]string{c: "", os.Args[0]: "api=c"} {
		if ticks := runProcess(t, name, flags, file, stdout); slices.Contains(ticks[:], 0) {
			t.Errorf("%s: %v", name, ticks)
		}
	}
}

// runProcess runs one process and returns the medians of its phases.
func runProcess(t testing.TB, program, flags, file, stdout string) (medians [len(phases)]float64) {
	t.Helper()
	cmd := exec.Command(program, file, filepath.Dir(file), stdout, fmt.Sprint(iterations), fmt.Sprint(again))
	if flags != "" {
		cmd.Env = append(os.Environ(), flagsVariable+"="+flags)
	}
	var out, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &stderr
	if err := cmd.Run(); err != nil {
		t.Fatalf("%s %s: %v: %s", filepath.Base(program), flags, err, stderr.String())
	}
	ticks := map[string][]float64{}
	for lines := bufio.NewScanner(&out); lines.Scan(); {
		var phase string
		var n float64
		if _, err := fmt.Sscan(lines.Text(), &phase, &n); err != nil {
			t.Fatalf("%q: %v", lines.Text(), err)
		}
		ticks[phase] = append(ticks[phase], n)
	}
	for p, phase := range phases {
		if len(ticks[phase]) < iterations-1 {
			t.Fatalf("%d times %s", len(ticks[phase]), phase)
		}
		medians[p] = median(ticks[phase])
	}
	return medians
}

func median(x []float64) float64 {
	x = slices.Sorted(slices.Values(x))
	return (x[(len(x)-1)/2] + x[len(x)/2]) / 2
}

// build compiles the C twin.
func build(t testing.TB) string {
	t.Helper()
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/bytecodealliance/wasmtime-go/v39").Output()
	if err != nil {
		t.Skipf("go list: %v", err)
	}
	lib := filepath.Join(strings.TrimSpace(string(out)), "build")
	arch := map[string]string{"amd64": "x86_64", "arm64": "aarch64"}[runtime.GOARCH]
	system := map[string]string{"linux": "linux", "darwin": "macos"}[runtime.GOOS]
	program := filepath.Join(t.TempDir(), "twin")
	cmd := exec.Command("cc", "-O2", "-o", program, "testdata/twin.c", "-I", filepath.Join(lib, "include"),
		"-L", filepath.Join(lib, system+"-"+arch), "-lwasmtime", "-lm", "-ldl", "-lpthread")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Skipf("no C twin: %v: %s", err, out)
	}
	return program
}
