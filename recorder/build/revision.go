package build

import (
	"context"
	"errors"
	"fmt"
)

// ErrShallow: a clone has only a part of its repository's history, and what was
// asked for is not in it, or may be another commit than in the whole.
var ErrShallow = errors.New("the clone is shallow")

// Commit returns the commit that a revision of the repository that holds dir means,
// as short as it is unique. Errors wrap ErrRevision, and ErrShallow where the whole
// history might have it.
func Commit(ctx context.Context, dir, revision string) (string, error) {
	return inRepository(ctx, dir, fmt.Sprintf("revision %q", revision), func(r repository) (string, error) {
		full, err := r.resolve(ctx, revision)
		if err != nil {
			return "", r.unlessShallow(ctx, err)
		}
		return r.short(ctx, full)
	})
}

// MergeBase returns the commit at which two revisions of the repository that holds
// dir parted, as short as it is unique. A shallow clone can have another one than
// the whole history and is refused. Errors wrap ErrRevision and ErrShallow.
func MergeBase(ctx context.Context, dir, one, other string) (string, error) {
	return inRepository(ctx, dir, fmt.Sprintf("where %q and %q parted", one, other), func(r repository) (string, error) {
		if err := r.unlessShallow(ctx, nil); err != nil {
			return "", err
		}
		var commits [2]string
		for i, revision := range []string{one, other} {
			var err error
			if commits[i], err = r.resolve(ctx, revision); err != nil {
				return "", fmt.Errorf("%q: %w", revision, err)
			}
		}
		base, warnings, err := git(ctx, r.top, nil, "merge-base", commits[0], commits[1])
		switch {
		case err != nil && ctx.Err() == nil && warnings == "": // it says so by its exit code
			return "", errors.New("their histories have nothing in common")
		case err != nil:
			return "", err
		}
		return r.short(ctx, base)
	})
}

func inRepository(ctx context.Context, dir, what string, find func(repository) (string, error)) (string, error) {
	r, err := openRepository(ctx, dir)
	if err == nil {
		var commit string
		if commit, err = find(r); err == nil {
			return commit, nil
		}
	}
	return "", &revisionError{fmt.Sprintf("cannot find %s in the repository of %s", what, dir), err}
}

// revisionError is ErrRevision where nothing was to be checked out.
type revisionError struct {
	text string
	err  error
}

func (e *revisionError) Error() string   { return e.text + ": " + e.err.Error() }
func (e *revisionError) Unwrap() []error { return []error{ErrRevision, e.err} }

func (r repository) short(ctx context.Context, commit string) (string, error) {
	short, _, err := git(ctx, r.top, nil, "rev-parse", "--short=12", commit)
	return short, err
}

// unlessShallow is err, or that the clone is shallow.
func (r repository) unlessShallow(ctx context.Context, err error) error {
	shallow, _, gitErr := git(ctx, r.top, nil, "rev-parse", "--is-shallow-repository")
	switch {
	case gitErr != nil:
		return errors.Join(err, gitErr)
	case shallow == "true" && err != nil:
		return fmt.Errorf("%w: %w", ErrShallow, err)
	case shallow == "true":
		return ErrShallow
	}
	return err
}
