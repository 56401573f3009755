package record

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// Continue opens the file of a recording that Recover has read, and cuts off
// what is behind its Size. If it has changed since then, the error is ErrBusy.
//
// If there is damage in it, the file gets another name, which Aside returns,
// and what is not damaged is copied to a new one of its name.
func Continue(rec *Recovered) (*File, error) {
	file, err := rec.open()
	if err != nil {
		return nil, fmt.Errorf("resume %s: %w", rec.Name, err)
	}
	return file, nil
}

func (rec *Recovered) open() (*File, error) {
	path, err := follow(rec.Name)
	f := rec.taken
	if rec.taken = nil; f == nil && err == nil {
		f, _, err = take(path)
	}
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err == nil && info.Size() != rec.Size+rec.Bytes {
		err = ErrBusy
	}
	if err == nil && len(rec.Damage) > 0 {
		return rec.repair(f, path)
	}
	if err == nil {
		_, err = f.Seek(rec.Size, io.SeekStart)
	}
	if err == nil {
		err = errors.Join(f.Truncate(rec.Size), f.Sync())
	}
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return NewFile(rec.Name, f, rec.Size), nil
}

// repair copies what is not damaged.
func (rec *Recovered) repair(damaged *os.File, path string) (_ *File, err error) {
	defer func() { err = errors.Join(err, damaged.Close()) }()
	f, err := beside(path)
	if err != nil {
		return nil, err
	}
	size, err := rec.copyTo(f, damaged)
	var aside string
	if err == nil {
		aside, err = rename(path, ".damaged")
	}
	if err == nil {
		err = move(f.Name(), path)
	}
	if err != nil {
		return nil, errors.Join(err, f.Close(), os.Remove(f.Name()))
	}
	syncFolder(filepath.Dir(path))
	file := NewFile(rec.Name, f, size)
	file.aside = aside
	return file, nil
}

// copyTo copies the header, the processes that ended well, and the other marks,
// which are numbered anew. A recording without checksums gets none.
func (rec *Recovered) copyTo(f, damaged *os.File) (size int64, err error) {
	reader := NewReader(io.NewSectionReader(damaged, 0, rec.Size), rec.Name, JSONL)
	writer := NewWriter(f, JSONL)
	encoder := jsonlOf(writer)
	encoder.copies = rec.Header.CRC32C == ""
	err = copyTo(writer, reader, nil)
	if err == nil {
		err = errors.Join(writer.Close(), f.Sync())
	}
	if err != nil {
		return 0, err
	}
	if encoder.recording != rec.Header.CRC32C {
		return 0, errors.New("the header holds something that this version does not know")
	}
	return f.Seek(0, io.SeekCurrent)
}
