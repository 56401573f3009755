package machinecode

// mostCells bounds the table of Align, of which each pair of instructions is a cell of a byte.
const mostCells = 1 << 26

// A Pair is an instruction and the one that stands for it in other code; one of them is nil
// where there is none.
type Pair struct {
	A, B *Instruction
}

// Same is whether both are there and do the same, as far as their text says: where they
// lead may have moved.
func (p Pair) Same() bool { return p.A != nil && p.B != nil && p.A.shape == p.B.shape }

// Align lays code side by side so that as many instructions as can be are beside the
// same one, and of the rest those of one kind. Of functions that are too long for that (some
// 8000 instructions each), only what they begin and end with is; whole is false then, and
// what is between stands below each other.
func Align(a, b []Instruction) (pairs []Pair, whole bool) {
	var end []Pair
	for len(a) > 0 && len(b) > 0 && a[0].shape == b[0].shape {
		pairs = append(pairs, Pair{&a[0], &b[0]})
		a, b = a[1:], b[1:]
	}
	for len(a) > 0 && len(b) > 0 && a[len(a)-1].shape == b[len(b)-1].shape {
		end = append(end, Pair{&a[len(a)-1], &b[len(b)-1]})
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	whole = (len(a)+1)*(len(b)+1) <= mostCells
	if whole {
		pairs = append(pairs, align(a, b)...)
	} else {
		for i := range a {
			pairs = append(pairs, Pair{A: &a[i]})
		}
		for i := range b {
			pairs = append(pairs, Pair{B: &b[i]})
		}
	}
	for i := len(end) - 1; i >= 0; i-- {
		pairs = append(pairs, end[i])
	}
	return pairs, whole
}

// align is the alignment of Needleman and Wunsch: a pair of the same is worth 3, one of a
// kind 1, any other nothing.
func align(a, b []Instruction) []Pair {
	const (
		both = iota
		onlyA
		onlyB
	)
	width := len(b) + 1
	step := make([]byte, (len(a)+1)*width)
	// Both from the end, so that the way is walked from the beginning.
	below, row := make([]int32, width), make([]int32, width)
	for j := range len(b) {
		step[len(a)*width+j] = onlyB
	}
	for i := len(a) - 1; i >= 0; i-- {
		row[len(b)] = 0
		step[i*width+len(b)] = onlyA
		for j := len(b) - 1; j >= 0; j-- {
			worth := int32(-1) // rather one below the other
			switch {
			case a[i].shape == b[j].shape:
				worth = 3
			case a[i].mnemonic == b[j].mnemonic:
				worth = 1
			}
			best, how := below[j], byte(onlyA)
			if row[j+1] > best {
				best, how = row[j+1], onlyB
			}
			if worth > 0 && below[j+1]+worth >= best {
				best, how = below[j+1]+worth, both
			}
			row[j], step[i*width+j] = best, how
		}
		below, row = row, below
	}
	var pairs []Pair
	for i, j := 0, 0; i < len(a) || j < len(b); {
		switch step[i*width+j] {
		case both:
			pairs = append(pairs, Pair{&a[i], &b[j]})
			i, j = i+1, j+1
		case onlyA:
			pairs = append(pairs, Pair{A: &a[i]})
			i++
		default:
			pairs = append(pairs, Pair{B: &b[j]})
			j++
		}
	}
	return pairs
}
