//go:build !without_CoreFeaturesTypedFunctionReferences

package wazero

import (
	"testing"

	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"
)

// TestFeatures: the bits are those that wazero v1.12 has names for.
func TestFeatures(t *testing.T) {
	const named = api.CoreFeaturesV2 |
		experimental.CoreFeaturesThreads |
		experimental.CoreFeaturesTailCall |
		experimental.CoreFeaturesExtendedConst |
		experimental.CoreFeaturesExceptionHandling |
		experimental.CoreFeaturesTypedFunctionReferences
	if features != named {
		t.Errorf("features are %v, want %v", api.CoreFeatures(features), api.CoreFeatures(named))
	}
}
