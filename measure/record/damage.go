package record

import (
	"errors"
	"fmt"
)

// ErrDamaged: something in a recording is not as it was written.
var ErrDamaged = errors.New("recording is damaged")

// Damage is what is wrong with a part of a recording in JSON Lines, which a
// Reader leaves out. It wraps ErrDamaged. A Reader returns it in a
// *SyntaxError, whose line is where it was noticed.
type Damage struct {
	// Engine, EngineFlags, Wasm and Process are those of the process, as far
	// as they can be told; Wasm is empty where it is not about one.
	Engine, EngineFlags, Wasm string
	Process                   uint64
	// From and To are the part's bytes in the file, and Rows how many rows in
	// it are left out.
	From, To int64
	Rows     int
	// Err says what is wrong.
	Err error
}

func (d *Damage) Error() string {
	text := fmt.Sprintf("damaged from byte %d to %d: ", d.From, d.To)
	if d.Wasm != "" {
		engine := d.Engine
		if d.EngineFlags != "" {
			engine += ":" + d.EngineFlags
		}
		text += fmt.Sprintf("process %d of %s on %s: ", d.Process, d.Wasm, engine)
	}
	text += d.Err.Error()
	switch d.Rows {
	case 0:
	case 1:
		text += "; its row is left out"
	default:
		text += fmt.Sprintf("; its %d rows are left out", d.Rows)
	}
	return text
}

// Unwrap returns ErrDamaged and Err.
func (d *Damage) Unwrap() []error { return []error{ErrDamaged, d.Err} }

// of fills in which process it is about.
func (d *Damage) of(w who) *Damage {
	d.Engine, d.EngineFlags, d.Wasm, d.Process = w.engine, w.flags, w.wasm, w.process
	return d
}

// Ending is where a recording in JSON Lines ends: at the end of the file, or at
// the header of the next.
type Ending struct {
	// From and To are its bytes in the file, and LeftOut whether nothing of it
	// is used, because its header is damaged.
	From, To int64
	LeftOut  bool
	// Header is that of the recording, nil if it has none.
	Header *Header
	// Marks is how many marks could be read, Rows how many rows stand behind
	// the last of them, or before it if it is the end: those of a process that was
	// running. Rows before the first mark are none of these in a recording that
	// has no marks.
	Marks, Rows int
	// Interrupted is whether the recorder was stopped or killed before the
	// plan was carried out, as far as the recording says.
	Interrupted bool
	// Checked is whether all of it has checksums.
	Checked bool
	// Err is why reading ended before the input did, if it did: what Interrupted says
	// is then of what could be read.
	Err error
}
