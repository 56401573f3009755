package job

import (
	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/record"
)

// Sample is one count of one window: the part of a row that the inside of a
// process knows. Engine, benchmark and round are known to the one who runs the
// process, so that a worker cannot write rows in another's name.
type Sample struct {
	Iteration uint64        `json:"-"` // counted from 0; a message states it once
	Phase     measure.Phase `json:"p"`
	Event     string        `json:"e"`
	Count     uint64        `json:"c"`
	Note      *record.Note  `json:"n,omitempty"` // nil if there is nothing to note
}
