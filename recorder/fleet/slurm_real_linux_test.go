package fleet

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestSlurm records five shares on a real Slurm of two nodes. Meanwhile jobs are cancelled
// and killed, a node is drained, one goes down under its job, the controller crashes and
// comes back, and the run that follows all that is ended and started again.
func TestSlurm(t *testing.T) {
	c := startCluster(t)
	folder := filepath.Join(t.TempDir(), "a folder")
	const rounds = 20
	f := standIn(t, folder, 5, rounds)
	hold := filepath.Join(folder, "hold")
	if err := os.WriteFile(hold, nil, 0o666); err != nil {
		t.Fatal(err)
	}
	s := &Slurm{Fleet: f}
	said := &notes{t: t}
	o := Options{Interval: 100 * time.Millisecond, Attempts: 4, Note: said.add}
	ctx, cancel := context.WithCancelCause(t.Context())
	defer cancel(nil)
	done := start(ctx, f, s, o)
	running := func(share int) func() bool { return func() bool { return c.job(f, share) != 0 } }
	until(t, "share 1 runs", running(1))
	until(t, "share 2 runs", running(2))

	// A person cancels one task of two. It is resubmitted, behind the others.
	first := c.job(f, 1)
	c.do("scancel", "--name="+f.ID, "--state=RUNNING", "--nodelist="+c.nodeOf(f, 1))
	until(t, "share 1 is cancelled", func() bool { return syscall.Kill(first, 0) != nil })
	until(t, "it is started again", func() bool { return said.has("share 1 lost: starting again") })

	// The job of another is killed by the kernel, say.
	second := c.job(f, 2)
	if err := syscall.Kill(second, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	until(t, "share 2 is started again", func() bool { return said.has("share 2 lost: starting again") })

	// The run that follows is ended, and the controller is restarted. The jobs go on.
	stopped := errors.New("Ctrl-C")
	cancel(stopped)
	if r := <-done; !errors.Is(r.err, stopped) {
		t.Fatalf("%+v, error %v", r.report, r.err)
	}
	until(t, "share 3 runs", running(3))
	third := c.job(f, 3)
	c.stopController(syscall.SIGTERM)
	if _, err := f.Run(t.Context(), s, o); !errors.Is(err, ErrUnreachable) {
		t.Errorf("without a controller: error %v", err)
	}
	c.startController()
	said = &notes{t: t}
	o.Note = said.add
	done = start(t.Context(), f, s, o)
	until(t, "the run sees what runs", func() bool { return said.has("running (n") })
	if c.job(f, 3) != third {
		t.Error("share 3 did not go on")
	}

	// It crashes while it is followed, and has forgotten what it did last.
	c.stopController(syscall.SIGKILL)
	until(t, "the run says that", func() bool { return said.has("trying again for") })
	c.startController()

	// A node is drained: its job goes on, and no other begins there. Then it goes down,
	// and Slurm itself starts its job elsewhere.
	var share, pid int
	until(t, "a share runs that the controller knows of", func() bool {
		share, pid = c.known(f)
		return pid != 0
	})
	node := c.nodeOf(f, share)
	c.do("scontrol", "update", "nodename="+node, "state=drain", "reason=test")
	if c.job(f, share) != pid {
		t.Errorf("draining ended share %d", share)
	}
	c.do("scontrol", "update", "nodename="+node, "state=down", "reason=test")
	until(t, "the share is ended there", func() bool { return syscall.Kill(pid, 0) != nil })
	if err := os.Remove(hold); err != nil {
		t.Fatal(err)
	}
	r := c.end(done)
	if r.err != nil || !slices.Equal(r.report.Recorded, all(5)) || len(r.report.Missing)+len(r.report.Failures) != 0 {
		t.Fatalf("%+v, error %v", r.report, r.err)
	}
	f.once(t, rounds, all(5)...)

	// Run again, nothing is left to do, and nothing is started.
	jobs := c.do("squeue", "--noheader", "--states=all")
	if report, err := f.Run(t.Context(), s, o); err != nil || !slices.Equal(report.Recorded, all(5)) {
		t.Errorf("%+v, error %v", report, err)
	}
	if now := c.do("squeue", "--noheader", "--states=all"); strings.Count(now, "\n") != strings.Count(jobs, "\n") {
		t.Errorf("jobs were %s and are %s", jobs, now)
	}
	t.Run("refusals", func(t *testing.T) { refusals(t, c) })
}

// refusals are what a real controller says to what cannot be.
func refusals(t *testing.T, c *cluster) {
	for name, test := range map[string]struct {
		slurm Slurm
		is    error
		says  string
	}{
		"a partition's typo": {Slurm{Partition: "mian"}, ErrPartition, "there are: main"},
		"an option's":        {Slurm{Options: []string{"--nosuch"}}, ErrRejected, "nosuch"},
		"too many CPUs":      {Slurm{Options: []string{"--mincpus=1000"}}, ErrRejected, "not available"},
		"a time":             {Slurm{Options: []string{"--time=soon"}}, ErrRejected, "Invalid --time"},
	} {
		s := test.slurm
		s.Fleet = standIn(t, t.TempDir(), 2, 4)
		report, err := s.Fleet.Run(t.Context(), &s, Options{Interval: 50 * time.Millisecond})
		if !errors.Is(err, test.is) || !strings.Contains(fmt.Sprint(err), test.says) || len(report.Recorded) != 0 {
			t.Errorf("%s: %+v, error %v", name, report, err)
		}
		if left := c.do("squeue", "--noheader", "--name="+s.Fleet.ID); left != "" {
			t.Errorf("%s: jobs: %s", name, left)
		}
	}
}

// end waits for a run.
func (c *cluster) end(done <-chan ran) (r ran) {
	until(c.t, "the run ends", func() bool {
		select {
		case r = <-done:
			return true
		default:
		}
		c.hurry()
		return false
	})
	return r
}

// hurry has jobs begin that Slurm itself starts again, as their node went down: they would
// wait for two minutes. Those that it holds, as they could not be launched, wait for a person.
func (c *cluster) hurry() {
	out, _ := exec.Command("squeue", "--noheader", "--array", "--states=PENDING", "--format=%i|%r").Output()
	for line := range strings.Lines(string(out)) {
		job, why, _ := strings.Cut(strings.TrimSpace(line), "|")
		switch {
		case strings.Contains(why, "held"):
			_ = exec.Command("scontrol", "release", job).Run()
		case why == "BeginTime":
			_ = exec.Command("scontrol", "update", "jobid="+job, "starttime=now").Run() // it may have begun
		}
	}
}

// known is a share that runs as the controller says, and its process.
func (c *cluster) known(f *Fleet) (share, pid int) {
	sights, err := (&Slurm{Fleet: f}).Look(c.t.Context())
	for share, sight := range sights {
		if pid := c.job(f, share); err == nil && sight.State == Running && pid != 0 {
			return share, pid
		}
	}
	return 0, 0
}

// nodeOf is the node that runs a share.
func (c *cluster) nodeOf(f *Fleet, share int) string {
	c.t.Helper()
	sights, err := (&Slurm{Fleet: f}).Look(c.t.Context())
	if err != nil || sights[share].State != Running {
		c.t.Fatalf("%+v, error %v", sights, err)
	}
	return sights[share].Where
}
