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

// all are the flags that switch on what the C twin switches on with "all".
const all = ",wasm-function-references,wasm-gc,wasm-wide-arithmetic,wasm-exceptions,wasm-custom-page-sizes"

// BenchmarkTwin is one round per iteration of the benchmark: with the defaults of
// both sides, which have to be the same, and with all proposals switched on.
func BenchmarkTwin(b *testing.B) {
	b.Run("defaults", func(b *testing.B) { twins(b, "") })
	b.Run("all-proposals", func(b *testing.B) { twins(b, all) })
}

func twins(b *testing.B, proposals string) {
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
				first := runC(b, c, proposals != "", file, stdout)
				a := runGo(b, "api=c"+proposals, file, stdout)
				g := a
				if proposals == "" { // wasmtime-go cannot set all of them
					g = runGo(b, "api=wasmtime-go", file, stdout)
				}
				a2 := runGo(b, "api=c"+proposals, file, stdout)
				last := runC(b, c, proposals != "", file, stdout)
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
				if proposals == "" {
					b.ReportMetric(median(binding[p]), phase+"-wasmtime-go/C")
				}
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
	for name, ticks := range map[string][len(phases)]float64{
		"C": runC(t, c, false, file, stdout), "C, all proposals": runC(t, c, true, file, stdout),
		"Go": runGo(t, "api=c", file, stdout), "Go, all proposals": runGo(t, "api=c"+all, file, stdout),
	} {
		if slices.Contains(ticks[:], 0) {
			t.Errorf("%s: %v", name, ticks)
		}
	}
}

func runC(t testing.TB, program string, all bool, file, stdout string) [len(phases)]float64 {
	args := arguments(file, stdout)
	if all {
		args = append(args, "all")
	}
	return runProcess(t, exec.Command(program, args...))
}

func runGo(t testing.TB, flags, file, stdout string) [len(phases)]float64 {
	cmd := exec.Command(os.Args[0], arguments(file, stdout)...)
	cmd.Env = append(os.Environ(), flagsVariable+"="+flags)
	return runProcess(t, cmd)
}

func arguments(file, stdout string) []string {
	return []string{file, filepath.Dir(file), stdout, fmt.Sprint(iterations), fmt.Sprint(again)}
}

// runProcess runs one process and returns the medians of its phases.
func runProcess(t testing.TB, cmd *exec.Cmd) (medians [len(phases)]float64) {
	t.Helper()
	var out, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &stderr
	if err := cmd.Run(); err != nil {
		t.Fatalf("%v: %v: %s", cmd.Args, err, stderr.String())
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
