package record

var jsonlCodec = codec{
	name: JSONL, alias: "ndjson", ending: ".jsonl", begins: "{", headers: true,
	encoder: func() encoder { return new(jsonlEncoder) },
	decoder: func(r *Reader) decoder { return &jsonlDecoder{r: r, lines: lines{r: r.src}} },
}

// jsonlEncoder writes headers, rows and marks, a line each, and the checksums
// of them.
type jsonlEncoder struct {
	rowsOnly
	resumed bool // the file has begun already
	headed  bool // the last header says what made the rows that come
	copies  bool // a copy has the checksums that its original has

	run       run    // the rows since the last mark
	blocks    uint64 // how many marks there are
	recording string // the header's checksum

	ended endedReader
	in    interner
}

func (e *jsonlEncoder) header(b []byte, h Header) ([]byte, error) {
	if e.resumed {
		e.resumed = false // a second recording may begin behind this one
		return b, nil
	}
	h.Format, e.headed = FormatVersion, true
	bare := e.copies && h.CRC32C == ""
	h.CRC32C = ""
	line, err := appendJSON(nil, h)
	if err != nil {
		return b, err
	}
	e.run, e.blocks, e.recording = run{}, 0, ""
	if !bare {
		plain, err := normal(line)
		if err != nil {
			return b, err
		}
		sum := addLine(0, plain)
		e.recording = hex(sum)
		line = seal(line, 1, sum)
	}
	return append(append(b, line...), '\n'), nil
}

func (e *jsonlEncoder) row(b []byte, row *Row) ([]byte, error) {
	n := len(b)
	b, err := appendObject(b, row, true)
	if err != nil {
		return b, err
	}
	if !e.run.is(row.who()) {
		e.run = run{who: row.who()}
	}
	e.run.rows++
	e.run.sum = addLine(e.run.sum, b[n:])
	return append(b, '\n'), nil
}

func (e *jsonlEncoder) mark(b []byte, m Mark) ([]byte, error) {
	e.blocks++
	if bare := e.copies && (m.Check == nil || !e.headed); bare {
		m.Check = nil
	} else {
		m.Check = &Check{Block: e.blocks, Recording: e.recording}
	}
	line, err := appendJSON(nil, m)
	var bare []byte
	if err == nil {
		if _, bare = e.ended.read(line, &e.in); bare == nil {
			bare, err = normal(line)
		}
	}
	if err != nil {
		return b, err
	}
	sum := uint32(0)
	if m.Finished != nil || m.Ended != nil && e.run.is(m.Ended.who()) {
		sum = e.run.sum
	}
	e.run = run{}
	if m.Check != nil {
		line = seal(line, 2, addLine(sum, bare))
	}
	return append(append(b, line...), '\n'), nil
}
