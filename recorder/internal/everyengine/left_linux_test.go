package everyengine

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	_ "github.com/sightglass-go/sightglass/engines/program"
	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/recorder/job"
	"github.com/sightglass-go/sightglass/recorder/worker"
)

// leaver is an engine program that runs no guest, and leaves a process behind that holds
// no file open, not even the pipe of results that the worker has.
const leaver = `#!/bin/sh
sleep 1000 </dev/null >/dev/null 2>&1 3>&- 4>&- 5>&- 6>&- 7>&- 8>&- 9>&- &
echo $! >>"$LEFT"
id=0
while read -r line; do
	id=$((id+1))
	case $line in
	*'"do":"hello"'*) echo '{"id":'$id',"protocol":1,"name":"leaver","version":"v1","clock":"none"}';;
	*'"do":"call"'*) echo '{"id":'$id',"nanoseconds":300,"calls":[{"bench":"start","at":100},{"bench":"end","at":200}]}';;
	*) echo '{"id":'$id',"nanoseconds":100}';;
	esac
done
`

// TestLeftBehind: what an engine program has started ends with the worker, and its rows
// are kept.
func TestLeftBehind(t *testing.T) {
	dir := t.TempDir()
	list, path := filepath.Join(dir, "list"), filepath.Join(dir, "leaver")
	if err := os.WriteFile(path, []byte(leaver), 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv("LEFT", list)
	plan := wazeroPlan(guest(t, "noop"))
	plan.Engines, plan.Measures = []job.Engine{{Engine: path}}, []string{"time"}
	var c record.Collector
	if report, err := (worker.Recorder{}).Record(t.Context(), plan, &c); err != nil || report.Err() != nil || len(c.Rows) == 0 {
		t.Fatalf("%d rows, %v, %v", len(c.Rows), err, report.Err())
	}
	text, err := os.ReadFile(list)
	if err != nil {
		t.Fatal(err)
	}
	for _, field := range strings.Fields(string(text)) {
		pid, err := strconv.Atoi(field)
		if err != nil {
			t.Fatal(err)
		}
		for i := 0; runs(pid); i++ { // a signal takes its time
			if i == 6000 {
				_ = syscall.Kill(pid, syscall.SIGKILL)
				t.Errorf("%d lives on", pid)
				break
			}
			time.Sleep(10 * time.Millisecond)
		}
	}
}

// runs says whether there is such a process, and it has not ended.
func runs(pid int) bool {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	return err == nil && !strings.Contains(string(stat), ") Z ")
}
