package library

import (
	"fmt"
	"strings"

	"github.com/sightglass-go/sightglass/measure"
)

// misuse words how the timers of a phase were called, if that was not once, start
// before end.
func misuse(calls measure.Calls) error {
	if calls == measure.OneWindow {
		return nil
	}
	var order []string
	for i := range calls.Len() {
		order = append(order, map[measure.Calls]string{measure.CallStart: "start", measure.CallStop: "end"}[calls.At(i)])
	}
	switch len(order) {
	case 0:
		return fmt.Errorf("%w: it called neither timer; it must call start, then end, once each", ErrTimers)
	case 32:
		order = append(order[:4], "...")
	}
	return fmt.Errorf("%w: it called its timers as %s; it must call start, then end, once each", ErrTimers, strings.Join(order, ", "))
}
