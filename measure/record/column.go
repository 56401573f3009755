package record

import (
	"errors"
	"fmt"

	"github.com/sightglass-go/sightglass/measure"
)

type column uint8

const (
	colArch column = iota
	colEngine
	colEngineFlags
	colWasm
	colProcess
	colIteration
	colPhase
	colEvent
	colCount
	numColumns

	colUnknown column = 255 // in a header: a column that this package passes over
)

var columnNames = [numColumns]string{
	"arch", "engine", "engine_flags", "wasm", "process", "iteration", "phase", "event", "count",
}

// nineColumns is the order that is written; eightColumns the older form.
var (
	nineColumns = []column{colArch, colEngine, colEngineFlags, colWasm, colProcess,
		colIteration, colPhase, colEvent, colCount}
	eightColumns = []column{colArch, colEngine, colWasm, colProcess,
		colIteration, colPhase, colEvent, colCount}
)

func columnNamed[T string | []byte](name T) column {
	for i, n := range columnNames {
		if string(name) == n {
			return column(i)
		}
	}
	return colUnknown
}

// set gives the column of the row its value from text. What it keeps of text
// is a copy from the interner.
func (c column) set(row *Row, text []byte, in *interner) error {
	switch c {
	case colArch:
		row.Arch = in.str(c, text)
	case colEngine:
		row.Engine = in.str(c, text)
	case colEngineFlags:
		row.EngineFlags = in.str(c, text)
	case colWasm:
		row.Wasm = in.str(c, text)
	case colEvent:
		row.Event = sameEvent(in.str(c, text))
	case colPhase:
		p, err := parsePhase(text)
		if err != nil {
			return err
		}
		row.Phase = p
	case colProcess, colIteration, colCount:
		n, err := parseUint(text)
		if err != nil {
			return fmt.Errorf("%s %q: %w", columnNames[c], clip(text), err)
		}
		switch c {
		case colProcess:
			row.Process = n
		case colIteration:
			row.Iteration = n
		default:
			row.Count = n
		}
	}
	return nil
}

func parsePhase(text []byte) (measure.Phase, error) {
	switch string(text) {
	case "Execution":
		return measure.Execution, nil
	case "Compilation":
		return measure.Compilation, nil
	case "Instantiation":
		return measure.Instantiation, nil
	}
	return measure.ParsePhase(clip(text))
}

var (
	errNotWhole = errors.New("not a whole number of 0 or more in plain digits")
	errTooLarge = errors.New("does not fit in 64 bits")
)

// parseUint takes digits only: no sign, no fraction, no exponent, no space.
func parseUint(text []byte) (uint64, error) {
	if len(text) == 0 {
		return 0, errNotWhole
	}
	var n uint64
	large := false
	for _, c := range text {
		d := uint64(c - '0')
		if d > 9 {
			return 0, errNotWhole
		}
		if n > (1<<64-1)/10 {
			large = true
		}
		if n = n*10 + d; n < d {
			large = true
		}
	}
	if large {
		return 0, errTooLarge
	}
	return n, nil
}

// clip is text for an error message: its beginning, if it is long.
func clip(text []byte) string {
	const most = 60
	if len(text) > most {
		return string(text[:most]) + "…"
	}
	return string(text)
}

// sameEvent is what an event is called here that another program calls by
// another name: the Rust original's rows of task-clocks are ours of task-clock.
func sameEvent(name string) string {
	if name == "task-clocks" {
		return measure.TaskClock.Name
	}
	return name
}
