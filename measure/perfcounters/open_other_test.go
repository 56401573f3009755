//go:build !linux

package perfcounters

import (
	"errors"
	"testing"

	"github.com/sightglass-go/sightglass/measure"
)

func TestUnavailable(t *testing.T) {
	for _, name := range []string{Name, NameInstructions} {
		if _, err := measure.Open(name); !errors.Is(err, measure.ErrUnavailable) {
			t.Errorf("%s: error %v", name, err)
		}
	}
}
