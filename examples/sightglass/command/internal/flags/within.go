package flags

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/docker/go-units"
	"github.com/spf13/pflag"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/recorder"
)

// Number adds a flag that has a range. What is out of it is refused when flags
// are parsed, by the flag's name, before anything is done.
func Number[T int | time.Duration](fs *pflag.FlagSet, to *T, name, short string, def T, usage string, least, most T) {
	switch to := any(to).(type) {
	case *int:
		fs.IntVarP(to, name, short, int(def), usage)
	case *time.Duration:
		fs.DurationVarP(to, name, short, time.Duration(def), usage)
	}
	f := fs.Lookup(name)
	f.Value = &rangedValue{f.Value, float64(least), float64(most), fmt.Sprintf("must be %s to %s", bound(least), bound(most))}
}

// Noise adds --noise-threshold, a fraction. Who means 5% and writes 5 is told,
// or a gate would let everything pass.
func Noise(fs *pflag.FlagSet, to *float64) {
	fs.Float64Var(to, "noise-threshold", 0.01, "the smallest relative difference that matters, as a fraction: 0.05 is 5%")
	f := fs.Lookup("noise-threshold")
	f.Value = &percentValue{&rangedValue{f.Value, 0, math.Nextafter(1, 0), "must be 0 or more and less than 1: it is a fraction, 0.05 is 5%"}}
}

// percentValue takes "5%" for 0.05.
type percentValue struct{ pflag.Value }

func (v *percentValue) Set(text string) error {
	if n, err := strconv.ParseFloat(strings.TrimSuffix(text, "%"), 64); err == nil && strings.HasSuffix(text, "%") {
		text = strconv.FormatFloat(n/100, 'g', -1, 64)
	}
	return v.Value.Set(text)
}

// Alpha adds --significance-level, a probability that is not 0 and at most
// analysis.MaxAlpha.
func Alpha(fs *pflag.FlagSet, to *float64) {
	fs.Float64VarP(to, "significance-level", "s", 0.01, "probability of reporting a change where there is none, at most 0.5")
	f := fs.Lookup("significance-level")
	f.Value = &rangedValue{f.Value, math.SmallestNonzeroFloat64, analysis.MaxAlpha, "must be more than 0 and at most 0.5"}
}

// bound is a number, or a time without the zeros of its smaller units.
func bound(n any) string {
	if d, ok := n.(time.Duration); ok && d > 0 && d%time.Hour == 0 {
		return fmt.Sprintf("%dh", d/time.Hour)
	}
	return fmt.Sprint(n)
}

type rangedValue struct {
	pflag.Value
	least, most float64
	refusal     string
}

func (v *rangedValue) Set(text string) error {
	before := v.String()
	if err := v.Value.Set(text); err != nil {
		switch n, notNumber := strconv.ParseFloat(text, 64); {
		case v.Type() == "duration" && notNumber == nil:
			return fmt.Errorf("a time needs a unit: %ss is that many seconds (ms, s, m and h are known)", text)
		case v.Type() == "duration":
			return errors.New("a time is a number with a unit: ms, s, m or h, such as 90s or 30h")
		case errors.Is(notNumber, strconv.ErrSyntax):
			return fmt.Errorf("it is not a number: %s", v.refusal)
		case n != math.Trunc(n):
			return fmt.Errorf("it is not a whole number: %s", v.refusal)
		}
		return errors.New(v.refusal)
	}
	var n float64
	var err error
	switch v.Type() {
	case "duration":
		var d time.Duration
		d, err = time.ParseDuration(v.String())
		n = float64(d)
	default:
		n, err = strconv.ParseFloat(v.String(), 64)
	}
	if err != nil || math.IsNaN(n) || n < v.least || n > v.most {
		_ = v.Value.Set(before)
		return errors.New(v.refusal)
	}
	return nil
}

func parseSize(flag, text string) (int64, error) {
	n, err := units.RAMInBytes(text)
	switch {
	case err != nil || n < 0: // too large a number comes out negative
		return 0, fmt.Errorf("%s %s: use a number of bytes, or one with KiB, MiB or GiB behind it", flag, text)
	case n > recorder.MaxLimit:
		return 0, fmt.Errorf("%s %s: must be 0B to %s", flag, text, units.BytesSize(recorder.MaxLimit))
	}
	return n, nil
}
