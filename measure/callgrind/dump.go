package callgrind

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// dump is what one file says of one thread's window.
type dump struct {
	version string            // of Callgrind
	trigger string            // why it was written: the label
	counts  map[string]uint64 // by column, such as "Ir"
	sites   map[place]uint64  // of the first column; nil in a dump without addresses
}

// parseDump reads the header of a file in Callgrind's format, and its totals. Zeros
// at the end of a line of counts are left out there. The lines between, the cost of
// each function, are read where they have addresses, and else skipped.
func parseDump(r io.Reader) (dump, error) {
	var d dump
	var columns, counts []string
	var body body
	in := bufio.NewReaderSize(r, 64<<10)
	for {
		line, err := in.ReadSlice('\n')
		if err == bufio.ErrBufferFull { // the name of a function, say: its beginning will do
			line = bytes.Clone(line)
			for err == bufio.ErrBufferFull {
				_, err = in.ReadSlice('\n')
			}
		}
		if siteErr := body.line(line); siteErr != nil {
			return dump{}, siteErr
		}
		if key, value, ok := bytes.Cut(line, []byte(":")); ok {
			value := strings.TrimSpace(string(value))
			switch string(key) {
			case "creator":
				d.version = strings.TrimPrefix(value, "callgrind-")
			case "desc":
				if trigger, ok := strings.CutPrefix(value, "Trigger:"); ok {
					d.trigger = strings.TrimSpace(trigger)
				}
			case "events":
				columns = strings.Fields(value)
			case "summary": // what is in no function, too
				counts = strings.Fields(value)
			case "totals":
				if counts == nil {
					counts = strings.Fields(value)
				}
			}
		}
		switch {
		case err == io.EOF && columns == nil:
			return d, fmt.Errorf("%w: it names no events", ErrDump)
		case err == io.EOF && counts == nil:
			return d, fmt.Errorf("%w: it has neither a summary nor totals", ErrDump)
		case err != nil && err != io.EOF:
			return d, fmt.Errorf("%w: %w", ErrDump, err)
		case err == nil:
			continue
		}
		break
	}
	if len(counts) > len(columns) {
		return d, fmt.Errorf("%w: %d counts of %d events", ErrDump, len(counts), len(columns))
	}
	d.counts = map[string]uint64{}
	var err error
	for i, name := range columns {
		text := "0"
		if i < len(counts) {
			text = counts[i]
		}
		var n uint64
		if n, err = strconv.ParseUint(text, 10, 64); err != nil || n > math.MaxInt64 { // Callgrind's own subtraction went below zero
			return dump{}, fmt.Errorf("%w: %s is %.40q", ErrDump, name, text)
		}
		d.counts[name] = n
	}
	if body.sites != nil && len(columns) > 0 {
		if d.sites, err = body.whole(d.counts[columns[0]]); err != nil {
			return dump{}, err
		}
	}
	return d, nil
}

// take reads the dumps of the last window, those with the highest part, removes
// them and all others, and returns their sum. prefix is what the names of the files
// begin with: PREFIX.PART, or PREFIX.PART-THREAD for each thread.
func take(prefix, label string) (sum dump, err error) {
	dir := filepath.Dir(prefix)
	names, err := fs.Glob(os.DirFS(dir), filepath.Base(prefix)+".*") // no pattern of dir, which may look like one
	if err != nil {
		return sum, fmt.Errorf("%w: %w", ErrDump, err)
	}
	for i := range names {
		names[i] = filepath.Join(dir, names[i])
	}
	defer func() {
		for _, name := range names {
			if removeErr := os.Remove(name); removeErr != nil && err == nil {
				err = fmt.Errorf("%w: %w", ErrDump, removeErr)
			}
		}
	}()
	last := 0
	for _, name := range names {
		last = max(last, partOf(prefix, name))
	}
	if last == 0 {
		return sum, fmt.Errorf("%w: Callgrind wrote none in %s, which may be full", ErrDump, dir)
	}
	for _, name := range slices.Sorted(slices.Values(names)) {
		if partOf(prefix, name) != last {
			continue
		}
		d, err := readDump(name)
		if err == nil && !strings.HasSuffix(d.trigger, label) {
			err = fmt.Errorf("%w: it is of %.80q, and not of %q", ErrDump, d.trigger, label)
		}
		if err != nil {
			return sum, fmt.Errorf("%s: %w", name, err)
		}
		sum.version, sum.trigger = d.version, d.trigger
		if sum.counts == nil {
			sum.counts = map[string]uint64{}
		}
		for event, n := range d.counts {
			sum.counts[event] += n
		}
		if d.sites != nil && sum.sites == nil {
			sum.sites = map[place]uint64{}
		}
		for at, n := range d.sites {
			sum.sites[at] += n
		}
	}
	return sum, nil
}

// partOf is the number of a dump, 0 if that is not what it is.
func partOf(prefix, name string) int {
	number, _, _ := strings.Cut(strings.TrimPrefix(name, prefix+"."), "-")
	n, err := strconv.Atoi(number)
	if err != nil {
		return 0
	}
	return n
}

func readDump(name string) (dump, error) {
	f, err := os.Open(name)
	if err != nil {
		return dump{}, fmt.Errorf("%w: %w", ErrDump, err)
	}
	defer f.Close()
	return parseDump(f)
}
