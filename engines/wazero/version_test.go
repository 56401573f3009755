package wazero

import (
	"strings"
	"testing"
)

// TestVersion: a test's build information does not name modules.
func TestVersion(t *testing.T) {
	e, err := Open(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	if v := e.Identity().Version; !strings.HasPrefix(v, "v1.") {
		t.Errorf("version %q", v)
	}
	if err := e.Close(t.Context()); err != nil {
		t.Error(err)
	}
}
