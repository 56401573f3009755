package record

import (
	"bytes"
	"encoding/json"
	"fmt"
	"hash/crc32"
)

// Checksums of JSON Lines are CRC-32C (Castagnoli) as 8 hexadecimal digits. That
// of a header is over its line, as normal has it. That of a mark is over the
// lines of the rows of its process, without white space between and around their
// tokens, and then its own line, as normal has it. Each line ends in one line feed
// there. See RATIONALE.md.

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// Check is what a mark can be verified by.
type Check struct {
	// Block numbers the marks of a recording from 1, so that one that is
	// missing, or is there twice, is noticed.
	Block uint64 `json:"block"`
	// Recording is the checksum of the recording's header.
	Recording string `json:"recording,omitempty"`
	// CRC32C is the checksum of the rows and of the mark.
	CRC32C string `json:"crc32c,omitempty"`
}

// seal puts a checksum into a line that ends in so many braces.
func seal(line []byte, braces int, sum uint32) []byte {
	end := line[len(line)-braces:]
	line = fmt.Appendf(line[:len(line)-braces:len(line)-braces], `,"crc32c":"%08x"`, sum)
	return append(line, end...)
}

// normal returns a line of JSON without its checksum and without what does not
// matter: its keys are sorted, and there are no spaces. Numbers stay as they
// are written.
func normal(line []byte) ([]byte, error) {
	var members map[string]any
	in := json.NewDecoder(bytes.NewReader(line))
	in.UseNumber()
	if err := in.Decode(&members); err != nil {
		return nil, err
	}
	delete(members, "crc32c")
	if check, ok := members["check"].(map[string]any); ok {
		delete(check, "crc32c")
	}
	return appendJSON(nil, members)
}

func hex(sum uint32) string { return fmt.Sprintf("%08x", sum) }

func addLine(sum uint32, line []byte) uint32 {
	return crc32.Update(crc32.Update(sum, castagnoli, line), castagnoli, newline)
}

// who is the process that a row or a mark is of.
type who struct {
	process             uint64
	engine, flags, wasm string
}

func (row *Row) who() who { return who{row.Process, row.Engine, row.EngineFlags, row.Wasm} }

func (e *Ended) who() who { return who{e.Process, e.Engine, e.EngineFlags, e.Wasm} }

// A run is rows of one process, one behind the other.
type run struct {
	who
	rows int
	sum  uint32 // of their lines
}

func (r *run) is(w who) bool { return r.rows > 0 && r.who == w }
