package callgrind

import (
	"bytes"
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/sightglass-go/sightglass/measure"
)

// place is where a cost was counted: an address of code that is in no file, else a
// function of a file, in which addresses mean something else.
type place struct {
	address          uint64
	function, object string
}

// body reads what a dump with addresses has between its header and its totals: which
// cost belongs to which instruction. See "Callgrind Format Specification" in
// Valgrind's manual.
type body struct {
	sites            map[place]uint64 // nil as long as no line said that there are addresses
	width            int              // of a position, in fields
	functions        map[string]string
	objects          map[string]string
	function, object string
	at               []uint64 // the last position
	called           bool     // the next cost is that of a call, and counted where it was called
}

// line reads one line.
func (b *body) line(line []byte) error {
	key, value, named := bytes.Cut(bytes.TrimSpace(line), []byte("="))
	switch {
	case b.sites == nil:
		if fields, ok := bytes.CutPrefix(line, []byte("positions:")); ok {
			if list := strings.Fields(string(fields)); len(list) > 0 && list[0] == "instr" {
				b.sites, b.width, b.at = map[place]uint64{}, len(list), make([]uint64, len(list))
				b.functions, b.objects = map[string]string{}, map[string]string{}
			}
		}
	case len(key) == 0:
	case named:
		switch string(key) {
		case "fn":
			b.function = unabridged(b.functions, string(value))
		case "ob":
			b.object = unabridged(b.objects, string(value))
		case "cfn":
			unabridged(b.functions, string(value))
		case "cob":
			unabridged(b.objects, string(value))
		case "calls":
			b.called = true
		}
	case bytes.IndexByte([]byte("0123456789+-*"), key[0]) >= 0:
		return b.cost(string(key))
	}
	return nil
}

// unabridged returns a name that is written "(1) name" once, and then "(1)".
func unabridged(known map[string]string, text string) string {
	number, name, ok := strings.Cut(text, ")")
	if !ok || !strings.HasPrefix(number, "(") {
		return text
	}
	if name = strings.TrimSpace(name); name != "" {
		known[number] = name
	}
	return known[number]
}

// unnested is the name without the depth of recursion, as in "f'2", which Callgrind
// gives to a function that is called within itself.
func unnested(name string) string {
	if at := strings.LastIndexByte(name, '\''); at > 0 {
		if _, err := strconv.ParseUint(name[at+1:], 10, 32); err == nil {
			return name[:at]
		}
	}
	return name
}

// cost reads a position, and the first of the counts behind it.
func (b *body) cost(line string) error {
	fields := strings.Fields(line)
	if len(fields) < b.width {
		return fmt.Errorf("%w: no position of %d numbers: %.80q", ErrDump, b.width, line)
	}
	for i := range b.at {
		was, text := b.at[i], fields[i]
		sign := byte(' ')
		if text == "*" {
			continue
		}
		if text[0] == '+' || text[0] == '-' {
			sign, text = text[0], text[1:]
		}
		n, err := strconv.ParseUint(text, 0, 64)
		if err != nil {
			return fmt.Errorf("%w: no position: %.80q", ErrDump, line)
		}
		switch sign {
		case '+':
			n = was + n
		case '-':
			n = was - n
		}
		b.at[i] = n
	}
	call := b.called
	b.called = false
	if call || len(fields) == b.width {
		return nil
	}
	n, err := strconv.ParseUint(fields[b.width], 10, 64)
	if err != nil || n > math.MaxInt64 {
		return fmt.Errorf("%w: no count: %.80q", ErrDump, line)
	}
	at := place{address: b.at[0]}
	if b.object != "" && b.object != "???" {
		at = place{function: unnested(b.function), object: b.object}
	}
	if n > math.MaxInt64-b.sites[at] {
		return fmt.Errorf("%w: more than %d at one place: %.80q", ErrDump, int64(math.MaxInt64), line)
	}
	b.sites[at] += n
	return nil
}

// whole returns the sites with what of the total is in no function as one of its own.
func (b *body) whole(total uint64) (map[place]uint64, error) {
	left := total
	for _, n := range b.sites {
		if n > left {
			return nil, fmt.Errorf("%w: its functions have more than its total of %d", ErrDump, total)
		}
		left -= n
	}
	if left > 0 {
		b.sites[place{}] += left
	}
	return b.sites, nil
}

// sitesOf are the sites as others see them, by address and then by name.
func sitesOf(sites map[place]uint64) []measure.Site {
	list := make([]measure.Site, 0, len(sites))
	for at, n := range sites {
		list = append(list, measure.Site{Address: at.address, Symbol: at.function, Object: at.object, Count: n})
	}
	slices.SortFunc(list, func(a, b measure.Site) int {
		return cmp.Or(cmp.Compare(a.Address, b.Address), cmp.Compare(a.Object, b.Object), cmp.Compare(a.Symbol, b.Symbol))
	})
	return list
}
