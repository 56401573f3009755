package record

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/sightglass-go/sightglass/measure"
)

// appendCSV appends the row as a line of CSV.
func appendCSV(b []byte, row *Row) ([]byte, error) {
	if err := checkPhase(row.Phase); err != nil {
		return b, err
	}
	begin := len(b)
	if strings.HasPrefix(row.Arch, string(bom)) { // or a reader would take it for a file's
		b = append(b, '"')
		b = append(b, strings.ReplaceAll(row.Arch, `"`, `""`)...)
		b = append(b, '"', ',')
	} else {
		b = append(appendField(b, row.Arch), ',')
	}
	b = append(appendField(b, row.Engine), ',')
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

// appendObject appends the row as a compact JSON object.
func appendObject(b []byte, row *Row, notes bool) ([]byte, error) {
	if err := checkPhase(row.Phase); err != nil {
		return b, err
	}
	for _, s := range [...]string{row.Arch, row.Engine, row.EngineFlags, row.Wasm, row.Event} {
		if !utf8.ValidString(s) {
			return b, fmt.Errorf("%.100q %w", s, errNotUTF8)
		}
	}
	b = appendString(append(b, `{"arch":`...), row.Arch)
	b = appendString(append(b, `,"engine":`...), row.Engine)
	b = append(b, `,"engine_flags":`...)
	if row.EngineFlags == "" {
		b = append(b, "null"...)
	} else {
		b = appendString(b, row.EngineFlags)
	}
	b = appendString(append(b, `,"wasm":`...), row.Wasm)
	b = strconv.AppendUint(append(b, `,"process":`...), row.Process, 10)
	b = strconv.AppendUint(append(b, `,"iteration":`...), row.Iteration, 10)
	b = appendString(append(b, `,"phase":`...), row.Phase.String())
	b = appendString(append(b, `,"event":`...), row.Event)
	b = strconv.AppendUint(append(b, `,"count":`...), row.Count, 10)
	if notes && !row.Note.empty() {
		var err error
		if b, err = appendJSON(append(b, `,"note":`...), row.Note); err != nil {
			return b, err
		}
	}
	return append(b, '}'), nil
}

var errNotUTF8 = errors.New("is not UTF-8, which JSON cannot carry: use csv")

func checkPhase(p measure.Phase) error {
	if p < measure.Compilation || p > measure.Execution {
		return fmt.Errorf("%w: %v", measure.ErrPhase, p)
	}
	return nil
}

// appendString appends s, which is UTF-8, as a JSON string. Only what must be
// escaped is.
func appendString(b []byte, s string) []byte {
	for i := 0; i < len(s); i++ {
		if c := s[i]; c < ' ' || c == '"' || c == '\\' {
			if b2, err := appendJSON(b, s); err == nil {
				return b2
			}
		}
	}
	b = append(b, '"')
	b = append(b, s...)
	return append(b, '"')
}

// appendJSON appends v as compact JSON without the escapes for HTML.
func appendJSON(b []byte, v any) ([]byte, error) {
	buf := bytes.NewBuffer(b)
	enc := json.NewEncoder(buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return b, err
	}
	return bytes.TrimSuffix(buf.Bytes(), newline), nil
}
