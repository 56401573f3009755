package hostile

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"testing"

	"github.com/sightglass-go/sightglass/engines"
)

// Where a caller puts things in the guest's memory of 4 MiB.
const (
	resultAt       = 8       // what a function gives back: a number, a filestat
	iovecAt        = 256     // one iovec
	subscriptionAt = 1024    // one subscription of poll_oneoff
	zeroAt         = 2048    // nothing is ever put here
	bufferAt       = 4096    // what is read or written, up to 60 KiB
	pathAt         = 1 << 20 // a path of up to 1 MiB
	path2At        = 5 << 19 // a second path
	memoryIs       = 4 << 20 // its end
)

// The descriptors that a guest begins with.
const (
	stdin, stdout, stderr, folder = 0, 1, 2, 3
)

// Flags of path_open and of the functions that look paths up.
const (
	follow = 1 // lookupflags

	oCreat, oDirectory, oExcl, oTrunc = 1, 2, 4, 8

	fdAppend, fdDsync, fdNonblock, fdRsync, fdSync = 1, 2, 4, 8, 16

	rightRead, rightWrite, rightAll = 1 << 1, 1 << 6, 1<<30 - 1
)

// caller is an instance of the guest "wasi", whose functions are those of
// preview 1: a hostile guest whose program is the test.
type caller struct {
	testing.TB
	instance engines.Instance
	tree     *tree
	told     string // what an attempt has found out
	ended    error  // the engine's words when it ended the guest
}

// call calls a function of preview 1. Signed arguments are given as the bits
// that they are.
func (c *caller) call(name string, args ...uint64) Errno {
	results, err := c.instance.Call(context.Background(), name, args...)
	switch {
	case errors.Is(err, engines.ErrTrap):
		c.ended = err
		return Trapped
	case err != nil:
		c.Errorf("call %s: %v; want a result, or an error that wraps ErrTrap", name, err)
		return Trapped
	}
	return Errno(results[0])
}

// do calls one of the guest's own functions, which do not fail; a guest that
// has trapped may be gone.
func (c *caller) do(name string, args ...uint64) uint64 {
	results, err := c.instance.Call(context.Background(), name, args...)
	if err != nil && c.ended == nil {
		c.Fatalf("call %s: %v", name, err)
	}
	if len(results) == 0 {
		return 0
	}
	return results[0]
}

func (c *caller) put(at uint64, b []byte) {
	for len(b) >= 8 {
		c.do("store64", at, binary.LittleEndian.Uint64(b))
		at, b = at+8, b[8:]
	}
	for i, each := range b {
		c.do("store8", at+uint64(i), uint64(each))
	}
}

func (c *caller) get(at, n uint64) []byte {
	b := make([]byte, 0, n+8)
	for ; uint64(len(b)) < n; at += 8 {
		b = binary.LittleEndian.AppendUint64(b, c.do("load64", at))
	}
	return b[:n]
}

func (c *caller) u32(at uint64) uint64 { return c.do("load64", at) & (1<<32 - 1) }

// iovec makes the one iovec there is, and returns where it is and their count.
func (c *caller) iovec(at, n uint64) (uint64, uint64) {
	c.do("store64", iovecAt, at|n<<32)
	return iovecAt, 1
}

func (c *caller) path(s string) (at, n uint64) {
	c.put(pathAt, []byte(s))
	return pathAt, uint64(len(s))
}

func (c *caller) path2(s string) (at, n uint64) {
	c.put(path2At, []byte(s))
	return path2At, uint64(len(s))
}

type opening struct {
	dir     uint64
	lookup  uint64
	path    string
	oflags  uint64
	rights  uint64
	fdflags uint64
}

func (c *caller) open(o opening) (fd uint64, e Errno) {
	at, n := c.path(o.path)
	e = c.call("path_open", o.dir, o.lookup, at, n, o.oflags, o.rights, o.rights, o.fdflags, resultAt)
	if e != 0 {
		return 0, e
	}
	fd = c.u32(resultAt)
	c.told = fmt.Sprintf("descriptor %d", fd)
	return fd, 0
}

// must opens what may be opened.
func (c *caller) must(o opening) (fd uint64) {
	fd, e := c.open(o)
	if e != 0 {
		c.Errorf("open %q, which lies in the folder: %v", o.path, e)
		return 1 << 20
	}
	return fd
}

// input opens the folder's file for reading, and sub the folder in it.
func (c *caller) input() uint64 {
	return c.must(opening{dir: folder, path: "input.txt", rights: rightRead})
}

func (c *caller) sub() uint64 {
	return c.must(opening{dir: folder, path: "sub", oflags: oDirectory, rights: rightRead})
}

func (c *caller) write(fd uint64) Errno {
	iovs, n := c.iovec(bufferAt, 8)
	return c.call("fd_write", fd, iovs, n, resultAt)
}

func (c *caller) openAndRead(o opening) Errno {
	fd, e := c.open(o)
	if e != 0 {
		return e
	}
	iovs, n := c.iovec(bufferAt, 64)
	if e := c.call("fd_read", fd, iovs, n, resultAt); e == 0 {
		c.told = fmt.Sprintf("it read %q", c.get(bufferAt, min(64, c.u32(resultAt))))
	}
	return 0
}
