package record

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// Share says which part of a plan a recording is: several machines, or jobs of a
// scheduler, record a plan together, each some of its rounds.
type Share struct {
	// Plan is the SHA-256, in hexadecimal, of the file with the plan: shares of one
	// plan have the same.
	Plan string `json:"plan"`
	// Index is the share's number, from 1 to Of, of so many shares.
	Index int `json:"index"`
	Of    int `json:"of"`
	// Rounds is how many rounds all shares have together.
	Rounds int `json:"rounds"`
}

// ErrShare is wrapped by errors about the number of a share.
var ErrShare = errors.New("no share of a plan")

// ParseShare reads the number of a share and how many there are, as in "3/8".
func ParseShare(text string) (Share, error) {
	index, of, both := strings.Cut(text, "/")
	i, wrong := strconv.Atoi(index)
	n, wrongToo := strconv.Atoi(of)
	if !both || wrong != nil || wrongToo != nil {
		return Share{}, fmt.Errorf("%q: %w: want its number and how many there are, such as 3/8", text, ErrShare)
	}
	s := Share{Index: i, Of: n}
	return s, s.Check()
}

// Check returns an error that wraps ErrShare for a share that cannot be.
func (s *Share) Check() error {
	switch {
	case s.Of < 1:
		return fmt.Errorf("%v: %w: there must be 1 share at least", s, ErrShare)
	case s.Index < 1 || s.Index > s.Of:
		return fmt.Errorf("%v: %w: shares are numbered from 1 to %d", s, ErrShare, s.Of)
	}
	return nil
}

// Has is whether a round, counted from 0, belongs to the share.
func (s *Share) Has(round int) bool { return round%s.Of == s.Index-1 }

// Overlaps is whether both are of one plan, and may have rounds in common: one share
// twice, or shares of two divisions.
func (s *Share) Overlaps(o *Share) bool {
	return s.Plan == o.Plan && (s.Of != o.Of || s.Index == o.Index)
}

// Before is how many rounds of the share are among the first of the plan.
func (s *Share) Before(rounds int) int {
	return max(0, rounds-s.Index+s.Of) / s.Of
}

// String is as in "3/8".
func (s *Share) String() string { return fmt.Sprintf("%d/%d", s.Index, s.Of) }
