package perfcounters

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"
)

// object is a piece of memory with the code of a file.
type object struct {
	start, end uint64
	name       string
}

// pages knows the objects of pages that were asked about. Code stays where it is while a
// module is measured, and reading the list of all takes as long as a short window.
type pages map[uint64]string

// find returns the object of an address, "" for none, as read says if it has to be asked.
func (p pages) find(address uint64, read func() ([]object, error)) (string, error) {
	page := address / pageSize
	name, known := p[page]
	if known {
		return name, nil
	}
	list, err := read()
	if err != nil {
		return "", err
	}
	name = objectAt(list, address)
	p[page] = name
	return name, nil
}

// pageSize is the smallest there is: larger pages are several of it.
const pageSize = 4096

// objectsOf are those of a process, by address.
func objectsOf(file string) ([]object, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, fmt.Errorf("whose code samples were taken in: %w", err)
	}
	defer f.Close()
	list, err := parseObjects(f)
	if err != nil {
		return nil, fmt.Errorf("whose code samples were taken in: %s: %w", file, err)
	}
	return list, nil
}

// parseObjects reads lines as in proc_pid_maps(5), of which those count that are
// executable and have a file: "5590-55a0 r-xp 00002000 08:02 135522 /usr/bin/x".
func parseObjects(r io.Reader) ([]object, error) {
	var list []object
	lines := bufio.NewScanner(r)
	for lines.Scan() {
		line := lines.Text()
		at := strings.IndexByte(line, '/')
		if v := strings.Index(line, "[vdso]"); v >= 0 {
			at = v
		}
		fields := strings.Fields(line)
		if at < 0 || len(fields) < 6 || !strings.Contains(fields[1], "x") {
			continue
		}
		from, to, _ := strings.Cut(fields[0], "-")
		start, err := strconv.ParseUint(from, 16, 64)
		if err != nil {
			return nil, fmt.Errorf("no range of addresses in %.100q", line)
		}
		end, err := strconv.ParseUint(to, 16, 64)
		if err != nil || end < start {
			return nil, fmt.Errorf("no range of addresses in %.100q", line)
		}
		list = append(list, object{start, end, line[at:]})
	}
	return list, lines.Err()
}

// objectAt is the name of the one that an address lies in, "" for none.
func objectAt(list []object, address uint64) string {
	i := slices.IndexFunc(list, func(o object) bool { return o.start <= address && address < o.end })
	if i < 0 {
		return ""
	}
	return list[i].name
}
