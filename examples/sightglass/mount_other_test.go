//go:build unix && !linux

package main

import "errors"

func mount(string, int) error { return errors.ErrUnsupported }

func unmount(string) {}

func readOnly(string) error { return errors.ErrUnsupported }
