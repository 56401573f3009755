package main

import (
	"bytes"
	"os"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/sightglass-go/sightglass/measure/record"
)

// TestEmulatedClock sets the machine's clock to and fro while it records: no
// time-out comes, no time is absurd, no row is missing, and a recording from
// the future goes on.
func TestEmulatedClock(t *testing.T) {
	emulated(t)
	set := func(seconds int64) {
		if err := unix.ClockSettime(unix.CLOCK_REALTIME, &unix.Timespec{Sec: seconds}); err != nil {
			t.Error(err)
		}
	}
	now := time.Now().Unix()
	defer set(now)
	stop, stopped := make(chan struct{}), make(chan int)
	go func() {
		steps := 0
		for at := []int64{now + 400*86400, 1000, now, now - 86400}; ; steps++ {
			select {
			case <-stop:
				stopped <- steps
				return
			case <-time.After(20 * time.Millisecond):
				set(at[steps%len(at)])
			}
		}
	}()
	r := sightglass(t, strings.Fields("benchmark -e wazero -m time -p 2 -i 5 --timeout 5m --max-time 10m -o rows.jsonl noop.wasm")...)
	close(stop)
	steps := <-stopped
	t.Logf("%d steps of the clock", steps)
	if r.code != 0 || steps == 0 {
		t.Fatalf("after %d steps: %+v", steps, r)
	}
	set(2000) // long before the recording began
	if r := sightglass(t, strings.Fields("benchmark --resume rows.jsonl -p 3")...); r.code != 0 {
		t.Errorf("%+v", r)
	}
	text, err := os.ReadFile("rows.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	rows, err := record.ReadAll(record.NewReader(bytes.NewReader(text), "rows.jsonl", record.JSONL))
	if err != nil || len(rows) != 3*5*3*2 {
		t.Errorf("%d rows, %v", len(rows), err)
	}
	for _, row := range rows {
		if row.Count > uint64(5*time.Minute) {
			t.Errorf("%+v", row)
		}
	}
}
