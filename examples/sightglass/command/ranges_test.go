package command

import (
	"math"
	"strconv"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// TestRanges: every flag that is a number refuses by its name what is out of
// its range, before anything else is done, and takes both ends of it.
func TestRanges(t *testing.T) {
	folder(t)
	bad := map[string][]string{
		"int":      {"-1000000", "99999999999", "9223372036854775807", "1e3", "NaN", ""},
		"uint":     {"-1", "0", "18446744073709551615", "1e300"},
		"float64":  {"-1", "NaN", "Inf", "-Inf", "1e300", "1", "11", ""},
		"duration": {"-1s", "-1ns", "2562047h", "5", "NaN", ""},
	}
	ends := map[string][]string{ // of flags that have others than 1
		"retries": {"0", "1000"}, "instantiations": {"0"}, "compilations": {"-1"}, "noise-threshold": {"0", "0.99", "5%"},
		"significance-level": {"0.5"}, "width": {"20", "10000"}, "timeout": {"1ns", "87600h"}, "max-time": {"0", "87600h"},
	}
	seen := 0
	for _, cmd := range newRoot().Commands() {
		cmd.LocalFlags().VisitAll(func(f *pflag.Flag) {
			texts, number := bad[f.Value.Type()]
			if !number {
				return
			}
			seen++
			for _, text := range texts {
				r := sightglass(t, "", append(arguments(cmd), "--"+f.Name+"="+text)...)
				if r.code != exitRefuse || !strings.Contains(r.stderr, "--"+f.Name) {
					t.Errorf("%s --%s=%s: exit %d, %.200s", cmd.Name(), f.Name, text, r.code, r.stderr)
				}
			}
			for _, text := range append(ends[f.Name], f.DefValue) {
				if f.Name == "width" && text == "0" {
					continue // that of the terminal
				}
				if err := f.Value.Set(text); err != nil {
					t.Errorf("%s --%s=%s: %v", cmd.Name(), f.Name, text, err)
				}
			}
		})
	}
	if seen < 25 {
		t.Errorf("%d flags that are numbers", seen)
	}
}

// arguments are a command's name and what it needs beside its flags.
func arguments(cmd *cobra.Command) []string {
	switch cmd.Name() {
	case "benchmark", "validate", "selfcheck", "mix", "profile", "plan":
		return []string{cmd.Name(), "noop.wasm"}
	case "fleet":
		return []string{"fleet", "slurm", "noop.wasm"}
	case "gobench":
		return []string{cmd.Name(), "."}
	case "ab":
		return []string{"ab", "main", "noop.wasm"}
	case "code":
		return []string{"code", "--function", "2", "noop.wasm"}
	case "upload-elastic", "compare", "report", "history", "summarize", "analyze", "convert":
		return []string{cmd.Name(), "/dev/null"}
	}
	return []string{cmd.Name()}
}

// TestNotNumbers: flags that are texts and mean numbers or pairs.
func TestNotNumbers(t *testing.T) {
	folder(t)
	for _, args := range []string{
		"--memory-limit=-1", "--memory-limit=1e300", "--memory-limit=NaN", "--memory-limit=99999999999GiB", "--memory-limit=8EiB",
		"--output-limit=-1", "--output-limit=1e300", "--output-limit=Inf", "--output-limit=many", "--seed=-1", "--seed=18446744073709551616",
		"--label=a", "--label==b", "--label=a=1 --label=a=2", "--until=3", "--pin=-1",
	} {
		r := sightglass(t, "", append([]string{"benchmark", "noop.wasm"}, strings.Fields(args)...)...)
		name, _, _ := strings.Cut(args, "=")
		if r.code != exitRefuse || !strings.Contains(r.stderr, strings.TrimPrefix(name, "--")) {
			t.Errorf("%s: exit %d, %s", args, r.code, r.stderr)
		}
	}
	for args, want := range map[string]string{ // in words, not in those of Go's strconv and time
		"history --max-age 1d x":                      `"1d" for "--max-age" flag: a time is a number with a unit: ms, s, m or h, such as 90s or 30h`,
		"history --newest two x":                      `"two" for "--newest" flag: it is not a number: must be 0 to 1000000`,
		"history --newest 2.5 x":                      `"2.5" for "--newest" flag: it is not a whole number: must be 0 to 1000000`,
		"history --noise-threshold x y":               `"x" for "--noise-threshold" flag: it is not a number: must be 0 or more and less than 1`,
		"benchmark -p 99999999999999999999 noop.wasm": `must be 1 to 1000000`,
	} {
		if r := sightglass(t, "", strings.Fields(args)...); r.code != exitRefuse || !strings.Contains(r.stderr, want) || strings.Contains(r.stderr, "strconv") {
			t.Errorf("%s: %+v; want %q", args, r, want)
		}
	}
	if r := sightglass(t, "", "validate", "--timeout", "5", "noop.wasm"); r.code != exitRefuse || !strings.Contains(r.stderr, "a time needs a unit: 5s is that many seconds") {
		t.Errorf("%+v", r)
	}
	// A product that overflows: 6 of -2 processes.
	for _, p := range []int{1 << 62, math.MaxInt, 1_000_001} {
		r := sightglass(t, "", "benchmark", "noop.wasm", "--processes", strconv.Itoa(p))
		if r.code != exitRefuse || !strings.Contains(r.stderr, "--processes") {
			t.Errorf("%d processes: exit %d, %s", p, r.code, r.stderr)
		}
	}
}
