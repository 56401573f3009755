package gotest

import (
	"errors"
	"maps"
	"reflect"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/measure"
)

func TestParseArgs(t *testing.T) {
	for _, tt := range []struct {
		args string
		want Args
	}{
		{"", Args{Bench: "."}},
		{"-bench=Parse|X/y -benchtime 2s --benchmem ./... -test.cpu=1,4 -tags=a,b -race", Args{
			Bench: "Parse|X/y", Packages: []string{"./..."}, CPUs: []int{1, 4}, Build: []string{"-tags=a,b", "-race"},
			Binary: []string{"-test.benchtime=2s", "-test.benchmem"}}},
		{"-bench Parse -skip Slow pkg/a pkg/b -short", Args{Bench: "Parse", Skip: "Slow", Packages: []string{"pkg/a", "pkg/b"}, Binary: []string{"-test.short"}}},
		{"-data=x -verbose -benchmem", Args{Bench: ".", Binary: []string{"-data=x", "-verbose", "-test.benchmem"}}},
		{". -verbose -args -bench=mine a b", Args{Bench: ".", Packages: []string{"."}, Binary: []string{"-verbose", "-bench=mine", "a", "b"}}},
		{"-race=false -p 2", Args{Bench: ".", Build: []string{"-race=false", "-p=2"}}},
	} {
		got, err := ParseArgs(strings.Fields(tt.args))
		if err != nil || !reflect.DeepEqual(got, tt.want) {
			t.Errorf("%q: %+v, %v, want %+v", tt.args, got, err, tt.want)
		}
	}
	for args, want := range map[string]string{
		"-count=5":               "-count cannot be used here: rounds take its place",
		"-test.count 5":          "-count cannot be used here",
		"-timeout 1m":            "-timeout cannot be used here: the recording has a limit",
		"-run=X":                 "no tests run",
		"-v":                     "it changes what is printed",
		"-test.v=test2json":      "it changes what is printed",
		"-cpuprofile=cpu.out":    "every process would overwrite it",
		"-fuzz=X":                "it is not about benchmarks",
		"-c":                     "built anyway",
		"-bench":                 "-bench needs a value",
		"-data x":                `-data is not a flag of go test, so that "x" may be its value or a package: write -data=VALUE`,
		"-cpu=0":                 `"0" is not a number of CPUs`,
		"-cpu=1,1":               "1 is listed twice",
		"-cpu=two":               "not a number of CPUs",
		"-benchtime=abc":         "-benchtime=abc is neither",
		"-benchtime=0":           "more than 0",
		"-benchtime 0x":          "more than 0",
		"-test.benchtime=10":     "neither a duration",
		"-":                      "neither a flag nor a package",
		"-bench=X -- -benchmem":  "neither a flag nor a package",
		"-benchtime=1s -exec=ls": "run here",
	} {
		if _, err := ParseArgs(strings.Fields(args)); !errors.Is(err, ErrArgs) || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", args, err, want)
		}
	}
	var flag *FlagError
	if _, err := ParseArgs([]string{"-count", "5"}); !errors.As(err, &flag) || flag.Flag != "count" {
		t.Errorf("%v", err)
	}
}

func TestSteps(t *testing.T) {
	for args, want := range map[string]float64{"": 1e3, "-benchtime=50ms": 1e3, "-benchtime=1x": 1e8, "-benchtime=1000x": 1e5, "-benchtime=1000000x": 1e3, "-benchtime=1x -benchtime=1s": 1e3} {
		a, err := ParseArgs(strings.Fields(args))
		if got := a.steps(nil)["femtoseconds"]; err != nil || got != want {
			t.Errorf("%q: %v, %v, want %v fs", args, got, err, want)
		}
	}
}

// TestStepsOfMetrics: a p99-ns of 250 in all rounds is no clock that steps by 250.
func TestStepsOfMetrics(t *testing.T) {
	var events []measure.Event
	for _, unit := range []string{"ns/op", "p99-ns", "ns/item", "hits", "B/op"} {
		e, _ := EventOf(unit)
		events = append(events, e)
	}
	want := map[string]float64{"femtoseconds": 1e8, "micro-p99-ns": 1e3, "micro-ns/item": 1e3}
	if got := (&Args{Binary: []string{"-test.benchtime=1x"}}).steps(events); !maps.Equal(got, want) {
		t.Errorf("steps %v, want %v", got, want)
	}
}
