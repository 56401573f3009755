//go:build !linux

package recorder

import (
	"context"
	"errors"
	"fmt"
)

func (p *process) pin(context.Context) error {
	return fmt.Errorf("%w: pin to %s: %w: threads can be bound to CPUs on Linux only", ErrPlan, p.job.Pin, errors.ErrUnsupported)
}
