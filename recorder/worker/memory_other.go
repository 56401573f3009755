//go:build !linux && !windows

package worker

import "errors"

const memoryLimits = false

func limitMemory(int64) error { return errors.ErrUnsupported }

func defaultMemory() int64 { return 0 }

func maxResident(any) int64 { return 0 }
