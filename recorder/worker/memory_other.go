//go:build !linux

package worker

import "errors"

const memoryLimits = false

func limitMemory(int64) error { return errors.ErrUnsupported }
