package measure

// Event is one counted thing.
type Event struct {
	// Name is the name in recordings, such as "cycles".
	Name string `json:"name"`
	// Unit is what one count is, such as "ns".
	Unit string `json:"unit"`
	// Better says which direction is an improvement.
	Better Better `json:"better"`
	// Time is set where the count stands for elapsed or consumed time, so
	// that "faster" and "slower" are the right words for a difference. For
	// other events the words are "fewer" and "more".
	Time bool `json:"time,omitempty"`
	// Size is set where the count is how large one thing is, and no number of
	// things: the words are "smaller" and "larger".
	Size bool `json:"size,omitempty"`
	// Exact is set where the same work always gives the same count.
	Exact bool `json:"exact,omitempty"`
	// Hz is the rate of the clock whose ticks are counted, where a recording says
	// so, and 0 elsewhere. It is for showing them as time.
	Hz float64 `json:"-"`
}

// Better is the direction of improvement.
type Better int8

// The directions of improvement. The zero value makes no claim.
const (
	Neither Better = iota
	Lower
	Higher
)

// String returns "neither", "lower" or "higher".
func (b Better) String() string {
	switch b {
	case Lower:
		return "lower"
	case Higher:
		return "higher"
	}
	return "neither"
}

// MarshalText writes the direction as its String.
func (b Better) MarshalText() ([]byte, error) { return []byte(b.String()), nil }

// UnmarshalText reads what MarshalText wrote; any other text means Neither.
func (b *Better) UnmarshalText(text []byte) error {
	switch string(text) {
	case "lower":
		*b = Lower
	case "higher":
		*b = Higher
	default:
		*b = Neither
	}
	return nil
}

// Status is how far a reading can be trusted.
type Status uint8

const (
	// Counted: the counter ran all the time between Start and Stop.
	Counted Status = iota
	// Scaled: the counter shared its hardware with others and ran for part of
	// the time only; Count is Raw times Enabled over Running.
	Scaled
	// Missing: the counter never ran, or could not be read. Count means
	// nothing, and no row may be made of it.
	Missing
	// Absent: in this phase there is nothing of the event to count. Like
	// Missing it makes no row, but nothing went wrong.
	Absent
)

// String returns "counted", "scaled", "missing" or "absent".
func (s Status) String() string {
	switch s {
	case Scaled:
		return "scaled"
	case Missing:
		return "missing"
	case Absent:
		return "absent"
	}
	return "counted"
}

// Reading is what one event counted between Start and Stop.
type Reading struct {
	Event  Event
	Count  uint64 // in Event.Unit, less than 2^63; meaningless when Status is Missing or Absent
	Status Status
	// Raw is the count before scaling, and Enabled and Running the
	// nanoseconds for which the counter was wanted and did run. They are zero
	// for measures that cannot be multiplexed.
	Raw              uint64
	Enabled, Running uint64
}
