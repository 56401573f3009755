package analysis

// Verdict is what a comparison comes to.
type Verdict string

// The verdicts.
const (
	// NotChanged: any difference is smaller than what matters.
	NotChanged Verdict = "not changed"
	// Changed: there is a difference.
	Changed Verdict = "changed"
	// Unsure: the values fit no change as well as one that matters.
	Unsure Verdict = "unsure"
)
