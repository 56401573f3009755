package everyengine

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/recorder/job"
)

const poolVariable = "SIGHTGLASS_TEST_POOL"

// TestPinAfterPool looks, in a process of its own, which threads are bound
// while a pinned job runs: the measuring one, and none of those that the engine
// compiles with.
func TestPinAfterPool(t *testing.T) {
	if os.Getenv(poolVariable) != "" {
		pinAfterPool(t)
		return
	}
	_ = wasmtimeOnly(t)
	if runtime.GOMAXPROCS(0) == 1 {
		t.Skip("with one CPU every thread is on it")
	}
	cmd := exec.Command(os.Args[0], "-test.run=^TestPinAfterPool$", "-test.v")
	cmd.Env = append(os.Environ(), poolVariable+"=1", "RAYON_NUM_THREADS=3")
	out, err := cmd.CombinedOutput()
	t.Logf("%s", out)
	if err != nil {
		t.Error(err)
	}
}

// pinAfterPool compiles a module with many functions.
func pinAfterPool(t *testing.T) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	self := strconv.Itoa(unix.Gettid())
	before := threads(t)
	full := before[self]
	j := job.Job{
		Engine:    job.Engine{Name: "wasmtime", Engine: "wasmtime"},
		Benchmark: benchmarkFile("go-trees"),
		Measures:  []string{"noop"}, Phase: measure.Compilation, Iterations: 2, Pin: "auto",
	}
	emitted := 0
	_, err := job.Run(t.Context(), j, t.TempDir(), func([]job.Sample) error {
		emitted++
		started := 0
		for id, mask := range threads(t) {
			_, old := before[id]
			if !old {
				started++
			}
			if id != strconv.Itoa(unix.Gettid()) && mask != full {
				t.Errorf("thread %s, started before: %t, may run on %s, want %s", id, old, mask, full)
			}
			if id == strconv.Itoa(unix.Gettid()) && strings.ContainsAny(mask, ",-") {
				t.Errorf("the measuring thread may run on %s", mask)
			}
		}
		// Go may have started some, too.
		if started < 3 {
			t.Errorf("compiling has started %d threads, want the 3 of the engine's pool", started)
		}
		return nil
	})
	if err != nil || emitted == 0 {
		t.Fatalf("rows of %d iterations, %v", emitted, err)
	}
	for id, mask := range threads(t) {
		if mask != full {
			t.Errorf("at the end thread %s is still bound to %s", id, mask)
		}
	}
}

// threads returns the CPUs of every thread of this process.
func threads(t *testing.T) map[string]string {
	t.Helper()
	tasks, err := os.ReadDir("/proc/self/task")
	if err != nil {
		t.Fatal(err)
	}
	masks := map[string]string{}
	for _, task := range tasks {
		status, err := os.ReadFile(filepath.Join("/proc/self/task", task.Name(), "status"))
		if err != nil {
			continue // it may have ended
		}
		_, mask, _ := strings.Cut(string(status), "\nCpus_allowed_list:")
		mask, _, _ = strings.Cut(mask, "\n")
		masks[task.Name()] = strings.TrimSpace(mask)
	}
	return masks
}
