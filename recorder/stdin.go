package recorder

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/recorder/internal/scratch"
	"github.com/sightglass-go/sightglass/recorder/job"
)

// saidAfter is how long a stream may take before that is said.
const saidAfter = 2 * time.Second

// takeStdin makes a file of a standard input that can be read only once, or that
// only this process finds: every process and iteration reads it from its
// beginning. Jobs get the file's path; the plan that is recorded keeps the name
// that it was given. done removes the file.
func (p *Plan) takeStdin(ctx context.Context, o *Options) (done func(), err error) {
	if p.Stdin == "" || !record.ReadOnce(p.Stdin) {
		return func() {}, nil
	}
	folder, err := scratch.New()
	if err != nil {
		return nil, fmt.Errorf("make a file of the standard input: %w", err)
	}
	done = func() { _ = folder.Remove() } // else the next recording does
	path := filepath.Join(folder.Path(), "stdin")
	result := make(chan error, 1)
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	go func() { result <- copyStream(ctx, path, p.Stdin) }()
	said := time.After(saidAfter)
	var spent <-chan time.Time
	if o.Budget > 0 {
		spent = time.After(o.Budget)
	}
	for {
		select {
		case err = <-result:
			if err != nil {
				done()
				return nil, fmt.Errorf("%w: standard input: %w", job.ErrPlan, err)
			}
			p.stdinName, p.Stdin = p.Stdin, path
			return done, nil
		case <-said:
			o.Progress(Progress{Note: "waiting for the end of " + p.Stdin + ", which the benchmarks are to read as their standard input"})
		case <-spent:
			done()
			return nil, fmt.Errorf("%w: standard input: %s did not end within %v, which the whole recording may take", job.ErrPlan, p.Stdin, o.Budget)
		case <-o.Stop:
			done()
			return nil, ErrStopped
		case <-ctx.Done():
			done()
			return nil, context.Cause(ctx)
		}
	}
}

// copyStream copies a stream to its end, or up to the size of which a hash is
// taken.
func copyStream(ctx context.Context, path, name string) error {
	from, err := record.OpenNamed(ctx, name)
	if err != nil {
		return err
	}
	defer from.Close()
	to, err := os.Create(path)
	if err != nil {
		return err
	}
	n, err := io.Copy(to, io.LimitReader(from, job.MaxStdin+1))
	if err = errors.Join(err, to.Close()); err != nil {
		return fmt.Errorf("copy %s: %w", name, err)
	}
	if n > job.MaxStdin {
		return fmt.Errorf("%s holds more than %d MiB: save it as a file", name, job.MaxStdin>>20)
	}
	return nil
}

// named is the plan as it is recorded.
func (p *Plan) named() Plan {
	of := *p
	if of.stdinName != "" {
		of.Stdin = of.stdinName
	}
	return of
}
