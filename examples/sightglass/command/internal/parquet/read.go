package parquet

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/format"

	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/record"
)

// reader makes the lines of a file again, a batch of rows at a time.
type reader struct {
	name    string
	groups  []parquet.RowGroup // to be read yet
	rows    parquet.Rows       // of the group that is read, nil between two
	columns columns
	batch   []parquet.Row
	read    int64          // rows, so far
	lines   *record.Writer // of rows, to text
	text    text
	at      int // up to where text was handed on
	err     error
	close   func() error
}

func open(r io.ReaderAt, size int64, name string) (_ *reader, err error) {
	defer broken(name, &err)
	if size < int64(2*len(magic)+4) { // the metadata's length is between the two
		return nil, fmt.Errorf("%s: read Parquet: it ends after %d bytes; was its writer stopped before the end?", name, size)
	}
	f, err := parquet.OpenFile(r, size, parquet.SkipPageIndex(true), parquet.SkipBloomFilters(true))
	if err != nil {
		return nil, fmt.Errorf("%s: read Parquet: %w: it is damaged, or its writer was stopped before the end; copy or convert it again", name, err)
	}
	if joined(r, size, f.Metadata()) {
		return nil, fmt.Errorf("%s: read Parquet: several Parquet files were joined, and are not one: name each of them", name)
	}
	out := &reader{name: name, groups: f.RowGroups(), batch: make([]parquet.Row, batch), text: text{keep: true}}
	out.lines = record.NewWriter(&out.text, record.JSONL)
	of, ours := f.Lookup(keyFormat)
	switch {
	case !ours && strings.HasPrefix(f.Metadata().CreatedBy, creator+" "):
		return nil, fmt.Errorf("%s: the Parquet file's metadata lacks %s: it is damaged", name, keyFormat)
	case ours && of != version:
		return nil, fmt.Errorf("%s: a recording in Parquet of the format %.100q, where this program knows %q", name, of, version)
	}
	if out.columns, err = columnsOf(f, name, ours); err != nil {
		return nil, err
	}
	begin, _ := f.Lookup(keyBegin)
	out.text.text = []byte(begin)
	return out, nil
}

// joined reports whether r is several files as cat joins them. The places that the last
// one's metadata has are those in itself, and would be looked up in the first one.
func joined(r io.ReaderAt, size int64, of *format.FileMetaData) bool {
	end := int64(len(magic)) // of the data, in the last file
	for _, group := range of.RowGroups {
		for _, c := range group.Columns {
			first := c.MetaData.DataPageOffset
			if at := c.MetaData.DictionaryPageOffset; at > 0 {
				first = min(first, at)
			}
			end = max(end, first+c.MetaData.TotalCompressedSize,
				c.OffsetIndexOffset+int64(c.OffsetIndexLength), c.ColumnIndexOffset+int64(c.ColumnIndexLength),
				c.MetaData.BloomFilterOffset+int64(c.MetaData.BloomFilterLength))
		}
	}
	tail := make([]byte, 8) // the metadata's length, and the magic
	if _, err := r.ReadAt(tail, size-8); err != nil && err != io.EOF {
		return false
	}
	before := size - 8 - int64(binary.LittleEndian.Uint32(tail)) - end
	if before < int64(len(magic)) {
		return false
	}
	seam := make([]byte, 2*len(magic))
	_, err := r.ReadAt(seam, before-int64(len(magic)))
	return err == nil && string(seam) == magic+magic
}

// broken makes an error of a panic: that is how the library ends what
// is not as the file says.
func broken(name string, err *error) {
	if p := recover(); p != nil {
		*err = fmt.Errorf("%s: read Parquet: the file is damaged: %v", name, p)
	}
}

// Read implements io.Reader.
func (r *reader) Read(b []byte) (int, error) {
	for r.at == len(r.text.text) {
		if r.err != nil {
			return 0, r.err
		}
		r.text.text, r.at = r.text.text[:0], 0
		r.err = r.fill()
	}
	n := copy(b, r.text.text[r.at:])
	r.at += n
	return n, nil
}

// Close implements io.Closer.
func (r *reader) Close() error {
	var err error
	if r.rows != nil {
		err = r.rows.Close()
	}
	if r.close != nil {
		err = errors.Join(err, r.close())
	}
	return err
}

// fill appends some lines, or returns what ended the reading.
func (r *reader) fill() (err error) {
	defer broken(r.name, &err)
	if r.rows == nil {
		if len(r.groups) == 0 {
			return io.EOF
		}
		r.rows, r.groups = r.groups[0].Rows(), r.groups[1:]
	}
	n, err := r.rows.ReadRows(r.batch)
	for _, row := range r.batch[:n] {
		r.read++
		if err := r.row(row); err != nil {
			return fmt.Errorf("%s: row %d: %w", r.name, r.read, err)
		}
	}
	if flushed := r.lines.Flush(); flushed != nil {
		return flushed
	}
	switch {
	case err == io.EOF:
		err = r.rows.Close()
		r.rows = nil
	case err == nil && n == 0:
		err = io.ErrNoProgress
	}
	if err != nil {
		return fmt.Errorf("%s: read Parquet: behind row %d: %w", r.name, r.read, err)
	}
	return nil
}

// row appends a row, and the lines that follow it.
func (r *reader) row(values parquet.Row) error {
	var row record.Row
	var note, marks []byte
	for _, v := range values {
		i := v.Column()
		if i >= len(r.columns) {
			continue
		}
		c := &r.columns[i]
		if c.set == nil && c.other == "" {
			continue
		}
		if v.IsNull() {
			if slices.Contains(needed, c.name) {
				return fmt.Errorf("%s is null", c.name)
			}
			continue
		}
		switch c.other {
		case "note":
			note = v.ByteArray()
			continue
		case "marks":
			marks = v.ByteArray()
			continue
		}
		if err := c.set(&row, c, v); err != nil {
			return err
		}
	}
	if len(note) > 0 {
		row.Note = new(record.Note)
		if err := json.Unmarshal(note, row.Note); err != nil {
			return fmt.Errorf("note: %w", err)
		}
	}
	if err := r.lines.Write(row); err != nil {
		return err
	}
	if len(marks) == 0 {
		return nil
	}
	err := r.lines.Flush()
	r.text.text = append(r.text.text, marks...)
	return err
}

// columns are those of a file, by their number.
type columns []column

// A column goes to a field of a row, or is of use otherwise, or is passed over.
type column struct {
	name     string
	unsigned bool
	last     string // text, to be used again
	set      func(*record.Row, *column, parquet.Value) error
	other    string
}

// columnsOf finds the columns of a recording; note and marks are those of a file
// that a Writer wrote.
func columnsOf(f *parquet.File, name string, ours bool) (columns, error) {
	missing := slices.Clone(needed)
	var list columns
	for _, path := range f.Schema().Columns() {
		leaf, _ := f.Schema().Lookup(path...)
		c := column{name: strings.Join(path, ".")}
		set, number := setters[c.name], c.name == "process" || c.name == "iteration" || c.name == "count"
		switch kind := leaf.Node.Type().Kind(); {
		case set != nil && number:
			if kind != parquet.Int32 && kind != parquet.Int64 {
				return nil, errNot(name, fmt.Sprintf("whose column %s is %s: cast it to UBIGINT", c.name, leaf.Node.Type()))
			}
			if logical := leaf.Node.Type().LogicalType(); logical != nil {
				integer, ok := logical.Value.(*format.IntType)
				c.unsigned = ok && !integer.IsSigned
			}
		case set != nil && kind != parquet.ByteArray:
			return nil, errNot(name, fmt.Sprintf("whose column %s is %s: cast it to VARCHAR", c.name, leaf.Node.Type()))
		case set == nil && ours && (c.name == "note" || c.name == "marks") && kind == parquet.ByteArray:
			c.other = c.name
		}
		if set != nil && leaf.Node.Repeated() {
			return nil, errNot(name, "whose column "+c.name+" has lists")
		}
		c.set = set
		list = append(list, c)
		missing = slices.DeleteFunc(missing, func(n string) bool { return n == c.name })
	}
	if len(missing) > 0 {
		return nil, errNot(name, "without the columns "+strings.Join(missing, ", "))
	}
	return list, nil
}

var setters = map[string]func(*record.Row, *column, parquet.Value) error{
	"arch":         func(r *record.Row, c *column, v parquet.Value) error { r.Arch = c.text(v); return nil },
	"engine":       func(r *record.Row, c *column, v parquet.Value) error { r.Engine = c.text(v); return nil },
	"engine_flags": func(r *record.Row, c *column, v parquet.Value) error { r.EngineFlags = c.text(v); return nil },
	"wasm":         func(r *record.Row, c *column, v parquet.Value) error { r.Wasm = c.text(v); return nil },
	"event":        func(r *record.Row, c *column, v parquet.Value) error { r.Event = c.text(v); return nil },
	"phase": func(r *record.Row, c *column, v parquet.Value) (err error) {
		r.Phase, err = measure.ParsePhase(c.text(v))
		return err
	},
	"process": func(r *record.Row, c *column, v parquet.Value) (err error) { r.Process, err = c.number(v); return err },
	"iteration": func(r *record.Row, c *column, v parquet.Value) (err error) {
		r.Iteration, err = c.number(v)
		return err
	},
	"count": func(r *record.Row, c *column, v parquet.Value) (err error) { r.Count, err = c.number(v); return err },
}

// text returns the value as a string, the one before if it is the same.
func (c *column) text(v parquet.Value) string {
	if b := v.ByteArray(); string(b) != c.last {
		c.last = string(b)
	}
	return c.last
}

func (c *column) number(v parquet.Value) (uint64, error) {
	if v.Kind() == parquet.Int32 {
		if c.unsigned {
			return uint64(v.Uint32()), nil
		}
		v = parquet.Int64Value(int64(v.Int32()))
	}
	if n := v.Int64(); n < 0 && !c.unsigned {
		return 0, fmt.Errorf("%s is %d, less than 0", c.name, n)
	}
	return v.Uint64(), nil
}
