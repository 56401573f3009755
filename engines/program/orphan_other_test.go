//go:build !linux

package program

func parent() {}
