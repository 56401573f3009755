package job

import (
	"regexp"
	"testing"

	"github.com/sightglass-go/sightglass/recorder/internal/facts"
)

func TestFingerprint(t *testing.T) {
	m := Machine()
	if !regexp.MustCompile(`^[0-9a-f]{16}$`).MatchString(m.Fingerprint) || Machine().Fingerprint != m.Fingerprint {
		t.Errorf("%+v", m)
	}
	other := m
	other.CPU += "x"
	if fingerprint(other, facts.Read()) == m.Fingerprint {
		t.Error("another processor has the same fingerprint")
	}
}
