package measure

// Intrusive is implemented by a measure whose Start and Stop take long, such as system
// calls that the kernel works for. Who nests measures puts it outside of all others, so
// that the window of none of them holds what it does.
type Intrusive interface {
	Measure
	// Intrusive does nothing: it says so.
	Intrusive()
}
