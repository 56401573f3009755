package analysis

import (
	"encoding/binary"
	"fmt"
	"os"
)

// DefaultBudget is how many bytes of values ReadRecordings holds in memory, about: those of
// five million rows, or twenty if processes have many iterations. What is more is kept in a
// temporary file. See "Why are the values of large recordings in a file?" in RATIONALE.md.
const DefaultBudget = 256 << 20

// What is held of rows, in bytes, beside what the collector has not collected yet.
const (
	heldValue = 8
	heldRun   = 48
	heldGroup = 600
)

// A StoreError is that the temporary file failed in which the values of a recording are
// that are too many for memory. Series whose values cannot be read back panic with it, for
// no result is right without them.
type StoreError struct {
	// Doing is what was tried: "create", "write" or "read".
	Doing string
	Err   error
}

func (e *StoreError) Error() string {
	text := fmt.Sprintf("%s the temporary file for the values of a large recording, in %s: %v", e.Doing, os.TempDir(), e.Err)
	if e.Doing != reading {
		text += "; name a folder that has room for it in the environment variable " + tempVariable
	}
	return text
}

const reading = "read"

// Unwrap returns Err.
func (e *StoreError) Unwrap() error { return e.Err }

// A store is a file of the values that several Builders have let go.
type store struct {
	file   *os.File
	size   int64 // of what was written, and is to be
	buffer []byte
	keys   []Key // by number
	ids    map[Key]uint32
}

// A chunk is the values that a gatherer has let go.
type chunk struct {
	at     int64
	size   uint32
	series uint32 // the number of its key
	from   uint32 // the number of its origin
}

// origin is where chunks come from: a source, and by how much higher the numbers of their
// blocks and rows are now.
type origin struct{ source, blocks, rows int }

func newStore() (*store, error) {
	file, err := tempFile()
	if err != nil {
		return nil, &StoreError{"create", err}
	}
	return &store{file: file, ids: map[Key]uint32{}}, nil
}

// id is the number of a key.
func (s *store) id(k Key) uint32 {
	id, ok := s.ids[k]
	if !ok {
		id = uint32(len(s.keys))
		s.ids[k], s.keys = id, append(s.keys, k)
	}
	return id
}

// put writes what a gatherer holds.
func (s *store) put(g *gatherer) (chunk, error) {
	c := chunk{at: s.size, series: s.id(g.series.Key)}
	from := len(s.buffer)
	b := s.buffer
	for _, n := range []uint64{uint64(g.series.Scaled), g.series.Collections, uint64(g.series.Warned), uint64(len(g.runs))} {
		b = binary.AppendUvarint(b, n)
	}
	var last run
	var count uint64
	for _, r := range g.runs {
		b = binary.AppendVarint(b, int64(r.process-last.process))
		b = binary.AppendUvarint(b, r.first)
		b = binary.AppendUvarint(b, uint64(r.len()))
		b = binary.AppendVarint(b, int64(r.block-last.block))
		b = binary.AppendVarint(b, int64(r.row-last.row))
		for _, n := range g.counts[r.start:r.end] {
			b = binary.AppendVarint(b, int64(n-count))
			count = n
		}
		last = r
	}
	s.buffer = b
	c.size = uint32(len(b) - from)
	s.size += int64(c.size)
	if len(b) >= 1<<20 {
		return c, s.flush()
	}
	return c, nil
}

// flush writes what is buffered.
func (s *store) flush() error {
	if _, err := s.file.Write(s.buffer); err != nil {
		return &StoreError{"write", err}
	}
	s.buffer = s.buffer[:0]
	return nil
}

// get adds a chunk to what a gatherer holds. Where the file fails it panics with a
// *StoreError. The buffer may be nil; it returns one for the next chunk.
func (s *store) get(c chunk, from origin, g *gatherer, buffer []byte) []byte {
	buffer = append(buffer[:0], make([]byte, c.size)...)
	if _, err := s.file.ReadAt(buffer, c.at); err != nil {
		panic(&StoreError{reading, err})
	}
	rest := buffer
	unsigned := func() uint64 {
		n, size := binary.Uvarint(rest)
		if size <= 0 {
			panic(&StoreError{reading, fmt.Errorf("what was written there has changed")})
		}
		rest = rest[size:]
		return n
	}
	signed := func() uint64 {
		n := unsigned()
		return n>>1 ^ -(n & 1)
	}
	g.series.Scaled += int(unsigned())
	g.series.Collections += unsigned()
	g.series.Warned += int(unsigned())
	last := run{block: from.blocks, row: from.rows}
	var count uint64
	for range unsigned() {
		r := run{process: last.process + signed(), first: unsigned(), start: len(g.counts)}
		n := unsigned()
		r.block, r.row = last.block+int(signed()), last.row+int(signed())
		for range n {
			count += signed()
			g.counts = append(g.counts, count)
		}
		r.end = len(g.counts)
		g.append(r)
		last = r
	}
	return buffer
}
