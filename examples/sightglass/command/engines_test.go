package command

import (
	"testing"

	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/recorder/doctor"
)

// TestAdviseOn: only what was looked at is fine. (.ci/vulncheck looks for the words.)
func TestAdviseOn(t *testing.T) {
	met := engines.Advisories{Made: "2026-01-02", Known: []engines.Advisory{{ID: "X-1", Meets: "a trap"}}}
	for _, tt := range []struct {
		about engineAbout
		want  doctor.Finding
	}{
		{engineAbout{Version: "v1", Advisories: new(engines.Advisories)}, doctor.Finding{State: doctor.Fine, Value: "v1, no known advisory that a guest can meet"}},
		{engineAbout{Version: "v1"}, doctor.Finding{State: doctor.Unknown, Value: "v1 has no list of advisories"}},
		{engineAbout{}, doctor.Finding{State: doctor.Unknown, Value: "no version that advisories could be about"}},
		{engineAbout{Unavailable: "needs cgo"}, doctor.Finding{State: doctor.Unknown, Value: "needs cgo"}},
		{engineAbout{Version: "v1", Advisories: &engines.Advisories{Made: "2026-01-02", Unlisted: true}},
			doctor.Finding{State: doctor.Unknown, Value: "version v1 is not in the list of known advisories of 2026-01-02"}},
		{engineAbout{Version: "v1", Advisories: &met}, doctor.Finding{State: doctor.Found, Value: met.Warning("v1"), Command: "sightglass engines"}},
	} {
		got := adviseOn([]engineAbout{tt.about})[0]
		if got.State != tt.want.State || got.Value != tt.want.Value || got.Command != tt.want.Command {
			t.Errorf("%+v, want %+v", got, tt.want)
		}
	}
}
