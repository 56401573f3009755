package wazero

import (
	"errors"
	"testing"

	"github.com/tetratelabs/wazero/experimental"

	"github.com/sightglass-go/sightglass/engines"
)

func TestCompilable(t *testing.T) {
	for _, tt := range []struct {
		platform
		ok, threads bool
	}{
		{platform{"linux", "amd64", true, false}, true, true},
		{platform{"linux", "amd64", false, false}, false, false},
		{platform{"linux", "arm64", false, true}, true, true},
		{platform{"linux", "arm64", false, false}, true, false},
		{platform{"illumos", "amd64", true, false}, true, true},
		{platform{"illumos", "arm64", false, true}, false, false},
		{platform{"linux", "riscv64", false, false}, false, false},
		{platform{"plan9", "amd64", true, false}, false, false},
	} {
		can, warnings, err := compilable(features, tt.platform)
		if (err == nil) != tt.ok || err != nil && !errors.Is(err, engines.ErrUnavailable) {
			t.Errorf("%+v: %v", tt.platform, err)
		}
		if threads := can.IsEnabled(experimental.CoreFeaturesThreads); threads != tt.threads || tt.ok && (len(warnings) == 0) != threads {
			t.Errorf("%+v: threads %v, warnings %q", tt.platform, threads, warnings)
		}
	}
}
