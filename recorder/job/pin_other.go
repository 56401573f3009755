//go:build !linux && !windows

package job

import (
	"context"
	"errors"
	"fmt"
)

// resolvePin turns what a Plan's Pin says into the number of a CPU, on Linux and Windows.
// Here it returns an error that wraps ErrPlan and errors.ErrUnsupported.
func resolvePin(_ context.Context, pin string) (cpu int, why string, err error) {
	return 0, "", fmt.Errorf("%w: pin to %.100s: %w: threads can be bound to CPUs on Linux and Windows only", ErrPlan, pin, errors.ErrUnsupported)
}

func (p *process) pin(ctx context.Context) error {
	_, _, err := resolvePin(ctx, p.job.Pin)
	return err
}
