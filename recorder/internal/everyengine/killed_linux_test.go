package everyengine

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/recorder/job"
	"github.com/sightglass-go/sightglass/recorder/worker"
)

// TestKilled kills workers from outside: that process's rows are lost, the
// rows before it and after it are not.
func TestKilled(t *testing.T) {
	plan := wazeroPlan(guest(t, "work"), guest(t, "loop-forever"))
	plan.Processes = 3
	plan.Timeout = 2 * time.Minute
	var c record.Collector
	killed := make(chan struct{})
	go func() {
		defer close(killed)
		// loop-forever is abandoned after two processes in a row.
		for last, n := 0, 0; n < 2; time.Sleep(10 * time.Millisecond) {
			if pid := busyChild(); pid != 0 && pid != last { // the last one stays until its end is noticed
				_ = syscall.Kill(pid, syscall.SIGSEGV)
				last = pid
				n++
			}
		}
	}()
	report, err := worker.Recorder{}.Record(t.Context(), plan, &c)
	<-killed
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Rows) != 3*3 || report.Processes != 3 {
		t.Errorf("%d rows of %d processes, want the 9 of the 3 that were left alone", len(c.Rows), report.Processes)
	}
	if len(report.Failures) != 1 || !errors.Is(report.Failures[0], job.ErrDied) ||
		report.Failures[0].Processes != 2 || !report.Failures[0].Abandoned {
		t.Errorf("failures %+v", report.Failures)
	}
	t.Log(report.Failures)
}

// busyChild returns a child of this process that has used half a second of
// processor time, which of our guests only an endless loop does.
func busyChild() int {
	stats, _ := filepath.Glob("/proc/[0-9]*/stat")
	for _, path := range stats {
		text, err := os.ReadFile(path)
		if err != nil {
			continue
		}
		fields := strings.Fields(string(text[strings.LastIndexByte(string(text), ')')+1:]))
		var ppid, utime int
		if err := json.Unmarshal([]byte("["+fields[1]+"]"), &[]*int{&ppid}); err != nil {
			continue
		}
		if err := json.Unmarshal([]byte("["+fields[11]+"]"), &[]*int{&utime}); err != nil {
			continue
		}
		var pid int
		_ = json.Unmarshal([]byte(filepath.Base(filepath.Dir(path))), &pid)
		if ppid == os.Getpid() && utime > 50 {
			return pid
		}
	}
	return 0
}
