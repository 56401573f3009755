package record

import (
	"errors"
	"testing"
)

// TestParseShare: what is a share, and that those of one plan have each round once.
func TestParseShare(t *testing.T) {
	for text, ok := range map[string]bool{
		"1/1": true, "3/8": true, "8/8": true,
		"0/8": false, "9/8": false, "3/0": false, "-1/8": false, "3/-8": false, "3": false, "/8": false, "3/": false, "": false,
		"3/8/9": false, "a/b": false, "3.5/8": false, "99999999999999999999/99999999999999999999": false,
	} {
		s, err := ParseShare(text)
		if ok != (err == nil) || !ok && !errors.Is(err, ErrShare) || ok && s.String() != text {
			t.Errorf("%q: %v, %v", text, s, err)
		}
	}
	for of := 1; of <= 9; of++ {
		for rounds := range 30 {
			all := 0
			for i := 1; i <= of; i++ {
				s := Share{Index: i, Of: of}
				n := 0
				for round := range rounds {
					if s.Has(round) {
						n++
					}
				}
				if s.Before(rounds) != n {
					t.Errorf("%v of %d rounds: %d, want %d", &s, rounds, s.Before(rounds), n)
				}
				all += n
			}
			if all != rounds {
				t.Errorf("%d shares of %d rounds have %d", of, rounds, all)
			}
		}
	}
}
