package gotest

import (
	"errors"
	"testing"

	"github.com/sightglass-go/sightglass/measure"
)

// TestCount: what package testing prints is kept to its last digit, but for the
// seventh decimal, and that is told.
func TestCount(t *testing.T) {
	for _, tt := range []struct {
		value, unit string
		want        uint64
		exact       bool
		err         error
	}{
		{"12.34", "ns/op", 12_340_000, true, nil},
		{"0.2513", "ns/op", 251_300, true, nil},
		{"1234567", "ns/op", 1_234_567_000_000, true, nil},
		{"0", "ns/op", 0, true, nil},
		{"0.0001234", "ns/op", 123, false, nil},
		{"0.0000005", "ns/op", 1, false, nil},
		{"18446744073709.551615", "ns/op", 1<<64 - 1, true, nil},
		{"18446744073709.551616", "ns/op", 0, false, errTooLarge},
		{"123.45", "MB/s", 123_450_000, true, nil},
		{"16", "B/op", 16, true, nil},
		{"2", "allocs/op", 2, true, nil},
		{"0.5", "hits/op", 500_000, true, nil},
		{"-0.5", "hits/op", 0, false, errNegative},
		{"NaN", "hits/op", 0, false, errNoNumber},
		{"+Inf", "hits/op", 0, false, errNoNumber},
	} {
		n, exact, err := metric{tt.value, tt.unit}.count()
		if n != tt.want || exact != tt.exact || !errors.Is(err, tt.err) {
			t.Errorf("%s %s: %d, %v, %v; want %d, %v, %v", tt.value, tt.unit, n, exact, err, tt.want, tt.exact, tt.err)
		}
	}
	for unit, want := range map[string]measure.Better{"ns/op": measure.Lower, "MB/s": measure.Higher, "B/op": measure.Lower, "allocs/op": measure.Lower, "hits/op": measure.Neither, "p99-ns": measure.Lower} {
		e, _ := EventOf(unit)
		if found, ok := measure.LookupEvent(e.Name); e.Better != want || !ok || found != e {
			t.Errorf("%s: %+v, found %+v", unit, e, found)
		}
	}
}
