package fleet

import (
	"errors"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/sightglass-go/sightglass/measure/record"
)

// quiet is a scheduler that takes all shares for running.
type quiet struct {
	played
	size map[int]int64
	lock map[int]bool
}

func (q *quiet) written(share int) int64 { return q.size[share] }
func (q *quiet) held(share int) bool     { return q.lock[share] }
func (q *quiet) remedy() string          { return "do something" }

// TestWatch: that nothing records a share which is said to run is said once, and again
// only if it has gone on meanwhile.
func TestWatch(t *testing.T) {
	var said []string
	q := &quiet{size: map[int]int64{}, lock: map[int]bool{}}
	r := &run{scheduler: q, watched: map[int]*watched{}, Options: Options{Stalled: 5 * time.Minute, Note: func(line string) { said = append(said, line) }}}
	begin := time.Unix(1000, 0)
	for i, step := range []struct {
		after int // minutes since it began
		size  int64
		lock  bool
		says  bool
	}{
		{0, 0, false, false},
		{4, 0, false, false},
		{5, 0, true, false}, // a long process
		{6, 0, false, true},
		{60, 0, false, false}, // it was said
		{61, 10, false, false},
		{65, 10, false, false},
		{66, 10, false, true},
		{67, 5, false, false}, // resumed, without the end of what was there
		{71, 5, false, false},
		{72, 5, false, true},
	} {
		said = nil
		q.size[3], q.lock[3] = step.size, step.lock
		r.watch(3, Sight{State: Running, Where: "n1"}, begin.Add(time.Duration(step.after)*time.Minute))
		if (len(said) > 0) != step.says {
			t.Errorf("step %d: %q", i, said)
		}
		for _, line := range said {
			if !strings.HasPrefix(line, "share 3 is said to run, and nothing records it: for ") || !strings.HasSuffix(line, "look at n1; do something") {
				t.Errorf("step %d: %q", i, line)
			}
		}
	}
}

// TestStalled: a run says it of a share, and goes on looking.
func TestStalled(t *testing.T) {
	said := &notes{t: t}
	q := &quiet{}
	q.looks = []func() (map[int]Sight, error){func() (map[int]Sight, error) {
		if said.has("share 1 is said to run, and nothing records it") {
			return map[int]Sight{1: {State: Ended}}, nil
		}
		return map[int]Sight{1: {State: Running}}, nil
	}}
	f := &Fleet{Folder: t.TempDir(), Shares: 1}
	if report, err := f.Run(t.Context(), q, Options{Interval: time.Millisecond, Stalled: time.Nanosecond, Note: said.add}); err != nil || len(report.Recorded) != 1 {
		t.Errorf("%+v, error %v", report, err)
	}
}

// TestSlurmWatches: what it sees of a recording, and that looking leaves nothing behind.
func TestSlurmWatches(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Slurm is not for Windows, where recordings are taken by how they are opened")
	}
	s := &Slurm{Fleet: &Fleet{Folder: t.TempDir(), Shares: 1, ID: "sightglass-a"}}
	name := s.Fleet.Recording(1)
	if s.held(1) || s.written(1) != 0 {
		t.Error("there is none")
	}
	if _, err := os.Stat(name); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("error %v", err)
	}
	if err := errors.Join(os.WriteFile(name, []byte("12345"), 0o666), os.WriteFile(s.Fleet.Log(1), []byte("67"), 0o666)); err != nil {
		t.Fatal(err)
	}
	if s.held(1) || s.written(1) != 7 {
		t.Errorf("nobody has it: %v; %d bytes", s.held(1), s.written(1))
	}
	f, err := record.CreateAnew(name) // as a recorder does
	if err != nil {
		t.Fatal(err)
	}
	if !s.held(1) {
		t.Error("a recorder has it")
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	if s.held(1) {
		t.Error("nobody has it any more")
	}
}
