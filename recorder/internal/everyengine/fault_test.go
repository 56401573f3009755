package everyengine

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/recorder"
	"github.com/sightglass-go/sightglass/recorder/job"
	"github.com/sightglass-go/sightglass/recorder/worker"
)

// kinds are the ways to fail, with what is said of them where a process is
// ended by them.
var kinds = []struct {
	name      string
	inProcess bool
	is        error
	says      string
}{
	{"error", true, nil, "injected fault"},
	{"panic", true, job.ErrAdapter, "panic: injected fault"},
	{"exit", false, job.ErrDied, "it exited with code 7 and no result"},
	{"SIGSEGV", false, job.ErrDied, deaths["SIGSEGV"]},
	{"SIGKILL", false, job.ErrDied, deaths["SIGKILL"]},
	{"hang", false, job.ErrTimeout, "timed out"},
	{"memory", false, job.ErrMemory, "1073741824 bytes"},
	{"noise", false, job.ErrDied, "the last words"},
	{"rubbish", false, job.ErrDied, "not a message"},
	{"repeat", false, job.ErrDied, "samples of iteration 7 where those of"},
}

// TestFaults injects every fault at every point, in process and in workers,
// all kinds in one recording but for the one that takes its time-out. Whatever
// it is, rows before it are intact, it is named, the rest is recorded, and
// nothing is left.
func TestFaults(t *testing.T) {
	for _, point := range faultPoints {
		if point.name == "open" {
			continue // it would end the probe; TestFaultInOpen
		}
		if os.Getenv("SIGHTGLASS_TESTS") == "" && !slices.Contains([]string{"compile", "inside the window", "close the instance"}, point.name) {
			continue // a process for each kind and guest: run with SIGHTGLASS_TESTS=all
		}
		t.Run("in process/"+point.name, func(t *testing.T) {
			faults(t, recorder.InProcess{}, point.name, point.phase, time.Minute, "error", "panic")
		})
		t.Run("workers/"+point.name, func(t *testing.T) {
			names := []string{"error", "panic", "exit", "SIGSEGV", "SIGKILL", "noise"}
			if byDescriptor {
				names = append(names, "rubbish", "repeat")
			}
			if limits {
				names = append(names, "memory")
			}
			faults(t, worker.Recorder{}, point.name, point.phase, time.Minute, names...)
		})
		if os.Getenv("SIGHTGLASS_TESTS") == "" && point.name != "compile" {
			continue // each takes as long as its time-out
		}
		t.Run("workers/"+point.name+"/hang", func(t *testing.T) {
			faults(t, worker.Recorder{}, point.name, point.phase, hangs(t), "hang")
		})
	}
}

// hangs is a time-out that only what hangs runs into: two seconds, or many times what a
// process takes here and now.
func hangs(t *testing.T) time.Duration {
	t.Helper()
	started := time.Now()
	recordPlan(t, wazeroPlan(guest(t, "noop")))
	return (2*time.Second + 20*time.Since(started)).Truncate(time.Second)
}

func faults(t *testing.T, r recorder.Recorder, point, phase string, timeout time.Duration, names ...string) {
	const iterations, healthy = 3, 3 * 3 // rows of a process without faults
	left := leftovers(t)
	plan := recorder.Plan{
		Engines:    []job.Engine{{Engine: "faulty", Name: "healthy"}},
		Benchmarks: []string{guest(t, "noop"), guest(t, "work")},
		Processes:  1,
		Iterations: iterations,
		Limits:     job.Limits{Timeout: timeout},
	}
	for _, name := range names {
		flags := fmt.Sprintf("at=%s,how=%s,iteration=1", strings.ReplaceAll(point, " ", "-"), name)
		plan.Engines = append(plan.Engines, job.Engine{Engine: "faulty", Flags: flags, Name: name})
		if name == "memory" {
			plan.MemoryLimit = 1 << 30
		}
	}
	var c record.Collector
	report, err := r.Record(t.Context(), plan, &c)
	if err != nil {
		t.Fatal(err)
	}
	rows := map[string]int{}
	for _, row := range c.Rows {
		rows[row.Engine+" "+filepath.Base(row.Wasm)]++
	}
	failures := map[string]*job.Failure{}
	for _, f := range report.Failures {
		if failures[f.Engine.Name] != nil || filepath.Base(f.Benchmark) != "noop.wasm" {
			t.Errorf("one failure too many: %v", f)
		}
		failures[f.Engine.Name] = f
	}
	if rows["healthy noop.wasm"] != healthy || rows["healthy work.wasm"] != healthy || failures["healthy"] != nil {
		t.Errorf("the healthy engine has %v, %v", rows, failures["healthy"])
	}
	closing := strings.HasPrefix(point, "close")
	for _, kind := range kinds {
		if !slices.Contains(names, kind.name) {
			continue
		}
		if n := rows[kind.name+" work.wasm"]; n != healthy {
			t.Errorf("%s: %d rows of the other guest, want %d", kind.name, n, healthy)
		}
		// What an engine says when it is closed is a warning: the rows are
		// right. So are those of a process that dies when all is done.
		harmless := kind.inProcess && (closing && kind.name == "error" || point == "close the engine")
		want := healthy / iterations
		if harmless || point == "close the engine" {
			want = healthy
		}
		if n := rows[kind.name+" noop.wasm"]; n != want {
			t.Errorf("%s: %d rows before the fault, want %d", kind.name, n, want)
		}
		f := failures[kind.name]
		if harmless {
			if f != nil || !strings.Contains(strings.Join(report.Warnings, "\n"), "injected fault") {
				t.Errorf("%s: failure %v, warnings %q", kind.name, f, report.Warnings)
			}
			continue
		}
		if f == nil || !strings.Contains(f.Error(), kind.says) || kind.is != nil && !errors.Is(f, kind.is) {
			t.Errorf("%s: %v; want %q, %v", kind.name, f, kind.says, kind.is)
			continue
		}
		said := ""
		if f.Phase != 0 {
			said = f.Phase.String()
		}
		if said != phase && !(closing && kind.name == "panic") { // found in whatever came last
			t.Errorf("%s: in phase %q, want %q: %v", kind.name, said, phase, f)
		}
		if kind.name == "noise" && (!strings.Contains(f.Output, "the first words") || !strings.Contains(f.Output, "bytes left out")) {
			t.Errorf("output %q", f.Output)
		}
		if doing := doingAt[point]; errors.Is(f, job.ErrDied) && kind.name != "rubbish" && kind.name != "repeat" && !strings.Contains(f.Error(), doing) {
			t.Errorf("%s: %v; want %q", kind.name, f, doing)
		}
	}
	left()
}

// doingAt is what a process that died says that it was doing.
var doingAt = map[string]string{
	"compile": " while compiling ", "link": " while linking ", "instantiate": " while instantiating ",
	"before the window": " while executing ", "inside the window": " while executing ", "after the window": " while executing ",
	"close the instance": " while closing ", "close the module": " while closing ", "close the engine": " while closing ",
}

// TestFaultInOpen: what fails before the first iteration is named, too. An
// engine that cannot be opened at all is refused, see TestRefused.
func TestFaultInOpen(t *testing.T) {
	for _, kind := range kinds {
		if kind.name == "hang" || kind.name == "memory" || !byDescriptor && (kind.name == "rubbish" || kind.name == "repeat") {
			continue
		}
		left := leftovers(t)
		plan := recorder.Plan{
			Engines:    []job.Engine{{Engine: "faulty", Flags: "at=open,how=" + kind.name, Name: "suspect"}, {Engine: "faulty", Name: "healthy"}},
			Benchmarks: []string{guest(t, "work")},
			Processes:  1, Iterations: 1, Limits: job.Limits{Timeout: time.Minute},
		}
		// The variable comes with the first process, behind the probe.
		t.Setenv("SIGHTGLASS_FAULT_OPEN", "")
		var c record.Collector
		report, err := worker.Recorder{Options: recorder.Options{Progress: func(p recorder.Progress) { t.Setenv("SIGHTGLASS_FAULT_OPEN", "1") }}}.Record(t.Context(), plan, &c)
		if err != nil || len(c.Rows) != 3 || len(report.Failures) != 1 || !strings.Contains(report.Failures[0].Error(), kind.says) ||
			report.Failures[0].Iteration > 0 || report.Failures[0].Phase != 0 {
			t.Errorf("%s: %d rows, %v, %v", kind.name, len(c.Rows), report.Failures, err)
		}
		left()
	}
}

// TestFileFaults: the file fails at its n-th write or sync. What was in it
// before is whole, the error says what happened, no worker is left, and the
// recording goes on from there.
func TestFileFaults(t *testing.T) {
	for _, inProcess := range []bool{true, false} {
		for _, call := range []string{"write", "sync"} {
			for n := 1; n <= 6; n++ {
				if os.Getenv("SIGHTGLASS_TESTS") == "" && n%3 != 0 {
					continue
				}
				for _, how := range []error{syscall.ENOSPC, syscall.EROFS, syscall.EIO} {
					if how != syscall.ENOSPC && (n != 3 || os.Getenv("SIGHTGLASS_TESTS") == "") {
						continue
					}
					t.Run(fmt.Sprintf("%v/%s %d/%v", inProcess, call, n, how), func(t *testing.T) { fileFault(t, inProcess, call, n, how) })
				}
			}
		}
	}
}

func fileFault(t *testing.T, inProcess bool, call string, n int, how error) {
	left := leftovers(t)
	path := filepath.Join(t.TempDir(), "rows.jsonl")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	faulty := &faultyFile{File: f, call: call, n: n, how: how}
	file := record.NewFile(path, faulty, 0)
	plan := recorder.Plan{
		Engines:    []job.Engine{{Engine: "faulty", Name: "a"}, {Engine: "faulty", Name: "b"}},
		Benchmarks: []string{guest(t, "noop"), guest(t, "work")},
		Processes:  2, Iterations: 2, Seed: 1, Limits: job.Limits{Timeout: time.Minute},
	}
	var r recorder.Recorder = worker.Recorder{}
	if inProcess {
		plan.Processes = 1
		r = recorder.InProcess{}
	}
	report, err := r.Record(t.Context(), plan, record.NewWriter(file, record.JSONL))
	closeErr := file.Close()
	if err == nil && errors.Is(closeErr, how) {
		return // it was complete, and said not to be durable
	}
	if faulty.calls[call] < n {
		if err != nil || closeErr != nil { // it was never reached
			t.Errorf("%v, %v", err, closeErr)
		}
		return
	}
	if !errors.Is(err, recorder.ErrSink) || !errors.Is(err, how) || strings.Count(err.Error(), how.Error()) != 1 {
		t.Errorf("error %v", err)
	}
	left()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := record.ReadAll(record.NewReader(strings.NewReader(string(text)), path, record.JSONL))
	if err != nil || len(rows) > report.Rows {
		t.Fatalf("%d rows of %d: %v", len(rows), report.Rows, err)
	}
	if len(text) == 0 {
		return // not even the header
	}
	rec, err := record.Recover(strings.NewReader(string(text)), path)
	if err != nil {
		t.Fatal(err)
	}
	again, err := record.Continue(rec)
	if err != nil {
		t.Fatal(err)
	}
	switch on := r.(type) {
	case worker.Recorder:
		on.Resume = rec
		r = on
	case recorder.InProcess:
		on.Resume = rec
		r = on
	}
	if _, err := r.Record(t.Context(), plan, record.ResumeWriter(again, rec)); err != nil {
		t.Fatal(err)
	}
	if err := again.Close(); err != nil {
		t.Fatal(err)
	}
	whole(t, path, plan)
}

// whole checks that a recording has each process of its plan once, paired, and
// rows of nothing else but processes that were interrupted.
func whole(t *testing.T, path string, plan recorder.Plan) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	type at struct {
		round int
		wasm  string
	}
	type key struct {
		engine, wasm string
		process      uint64
	}
	engines := map[at]map[uint64]map[string]bool{}
	ended := map[key]int{}
	r := record.NewReader(f, path, record.JSONL)
	r.OnMark = func(m record.Mark) {
		if e := m.Ended; e != nil {
			k := key{e.Engine, e.Wasm, e.Process}
			if _, twice := ended[k]; twice {
				t.Errorf("%+v ended twice", k)
			}
			ended[k] = e.Rows
			a := at{e.Round, e.Wasm}
			if engines[a] == nil {
				engines[a] = map[uint64]map[string]bool{}
			}
			if engines[a][e.Process] == nil {
				engines[a][e.Process] = map[string]bool{}
			}
			engines[a][e.Process][e.Engine] = true
		}
	}
	rows, err := record.ReadAll(r)
	if err != nil {
		t.Error(err)
	}
	for _, row := range rows {
		ended[key{row.Engine, row.Wasm, row.Process}]--
	}
	for k, n := range ended {
		if n != 0 {
			t.Errorf("%+v: %d rows too few", k, n)
		}
	}
	for round := range plan.Processes {
		for _, wasm := range plan.Benchmarks {
			complete := 0
			for _, who := range engines[at{round, wasm}] {
				if len(who) == len(plan.Engines) {
					complete++
				}
			}
			if complete != 1 {
				t.Errorf("round %d of %s: %d complete blocks: %v", round, filepath.Base(wasm), complete, engines[at{round, wasm}])
			}
		}
	}
}

// leftovers returns a function that checks that nothing is there that was not
// there now: goroutines, descriptors, processes and temporary files.
func leftovers(t *testing.T) func() {
	t.Helper()
	temp := t.TempDir()
	for _, name := range []string{"TMPDIR", "TMP"} { // a Unix, Windows
		t.Setenv(name, temp)
	}
	goroutines, files := runtime.NumGoroutine(), descriptors()
	return func() {
		t.Helper()
		var now string
		for range 3000 { // a minute
			left, err := os.ReadDir(temp)
			now = ""
			if n := runtime.NumGoroutine(); n > goroutines {
				now += fmt.Sprintf("%d goroutines, were %d; ", n, goroutines)
			}
			if n := descriptors(); n > files {
				now += fmt.Sprintf("%d descriptors, were %d; ", n, files)
			}
			if list := children(); len(list) > 0 {
				now += fmt.Sprintf("processes %v; ", list)
			}
			if err != nil || len(left) > 0 {
				now += fmt.Sprintf("files %v, %v; ", left, err)
			}
			if now == "" {
				return
			}
			time.Sleep(20 * time.Millisecond)
		}
		t.Errorf("left behind: %s", now)
	}
}

func descriptors() int {
	list, err := os.ReadDir("/proc/self/fd")
	if err != nil || runtime.GOOS == "windows" {
		return 0 // not known here; Wine's are not the program's
	}
	return len(list)
}

// children returns the processes that this one has started, zombies too.
func children() (list []int) {
	tasks, _ := filepath.Glob("/proc/self/task/*/children")
	for _, path := range tasks {
		text, _ := os.ReadFile(path)
		for _, field := range strings.Fields(string(text)) {
			if pid, err := strconv.Atoi(field); err == nil {
				list = append(list, pid)
			}
		}
	}
	return list
}
