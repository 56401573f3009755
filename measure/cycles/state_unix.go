//go:build linux || darwin || freebsd || netbsd || dragonfly

package cycles

import (
	"unsafe"

	"golang.org/x/sys/unix"
)

// newState maps a page outside the Go heap, so that C may keep the pointer.
func newState() (*state, []byte, error) {
	mem, err := unix.Mmap(-1, 0, unix.Getpagesize(), unix.PROT_READ|unix.PROT_WRITE, unix.MAP_ANON|unix.MAP_PRIVATE)
	if err != nil {
		return nil, nil, err
	}
	// Sound: a page is larger than a state and aligned for it, it is zero, and a
	// state holds no pointer that the collector would have to see.
	return (*state)(unsafe.Pointer(&mem[0])), mem, nil
}

func freeState(mem []byte) error {
	if mem == nil {
		return nil
	}
	return unix.Munmap(mem)
}
