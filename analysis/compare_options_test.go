package analysis

import (
	"errors"
	"math"
	"testing"
	"time"
)

func TestOptionsRanges(t *testing.T) {
	inf, nan := math.Inf(1), math.NaN()
	for name, tt := range map[string]struct {
		o    Options
		good bool
	}{
		"defaults":  {Options{}, true},
		"every":     {Options{NoiseThreshold: -1}, true},
		"largest":   {Options{NoiseThreshold: maxNoiseThreshold, Alpha: MaxAlpha}, true},
		"alpha .51": {Options{Alpha: 0.51}, false},
		"huge":      {Options{NoiseThreshold: 1e300}, false},
		"infinite":  {Options{NoiseThreshold: inf}, false},
		"minus inf": {Options{NoiseThreshold: -inf}, false},
		"no number": {Options{NoiseThreshold: nan}, false},
		"alpha":     {Options{Alpha: -0.1}, false},
		"alpha 1":   {Options{Alpha: 1}, false},
		"alpha nan": {Options{Alpha: nan}, false},
		"beta":      {Options{Beta: 0.5}, false},
		"beta nan":  {Options{Beta: nan}, false},
		"q":         {Options{FalseDiscovery: inf}, false},
		"q nan":     {Options{FalseDiscovery: nan}, false},
	} {
		_, err := tt.o.Resolve()
		if (err == nil) != tt.good || err != nil && !errors.Is(err, ErrOptions) {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := Compare(new(Data), tt.o); !tt.good && !errors.Is(err, ErrOptions) {
			t.Errorf("%s: Compare: %v", name, err)
		}
	}
	for _, planned := range []time.Duration{-1, math.MinInt64} {
		if _, err := CheckSelf(new(Data), Options{}, planned, 1); !errors.Is(err, ErrOptions) {
			t.Errorf("planned for %v: %v", planned, err)
		}
	}
}
