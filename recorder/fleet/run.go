package fleet

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/sightglass-go/sightglass/measure/quote"
	"github.com/sightglass-go/sightglass/measure/words"
)

// run is one run of a fleet.
type run struct {
	*Fleet
	Options
	scheduler Scheduler
	report    Report
	open      []int             // shares that are not settled, in their order
	started   map[int]int       // how often
	gone      map[int]int       // how many looks in a row
	held      map[int]int       // how often in a row another process had the recording
	unusable  map[int]error     // why recordings of shares that ended were not taken
	silent    map[int]time.Time // shares whose machine does not answer, since when
	watched   map[int]*watched  // shares that run
	said      string            // the last line about all
	answered  time.Time         // the scheduler did last
	told      bool              // it was said that it does not
}

// Run has all shares recorded that are not, and returns when each is settled. The
// error is not nil if it could not find that out: the scheduler does not answer or
// takes no work, or ctx is done. What was started goes on then, and another Run finds it.
func (f *Fleet) Run(ctx context.Context, s Scheduler, o Options) (*Report, error) {
	r := &run{Fleet: f, Options: o.withDefaults(), scheduler: s, started: map[int]int{}, gone: map[int]int{}, held: map[int]int{}, unusable: map[int]error{},
		silent: map[int]time.Time{}, watched: map[int]*watched{}}
	r.report.Machines = map[int]string{}
	for share := 1; share <= f.Shares; share++ {
		r.open = append(r.open, share)
	}
	for {
		err := r.step(ctx)
		if len(r.open) == 0 || err != nil {
			return &r.report, errors.Join(err, r.finish(ctx))
		}
		select {
		case <-ctx.Done():
			return &r.report, errors.Join(context.Cause(ctx), r.finish(ctx))
		case <-time.After(r.Interval):
		}
	}
}

// leaving is how long a run that was ended may take to remove what nobody uses.
const leaving = 20 * time.Second

// finish has the scheduler end what it has to, for some seconds also when ctx is done.
func (r *run) finish(ctx context.Context) error {
	last, ok := r.scheduler.(finisher)
	if !ok {
		return nil
	}
	if ctx.Err() != nil {
		within, cancel := context.WithTimeoutCause(context.WithoutCancel(ctx), leaving, fmt.Errorf("%w within %v", ErrUnreachable, leaving))
		defer cancel()
		ctx = within
	}
	return last.finish(ctx)
}

// mayRun is whether one of the shares that Submit failed to start may have been started.
func (r *run) mayRun(ctx context.Context, shares []int) bool {
	if s, ok := r.scheduler.(starter); ok {
		return slices.ContainsFunc(shares, s.wasStarted)
	}
	return ctx.Err() != nil
}

// step looks at all shares once, and does what has to be done.
func (r *run) step(ctx context.Context) error {
	sights, err := r.scheduler.Look(ctx)
	if err != nil {
		return r.unanswered(ctx, err)
	}
	var lost []int
	var troubled error
	for _, share := range slices.Clone(r.open) {
		sight := sights[share]
		if sight.Where != "" {
			r.report.Machines[share] = sight.Where
		}
		if sight.State != Gone {
			r.gone[share] = 0
			r.report.Started = true
		}
		if sight.State != Silent && sight.State != Ended {
			delete(r.silent, share)
		}
		if sight.State != Running {
			delete(r.watched, share)
		}
		switch sight.State {
		case Running:
			r.watch(share, sight, time.Now())
		case Gone:
			// What ended a moment ago may have left an exit code that is not seen here yet.
			if r.gone[share]++; r.started[share] == 0 || r.gone[share] > 1 || sight.Code != 0 {
				lost = append(lost, share)
			}
		case Silent:
			r.wait(share, sight.Why)
		case Ended:
			switch again, err := r.settle(ctx, share, sight.Code); {
			case errors.Is(err, ErrUnreachable):
				r.wait(share, err.Error())
			case err != nil:
				troubled = err
			case again:
				lost = append(lost, share)
			}
		}
	}
	if troubled == nil {
		troubled = r.restart(ctx, lost, sights)
	}
	if troubled != nil {
		return r.unanswered(ctx, troubled)
	}
	r.answered, r.told = time.Now(), false
	r.tell(sights)
	return nil
}

// settle takes what a share that ended has left. Its error is the scheduler's, and
// again is whether it has to be started once more.
func (r *run) settle(ctx context.Context, share, code int) (again bool, err error) {
	if err := r.scheduler.Fetch(ctx, share); err != nil {
		return false, err
	}
	if kept, ok := r.code(share); ok { // the scheduler may know only that it ended
		code = kept
	}
	if err := r.Check(share, r.Recording(share)); err != nil {
		r.unusable[share] = err
		r.Note(fmt.Sprintf("share %d ended, and %v: %s", share, ErrUnusable, quote.Error(err)))
		return true, r.forget(share)
	}
	if c, ok := r.scheduler.(cleaner); ok {
		if err := c.clean(ctx, share); err != nil {
			r.Note(fmt.Sprintf("share %d is here, and was left there, too: %s", share, quote.Error(err)))
		}
	}
	r.report.Recorded = append(r.report.Recorded, share)
	slices.Sort(r.report.Recorded)
	if code == 1 {
		r.report.Failures = append(r.report.Failures, share)
		slices.Sort(r.report.Failures)
	}
	r.close(share)
	return false, nil
}

// heldTries is how often a share that another process has is started. Each time it has
// waited for a minute.
const heldTries = 10

// restart starts shares that nothing runs, unless they were started often enough.
func (r *run) restart(ctx context.Context, lost []int, sights map[int]Sight) error {
	var start, again []int
	for _, share := range lost {
		if sights[share].Code == CodeBusy {
			if r.held[share]++; r.held[share] == 1 {
				r.Note(fmt.Sprintf("share %d: another process has its recording: trying again", share))
			}
			if r.held[share] < heldTries {
				start = append(start, share)
				continue
			}
			_ = r.scheduler.Fetch(ctx, share)
			r.miss(share, fmt.Errorf("%w, %s in a row%s", ErrHeld, words.Count(heldTries, "time"), r.lastWords(share)))
			continue
		}
		r.held[share] = 0
		switch n := r.started[share]; {
		case n >= r.Attempts:
			_ = r.scheduler.Fetch(ctx, share) // what there is; the share is missing anyway
			sight := sights[share]
			why := fmt.Errorf("%w %s", ErrLost, words.Count(n, "time"))
			switch {
			case r.unusable[share] != nil && sight.State == Ended:
				why = fmt.Errorf("%w: %w, and was started %s", ErrUnusable, r.unusable[share], words.Count(n, "time"))
			case sight.Code != 0:
				why = fmt.Errorf("%w, exit code %d, and was started %s", ErrRefused, sight.Code, words.Count(n, "time"))
			case sight.Why != "":
				why = fmt.Errorf("%w, at last by %s", why, quote.Line(sight.Why))
			}
			r.miss(share, fmt.Errorf("%w%s", why, r.lastWords(share)))
			continue
		case n > 0:
			again = append(again, share)
		}
		start = append(start, share)
	}
	if len(start) == 0 {
		return nil
	}
	if len(again) > 0 {
		r.Note(list(again) + " lost: starting again")
	}
	if err := r.scheduler.Submit(ctx, start); err != nil {
		r.report.Started = r.report.Started || r.mayRun(ctx, start)
		return err
	}
	for _, share := range start {
		if r.held[share] == 0 {
			r.started[share]++
		}
		r.gone[share] = 0
		r.report.Started = true
	}
	return nil
}

// wait gives a share's machine, which does not answer, some time.
func (r *run) wait(share int, why string) {
	since, waits := r.silent[share]
	switch {
	case !waits:
		r.silent[share] = time.Now()
		r.Note(fmt.Sprintf("share %d: trying again for %v: %s", share, r.Patience, quote.Line(why)))
	case time.Since(since) > r.Patience:
		r.miss(share, fmt.Errorf("%w for %v, so it is not known whether it was recorded: %s", ErrUnreachable, r.Patience, quote.Line(why)))
	}
}

func (r *run) miss(share int, err error) {
	r.report.Missing = append(r.report.Missing, &ShareError{share, r.report.Machines[share], err})
	slices.SortFunc(r.report.Missing, func(a, b *ShareError) int { return a.Share - b.Share })
	r.close(share)
}

func (r *run) close(share int) {
	r.open = slices.DeleteFunc(r.open, func(s int) bool { return s == share })
}
