package recorder

import (
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/recorder/job"
)

// TestSelfcheckOfThisMachine: a header keeps a self-check of the machine that the
// recording is made on, and no other.
func TestSelfcheckOfThisMachine(t *testing.T) {
	for name, tt := range map[string]struct {
		checked, machine string
		kept             bool
	}{
		"this machine":      {"abc", "abc", true},
		"another":           {"abc", "def", false},
		"it is not known":   {"abc", "", false},
		"neither is known":  {"", "", false},
		"the other unknown": {"", "abc", false},
	} {
		runner := &setupRunner{setup: job.Setup{Machine: record.Machine{Fingerprint: tt.machine}}}
		check := &record.Selfcheck{Machine: tt.checked, Verdict: record.SelfcheckPassed}
		report, err := Record(t.Context(), fakePlan(), new(record.Collector), runner, Options{Selfcheck: check})
		if err != nil {
			t.Fatal(err)
		}
		warned := strings.Contains(strings.Join(report.Header.Warnings, "\n"), "the self-check is of another machine")
		if (report.Header.Selfcheck == check) != tt.kept || warned == tt.kept || len(report.Warnings) != len(report.Header.Warnings) {
			t.Errorf("%s: %+v, warnings %q, %q", name, report.Header.Selfcheck, report.Header.Warnings, report.Warnings)
		}
	}
}
