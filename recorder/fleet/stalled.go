package fleet

import (
	"fmt"
	"os"
	"time"

	"github.com/gofrs/flock"

	"github.com/sightglass-go/sightglass/measure/quote"
	"github.com/sightglass-go/sightglass/measure/words"
)

// A watcher is a Scheduler that may take for running what records nothing any more, as
// what runs on a machine may end unseen; and that has recordings where they can be looked at.
type watcher interface {
	// written is how much there is of a share, in bytes.
	written(share int) int64
	// held is whether a process has the recording of a share, as far as can be seen.
	held(share int) bool
	// remedy is what a person does about a share that nothing records.
	remedy() string
}

// watched is what was seen of a share that runs.
type watched struct {
	written int64
	since   time.Time // it is that much
	told    bool
}

// watch says of a share that is said to run, once, that nothing records it.
func (r *run) watch(share int, sight Sight, now time.Time) {
	s, ok := r.scheduler.(watcher)
	if !ok {
		return
	}
	w := r.watched[share]
	if n := s.written(share); w == nil || w.written != n {
		r.watched[share] = &watched{written: n, since: now}
		return
	}
	if w.told || now.Sub(w.since) < r.Stalled || s.held(share) {
		return
	}
	w.told = true
	where := "its machine"
	if sight.Where != "" {
		where = quote.Name(sight.Where)
	}
	r.Note(fmt.Sprintf("share %d is said to run, and nothing records it: for %s it has written nothing, and no process has locked its recording; look at %s; %s",
		share, words.Duration(now.Sub(w.since)), where, s.remedy()))
}

func (s *Slurm) written(share int) (n int64) {
	for _, name := range []string{s.Fleet.Recording(share), s.Fleet.Log(share)} { // a line a minute, where a process takes longer
		if info, err := os.Stat(name); err == nil {
			n += info.Size()
		}
	}
	return n
}

func (s *Slurm) held(share int) bool {
	lock := flock.New(s.Fleet.Recording(share), flock.SetFlag(os.O_RDONLY))
	got, err := lock.TryRLock()
	if got {
		err = lock.Unlock()
	}
	return err == nil && !got
}

func (s *Slurm) remedy() string {
	return fmt.Sprintf("squeue --name=%s has the number of its job, and scontrol requeue NUMBER starts it again", s.Fleet.ID)
}
