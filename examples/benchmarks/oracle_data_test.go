package benchmarks

import (
	"cmp"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"unicode"
)

// digest is FNV-1a over the four bytes of each number, as in bench.h.
type digest uint32

func newDigest() digest { return 2166136261 }

func (d *digest) mix(n uint32) {
	for i := 0; i < 4; i++ {
		*d = (*d ^ digest(n&255)) * 16777619
		n >>= 8
	}
}

// xorshift is the generator of bench.h and go-trees.
type xorshift uint32

func (r *xorshift) next() uint32 {
	*r ^= *r << 13
	*r ^= *r >> 17
	*r ^= *r << 5
	return uint32(*r)
}

// crypto/sha256.
func digestOfLetters(t *testing.T, in input) string {
	n := in.number(t)
	return fmt.Sprintf("%x  %d x a\n", sha256.Sum256([]byte(strings.Repeat("a", n))), n)
}

// A map and a sorted list of its keys.
func sortedSet(t *testing.T, in input) string {
	rounds := in.number(t)
	r := xorshift(2463534242)
	set := map[uint32]bool{}
	for range 50 * rounds {
		set[r.next()>>12] = true
	}
	d := newDigest()
	for _, key := range slices.Sorted(maps.Keys(set)) {
		d = (d ^ digest(key)) * 16777619
	}
	return fmt.Sprintf("%d rounds, %d keys, digest %x\n", rounds, len(set), uint32(d))
}

// Splitting at what is no letter, instead of a regular expression.
func frequentWords(t *testing.T, in input) string {
	counts := map[string]int{}
	for _, w := range strings.FieldsFunc(in.text(t), func(r rune) bool { return !unicode.IsLetter(r) }) {
		counts[strings.ToLower(w)]++
	}
	words := slices.SortedFunc(maps.Keys(counts), func(a, b string) int {
		return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(a, b))
	})
	var out strings.Builder
	fmt.Fprintf(&out, "%d different words\n", len(words))
	for _, w := range words[:10] {
		fmt.Fprintf(&out, "%s %d\n", w, counts[w])
	}
	return out.String()
}

// Go's map.
func countedKeys(t *testing.T, in input) string {
	n := in.number(t)
	r := xorshift(362436069)
	counts := map[uint32]uint32{}
	deleted, hits := 0, 0
	for i := range n {
		x := uint64(r.next() >> 16)
		key := uint32(x*x>>14) + 1
		switch i % 8 {
		case 0:
			if counts[key] != 0 {
				deleted++
				delete(counts, key)
			}
		case 1, 2:
			if counts[key] != 0 {
				hits++
			}
		default:
			counts[key]++
		}
	}
	d := newDigest()
	for key := uint32(1); key <= 1<<18; key++ {
		d.mix(counts[key])
	}
	return fmt.Sprintf("%d operations: %d keys live, %d deletions, %d hits, digest %08x\n",
		n, len(counts), deleted, hits, uint32(d))
}

// slices.SortFunc.
func sorted(t *testing.T, in input) string {
	type record struct {
		id, a uint32
		b     int32
		c     float32
	}
	records := make([]record, in.number(t))
	r := xorshift(123456789)
	for i := range records {
		records[i] = record{uint32(i), r.next(), int32(r.next()), float32(r.next()%1000) / 8}
	}
	d := newDigest()
	for _, by := range []func(x, y record) int{
		func(x, y record) int { return cmp.Compare(x.a, y.a) },
		func(x, y record) int { return cmp.Compare(y.b, x.b) },
		func(x, y record) int { return cmp.Compare(x.c, y.c) },
		func(x, y record) int { return cmp.Compare(x.a&0xff, y.a&0xff) },
	} {
		slices.SortFunc(records, func(x, y record) int { return cmp.Or(by(x, y), cmp.Compare(x.id, y.id)) })
		d.mix(records[len(records)/2].id)
	}
	for _, r := range records {
		d.mix(r.id)
	}
	return fmt.Sprintf("%d records, 0 out of order, digest %08x\n", len(records), uint32(d))
}

// encoding/json. How much of the arena is in use follows from the layout of
// the guest's nodes: 40 bytes a value, strings rounded up to 8 as written.
func jsonCounts(t *testing.T, in input) string {
	text := in.text(t)
	dec := json.NewDecoder(strings.NewReader(text))
	counts := map[string]int{}
	sum, d, arena := 0.0, newDigest(), 0
	mix := func(s string) {
		for _, b := range []byte(s) {
			d.mix(uint32(b))
		}
	}
	var visit func(key *string)
	token := func() json.Token {
		before := dec.InputOffset()
		tok, err := dec.Token()
		if err != nil {
			t.Fatal(err)
		}
		if _, ok := tok.(string); ok {
			counts["string"]++
			written := strings.TrimLeft(text[before:dec.InputOffset()], " \n:,")
			arena += (len(written) - 2 + 7) / 8 * 8
		}
		return tok
	}
	visit = func(key *string) {
		tok := token()
		switch v := tok.(type) {
		case float64:
			counts["number"]++
			sum += v
		case string:
			mix(v)
		default:
			counts[fmt.Sprint(v)]++
		}
		if key != nil {
			mix(*key)
		}
		if open, ok := tok.(json.Delim); ok {
			for dec.More() {
				if open == '[' {
					visit(nil)
					continue
				}
				key := token().(string)
				visit(&key)
			}
			token() // the closing one
		}
	}
	visit(nil)
	for _, n := range counts {
		arena += 40 * n
	}
	return fmt.Sprintf("%d objects, %d arrays, %d strings, %d numbers, %d true, %d false, %d null\n"+
		"numbers add up to %.3f, digest of strings %08x, arena %d\n",
		counts["{"], counts["["], counts["string"], counts["number"], counts["true"], counts["false"], counts["<nil>"],
		sum, uint32(d), arena)
}
