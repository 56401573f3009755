package job

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/sightglass-go/sightglass/engines"
	_ "github.com/sightglass-go/sightglass/engines/wasmtime"
	"github.com/sightglass-go/sightglass/recorder/internal/cpus"
)

func TestResolvePin(t *testing.T) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	allowed, err := allowedCPUs()
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("allowed: %v", allowed)
	last := allowed[len(allowed)-1]
	cpu, why, err := ResolvePin(t.Context(), strconv.Itoa(last))
	if err != nil || cpu != last || !strings.HasPrefix(why, fmt.Sprintf("CPU %d, as asked", last)) {
		t.Errorf("CPU %d: %d, %q, %v", last, cpu, why, err)
	}
	cpu, why, err = ResolvePin(t.Context(), "auto")
	if err != nil || !strings.HasPrefix(why, fmt.Sprintf("CPU %d, ", cpu)) {
		t.Errorf("auto: %d, %q, %v", cpu, why, err)
	}
	t.Log(why)
	for _, pin := range []string{"", "most", "-1", "1e3", "99999999", "1023"} {
		if slices.Contains(allowed, 1023) && pin == "1023" {
			continue
		}
		if cpu, why, err := ResolvePin(t.Context(), pin); !errors.Is(err, ErrPlan) {
			t.Errorf("pin to %q: %d, %q, %v, want ErrPlan", pin, cpu, why, err)
		} else {
			t.Log(err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, _, err := ResolvePin(ctx, "auto"); len(allowed) > 1 && !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	if after, err := allowedCPUs(); err != nil || !slices.Equal(after, allowed) {
		t.Errorf("resolving left the thread on %v, %v", after, err)
	}
}

const poolVariable = "SIGHTGLASS_TEST_POOL"

// TestPinAfterPool looks, in a process of its own, which threads are bound
// when a job is pinned: the measuring one, and none of those that the engine
// compiles with.
func TestPinAfterPool(t *testing.T) {
	if os.Getenv(poolVariable) != "" {
		pinAfterPool(t)
		return
	}
	ctx := context.Background()
	if e, err := engines.Open(ctx, "wasmtime", ""); errors.Is(err, engines.ErrUnavailable) {
		t.Skip(err)
	} else if err != nil {
		t.Fatal(err)
	} else {
		_ = e.Close(ctx)
	}
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

func pinAfterPool(t *testing.T) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	allowed, err := allowedCPUs()
	if err != nil {
		t.Fatal(err)
	}
	full := cpus.FormatList(allowed)
	ctx := t.Context()
	p := &process{job: Job{Engine: Engine{Name: "wasmtime", Engine: "wasmtime"}, Pin: "auto"}}
	if p.engine, err = p.job.Engine.open(ctx); err != nil {
		t.Fatal(err)
	}
	before := threads(t)
	if err := p.pin(ctx); err != nil {
		t.Fatal(err)
	}
	after := threads(t)
	started := 0
	for id, mask := range after {
		_, old := before[id]
		if !old {
			started++
		}
		if id != strconv.Itoa(unix.Gettid()) && mask != full {
			t.Errorf("thread %s, started before: %t, may run on %s, want %s", id, old, mask, full)
		}
	}
	// Go may have started some, too.
	if started < 3 {
		t.Errorf("compiling nothing has started %d threads, want the 3 of the engine's pool", started)
	}
	if mask := after[strconv.Itoa(unix.Gettid())]; strings.ContainsAny(mask, ",-") {
		t.Errorf("the measuring thread may run on %s", mask)
	}
	// A module with many functions needs no threads beyond those.
	wasm, err := os.ReadFile(filepath.Join("..", "..", "examples", "benchmarks", "go-trees", "go-trees.wasm"))
	if err == nil {
		var module engines.Module
		if module, err = p.engine.Compile(ctx, wasm); err == nil {
			err = module.Close(ctx)
		}
	}
	if err != nil {
		t.Fatal(err)
	}
	for id, mask := range threads(t) {
		if _, old := after[id]; !old && mask != full {
			t.Errorf("thread %s was started by the pinned thread and may run on %s only", id, mask)
		}
	}
	if err := p.close(); err != nil {
		t.Error(err)
	}
	if now, err := allowedCPUs(); err != nil || !slices.Equal(now, allowed) {
		t.Errorf("at the end the thread is still bound to %v, %v", now, err)
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
		status := filepath.Join("/proc/self/task", task.Name(), "status")
		if _, err := os.Stat(status); err == nil { // it may have ended
			masks[task.Name()] = field(status, "Cpus_allowed_list")
		}
	}
	return masks
}
