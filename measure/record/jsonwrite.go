package record

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"unicode/utf8"
)

var jsonCodec = codec{
	name: JSON, ending: ".json", begins: "[",
	encoder: func() encoder { return new(jsonEncoder) },
	decoder: func(r *Reader) decoder { return newJSONDecoder(r) },
}

// jsonEncoder writes an array of objects.
type jsonEncoder struct {
	rowsOnly
	more bool // there is a row in front
}

func (*jsonEncoder) open(b []byte) []byte { return append(b, '[') }

func (e *jsonEncoder) row(b []byte, row *Row) ([]byte, error) {
	if e.more {
		b = append(b, ",\n"...)
	}
	b, err := appendObject(b, row, false)
	e.more = e.more || err == nil
	return b, err
}

func (*jsonEncoder) close(b []byte) []byte { return append(b, "]\n"...) }

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
