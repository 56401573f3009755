package vtune

import (
	"errors"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/measure"
)

// TestWithoutVTune: what has to be set is said.
func TestWithoutVTune(t *testing.T) {
	t.Setenv(Variable, "")
	m, err := measure.Open(Name)
	if m != nil || !errors.Is(err, measure.ErrUnavailable) || !strings.Contains(err.Error(), "$INTEL_LIBITTNOTIFY64 is not set") || !strings.Contains(err.Error(), "vtune -collect") {
		t.Errorf("%v", err)
	}
}
