package record

// An interner keeps one copy of each text, so that a million rows share the
// few names that occur in them, and reading a row whose names are known
// allocates nothing. The last text of each column is compared first: rows
// that follow each other mostly differ in their numbers alone.
type interner struct {
	last [numColumns]string
	seen map[string]string
}

// internMost bounds the table for inputs in which every name is new; past it
// the table starts over, and the rows given out keep their strings.
const internMost = 1 << 16

func (in *interner) str(c column, text []byte) string {
	if in.last[c] == string(text) {
		return in.last[c]
	}
	s, ok := in.seen[string(text)]
	if !ok {
		s = string(text)
		if in.seen == nil || len(in.seen) >= internMost {
			in.seen = make(map[string]string)
		}
		in.seen[s] = s
	}
	in.last[c] = s
	return s
}
