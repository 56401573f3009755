//go:build unix && !linux

package command

import "errors"

func mount(string, int) error { return errors.ErrUnsupported }

func unmount(string) {}

func readOnly(string) error { return errors.ErrUnsupported }
