package job

import (
	"encoding/binary"
	"os"
	"path/filepath"

	"github.com/sightglass-go/sightglass/measure"
)

// Stage is what a process was doing.
type Stage uint8

// The stages of a process, in the order in which they begin.
const (
	Starting Stage = iota // nothing that concerns a guest
	Opening               // the measure and the engine
	Compiling
	Linking
	Instantiating
	Executing
	Checking // what the guest printed
	Closing
)

// String says it as a participle.
func (s Stage) String() string {
	names := [...]string{"starting", "opening the engine", "compiling", "linking", "instantiating", "executing", "checking the output", "closing"}
	if int(s) < len(names) {
		return names[s]
	}
	return "doing something unknown"
}

// Phase is the stage's phase, 0 for those that are none.
func (s Stage) Phase() measure.Phase {
	switch s {
	case Compiling:
		return measure.Compilation
	case Instantiating:
		return measure.Instantiation
	case Executing:
		return measure.Execution
	}
	return 0
}

// stageFile, in the scratch folder of a process, holds what the process is
// doing. The process has it mapped, so that saying so is one store into
// memory, and the parent can read it when the process is dead.
const stageFile = "stage"

// whereabouts is the content of a stage file: the stage, then the iteration,
// each a little-endian uint32.
type whereabouts []byte

const whereaboutsSize = 8

func (w whereabouts) set(s Stage, iteration int) {
	if len(w) == whereaboutsSize {
		binary.LittleEndian.PutUint32(w[4:], uint32(int32(iteration)))
		binary.LittleEndian.PutUint32(w[:4], uint32(s))
	}
}

// LastStage returns what the process with this scratch folder was doing last,
// and in which iteration, less than 0 for none. ok is false where that is not
// known.
func LastStage(scratch string) (s Stage, iteration int, ok bool) {
	b, err := os.ReadFile(filepath.Join(scratch, stageFile))
	if err != nil || len(b) != whereaboutsSize {
		return 0, -1, false
	}
	return Stage(binary.LittleEndian.Uint32(b)), int(int32(binary.LittleEndian.Uint32(b[4:]))), true
}
