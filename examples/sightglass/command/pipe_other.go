//go:build !unix

package command

func ignorePipe() {}
