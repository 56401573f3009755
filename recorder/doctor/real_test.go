package doctor_test

import (
	"context"
	"encoding/json"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/sightglass-go/sightglass/recorder/doctor"
)

// TestThisMachine: whatever this machine is, the examination ends and every
// finding says something.
func TestThisMachine(t *testing.T) {
	started := time.Now()
	findings := doctor.Examine(t.Context())
	if took := time.Since(started); took > 2*time.Minute {
		t.Errorf("took %v", took)
	}
	var names []string
	for _, f := range findings {
		t.Logf("%v\n    %s\n    $ %s", f, f.Why, f.Command)
		names = append(names, f.Name)
		if f.Value == "" || f.Why == "" {
			t.Errorf("%s says nothing: %+v", f.Name, f)
		}
		if f.State != doctor.Found && f.Command != "" {
			t.Errorf("%s has a command for nothing: %+v", f.Name, f)
		}
	}
	if want := elsewhere(t); !slices.Equal(names, want) {
		t.Errorf("findings %v, want %v", names, want)
	}
	text, err := json.Marshal(findings)
	var again []doctor.Finding
	if err == nil {
		err = json.Unmarshal(text, &again)
	}
	if err != nil || !reflect.DeepEqual(findings, again) {
		t.Errorf("as JSON %s, %v", text, err)
	}
}

// elsewhere are the names of the findings on a system that is not examined.
func elsewhere(t *testing.T) (names []string) {
	for _, f := range (doctor.Machine{OS: "plan9"}).Examine(t.Context()) {
		names = append(names, f.Name)
	}
	return names
}

func TestStopped(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	started := time.Now()
	findings := doctor.Machine{Sample: time.Hour}.Examine(ctx)
	if took := time.Since(started); took > 30*time.Minute || len(findings) != len(elsewhere(t)) {
		t.Errorf("%d findings after %v", len(findings), took)
	}
	for _, f := range findings {
		if f.Name == "swap" && f.State != doctor.Unknown {
			t.Errorf("%+v, though nothing was watched", f)
		}
	}
}
