package record

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"
)

// Mark is a line of JSON Lines that is neither header nor row: how a process
// ended, that a recording was resumed, or that it is complete. One of these is
// set. It is what tells a recording that is complete from one whose recorder
// was killed, and where the latter can go on.
type Mark struct {
	Ended    *Ended    `json:"ended,omitempty"`
	Resumed  *Resumed  `json:"resumed,omitempty"`
	Finished *Finished `json:"finished,omitempty"`
	// Check is made by the Writer. Recordings of older versions have none.
	Check *Check `json:"check,omitempty"`
}

// Ended says how one process of a recording ended. It stands behind the rows
// of that process. Rows without one are of a process that was running when
// the recorder was stopped.
type Ended struct {
	Engine      string `json:"engine"`
	EngineFlags string `json:"engine_flags,omitempty"`
	Wasm        string `json:"wasm"`
	// Process is the number that its rows have, Round the round of the plan,
	// from 0, which it was to run in. A round that was interrupted, or in which
	// a process was tried again, has more numbers than one.
	Process uint64 `json:"process"`
	Round   int    `json:"round"`
	// Program is the hash of the program that was drawn for the round, where the
	// engine has several.
	Program string `json:"program,omitempty"`
	// Rows is how many rows it gave.
	Rows int `json:"rows"`
	// Padding is by how many bytes the environment of the process was padded; 0
	// also for one that died before it could say so.
	Padding int `json:"padding,omitempty"`
	// Warnings are what to beware of that nobody knew before it ran.
	Warnings []string `json:"warnings,omitempty"`
	// Failure is empty for a process that ran to its end.
	Failure *EndedBadly `json:"failure,omitempty"`
}

// EndedBadly is why a process failed.
type EndedBadly struct {
	// Cause is "died", "timeout" or "lost" (its output, on a full disk) for
	// accidents of the process, otherwise "guest", for what it would do again.
	Cause string `json:"cause"`
	// Text is the error, Iteration and Phase where it happened: less than 0
	// before the first iteration, "" outside of all phases.
	Text      string `json:"text"`
	Iteration int    `json:"iteration"`
	Phase     string `json:"phase,omitempty"`
	// Output is what the guest printed, or the process that died, shortened.
	Output string `json:"output,omitempty"`
	// Attempt counts from 1 how often it was tried in this round.
	Attempt int `json:"attempt"`
}

// Resumed says that a recording that was interrupted goes on from here.
type Resumed struct {
	At time.Time `json:"at"`
	// Ended is how many processes had ended before.
	Ended int `json:"ended"`
	// Rows and Bytes are what was dropped of the process that was running.
	Rows  int   `json:"dropped_rows"`
	Bytes int64 `json:"dropped_bytes"`
	// Damaged is how many processes of those that ended were damaged, and run
	// again.
	Damaged int `json:"damaged,omitempty"`
	// Despite names what was not as it had been, if the user allowed that.
	Despite []string `json:"despite,omitempty"`
	// Warnings says what to beware of.
	Warnings []string `json:"warnings,omitempty"`
	// Sequential is the Header's, set where that is decided from here on.
	Sequential bool `json:"sequential,omitempty"`
	// Machine is where it goes on, if that is not where it was before: a share of a
	// plan may move.
	Machine *Machine `json:"machine,omitempty"`
}

// Finished says that nothing is missing behind it, as far as was known then: a
// recording may be resumed with more rounds.
type Finished struct {
	At time.Time `json:"at"`
	// Why is empty if the plan was carried out; else what ended the recording
	// before that, on request. The checksum of this mark has the rows of a
	// process that was running then.
	Why string `json:"why,omitempty"`
}

// Marker is a Sink that takes marks. A Sink that wraps another should pass them on.
type Marker interface {
	Mark(Mark) error
}

// Syncer is a Sink that can make what it received durable. Flush hands rows
// on to the operating system, which keeps them if this process is killed; Sync
// waits until they would survive the end of the system's power, too.
type Syncer interface {
	Sync() error
}

// markBegins is what the line of a mark begins with.
var markBegins = [][]byte{[]byte(`"check"`), []byte(`"ended"`), []byte(`"resumed"`), []byte(`"finished"`)}

func looksLikeMark(line []byte) bool {
	line = bytes.TrimLeft(bytes.TrimPrefix(line, []byte("{")), " \t")
	return slices.ContainsFunc(markBegins, func(begins []byte) bool { return bytes.HasPrefix(line, begins) })
}

var errNoMark = errors.New("a mark that makes no sense")

// parseMark is asked only for lines that look like marks. It returns the line as normal
// has it, too, if there is a Check.
func parseMark(line []byte) (m *Mark, bare []byte, err error) {
	m = new(Mark)
	if err := json.Unmarshal(line, m); err != nil {
		return nil, nil, fmt.Errorf("%w: %w", errNoMark, err)
	}
	if m.Ended == nil && m.Resumed == nil && m.Finished == nil {
		return nil, nil, errNoMark
	}
	if m.Check != nil {
		bare, err = normal(line)
	}
	return m, bare, err
}

func (m multiSink) Mark(mark Mark) error {
	return m.each(func(s Sink) error {
		if marker, ok := s.(Marker); ok {
			return marker.Mark(mark)
		}
		return nil
	})
}

func (m multiSink) Sync() error {
	return m.each(func(s Sink) error {
		if syncer, ok := s.(Syncer); ok {
			return syncer.Sync()
		}
		return nil
	})
}
