package record

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"

	"github.com/sightglass-go/sightglass/measure"
)

var csvCodec = codec{
	name: CSV, ending: ".csv",
	encoder: func() encoder { return csvEncoder{} },
	decoder: func(r *Reader) decoder { return &csvDecoder{r: r, lines: lines{r: r.src}, repeats: new(repeats)} },
}

// csvEncoder writes a line for each row under a header line.
type csvEncoder struct{ rowsOnly }

func (csvEncoder) open(b []byte) []byte {
	return append(append(b, strings.Join(columnNames[:], ",")...), '\n')
}

func (csvEncoder) row(b []byte, row *Row) ([]byte, error) {
	if err := checkPhase(row.Phase); err != nil {
		return b, err
	}
	begin := len(b)
	if strings.HasPrefix(row.Arch, string(bom)) { // or a reader would take it for a file's
		b = appendQuoted(b, row.Arch)
	} else {
		b = appendField(b, row.Arch)
	}
	b = append(appendField(append(b, ','), row.Engine), ',')
	b = append(appendField(b, row.EngineFlags), ',')
	b = append(appendField(b, row.Wasm), ',')
	b = append(strconv.AppendUint(b, row.Process, 10), ',')
	b = append(strconv.AppendUint(b, row.Iteration, 10), ',')
	b = append(append(b, row.Phase.String()...), ',')
	b = append(appendField(b, row.Event), ',')
	b = append(strconv.AppendUint(b, row.Count, 10), '\n')
	if line := b[begin:]; bytes.Count(line, newline) > maxSpanLines || len(line) > maxSpanBytes {
		return b, fmt.Errorf("its names are too long or have too many line breaks (at most %d bytes and %d lines a row)",
			maxSpanBytes, maxSpanLines)
	}
	return b, nil
}

func checkPhase(p measure.Phase) error {
	if p < measure.Compilation || p > measure.Execution {
		return fmt.Errorf("%w: %v", measure.ErrPhase, p)
	}
	return nil
}
