package command

import (
	"fmt"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestDefaults: what is recorded where numbers are given and where they are not.
func TestDefaults(t *testing.T) {
	folder(t, "work")
	t.Setenv("SIGHTGLASS_DATA_DIR", t.TempDir())
	const two = " -e wazero -e wazero:interpreter"
	for _, tt := range []struct{ args, rounds, iterations string }{
		{"", "10", "10"}, // the Rust original's
		{"-p 3", "3", "10"},
		{"-i 3", "10", "3"},
		{"--max-time 1m", "10, up to 1m", "10"},
		{two, "8 to 100, until decided, up to 5m", "5"},
		{two + " --max-time 1m", "8 to 100, until decided, up to 1m", "5"},
		{two + " --max-time 0", "8 to 100, until decided", "5"},
		{two + " --max-time 1ns", "8 to 100, until decided, up to 1ns", "5"},
		{two + " -p 10", "10", "10"},
		{two + " --rounds 20", "20", "10"},
		{two + " -i 10", "10", "10"},
		{two + " -i 3 --max-time 1m", "10, up to 1m", "3"},
		{two + " --until decided", "8 to 100, until decided, up to 5m", "5"},
		{two + " --until decided -i 10", "8 to 100, until decided, up to 5m", "10"},
		{two + " --until decided -p 30", "8 to 30, until decided", "5"},
		{two + " --until decided -p 8", "8", "5"},
		{two + " --until decided -p 30 --max-time 1m", "8 to 30, until decided, up to 1m", "5"},
		{two + " --fail-on changed-worse", "8 to 100, until decided, up to 5m", "5"},
		{two + " -f markdown", "8 to 100, until decided, up to 5m", "5"},
		{two + " -f jsonl", "8 to 100, until decided, up to 5m", "5"},
		{two + " -o x.jsonl", "8 to 100, until decided, up to 5m", "5"},
		{two + " --raw", "10", "10"}, // rows without a header do not say that somebody looked
		{two + " -f gobench", "10", "10"},
		{two + " -o x.csv", "10", "10"},
		{two + " --raw --until decided", "8 to 100, until decided, up to 5m", "5"},
		{two + " --in-process", "1", "10"},
	} {
		b := new(benchmarkCommand)
		cmd := b.register()
		cmd.SetContext(t.Context())
		if err := cmd.ParseFlags(strings.Fields(tt.args)); err != nil {
			t.Fatalf("%s: %v", tt.args, err)
		}
		if err := b.complete(cmd, []string{"noop.wasm"}); err != nil {
			t.Errorf("%s: %v", tt.args, err)
		}
		if rounds, _ := b.extent(); rounds != tt.rounds || fmt.Sprint(b.plan.Iterations) != tt.iterations {
			t.Errorf("%s: %s rounds of %d iterations, want %s of %s", tt.args, rounds, b.plan.Iterations, tt.rounds, tt.iterations)
		}
	}
}

// TestDryRunRefuses: what a real run refuses a dry run refuses, too, in the same words.
func TestDryRunRefuses(t *testing.T) {
	folder(t)
	t.Setenv("SIGHTGLASS_DATA_DIR", t.TempDir())
	const two = " -e wazero -e wazero:interpreter"
	for args, want := range map[string]string{
		"--max-time -1s":                      "must be 0s to",
		"--max-time 5":                        "a time needs a unit: 5s is that many seconds",
		"--max-time":                          "flag needs an argument",
		"--max-time=":                         "max-time",
		"-p 0":                                "must be 1 to",
		"--until decided noop.wasm -e wazero": "there is nothing to compare",
		"--until decided -p 7" + two:          "nothing is decided before 8 rounds",
		"--until decided --in-process" + two:  "leave --in-process out",
		"--resume x.jsonl":                    "x.jsonl",
		"-e nonesuch":                         "unknown engine",
		"-m nonesuch":                         "unknown measure",
		"nonesuch.wasm":                       "nonesuch.wasm",
		"-e wazero:nonesuch":                  "nonesuch",
		"-e wazero -e wazero":                 "is listed twice",
		"-e wazero -n interpreter -e wazero:interpreter -n interpreter": "is listed twice",
		"-o nonesuch/x.jsonl":                "nonesuch",
		"-o full.jsonl":                      "is not replaced",
		"--baseline nonesuch" + two:          "nonesuch",
		"--fail-on changed-worse -p 3" + two: "a gate needs 8",
	} {
		put(t, "full.jsonl", `{"format":"sightglass-go/1","plan":{"processes":1}}`+"\n")
		args := append([]string{"benchmark", "--dry-run", "noop.wasm"}, strings.Fields(args)...)
		dry := sightglass(t, "", args...)
		if dry.code != exitRefuse && dry.code != exitOutput || !strings.Contains(dry.stderr, want) || dry.stdout != "" {
			t.Errorf("%s: %+v, want %q", args, dry, want)
		}
		if real := sightglass(t, "", append([]string{"benchmark"}, args[2:]...)...); real.code != dry.code || real.stderr != dry.stderr {
			t.Errorf("%s: a real run ends in %d, %q, and a dry run in %d, %q", args, real.code, real.stderr, dry.code, dry.stderr)
		}
	}
}

// TestDryRun: the plan is printed whole, nothing is left behind, and what fails in a
// recording fails.
func TestDryRun(t *testing.T) {
	folder(t, "trap-inside")
	data := filepath.Join(t.TempDir(), "data")
	t.Setenv("SIGHTGLASS_DATA_DIR", data)
	for _, tt := range []struct {
		args string
		code int
		want []string // of standard output, as patterns
		says string   // on standard error
	}{
		{"-e wazero -e wazero:interpreter --seed 7 --phase execution -m cycles,time -o x.jsonl noop.wasm", 0, []string{
			`(?m)^engines     wazero [0-9.]+$`, `(?m)^            wazero:interpreter [0-9.]+$`, `(?m)^benchmarks  noop.wasm$`, `(?m)^phases      execution$`,
			`(?m)^measures    cycles, time$`, `(?m)^rounds      8 to 100, until decided, up to 5m$`, `(?m)^processes   16 to 200 in all, 2 in each round, of 5 iterations$`,
			`(?m)^order       random, from the seed 7$`, `(?m)^output      x.jsonl`, `(?m)^estimated .* \((8|100) rounds( or more)? of .*, each process tried once\)$`}, ""},
		{"-p 3 noop.wasm", 0, []string{`phases      compilation, instantiation, execution\n`, `rounds      3\n`, `processes   3 in all, 1 in each round, of 10 iterations\n`,
			`seed [0-9]+\n`, `estimated .* \(3 rounds of .*, each process tried once\)\n$`}, ""},
		{"-e wazero -e wazero:interpreter --max-time 1ns noop.wasm", 0, []string{`there is no time for a whole round, and nothing is decided before 8; use --max-time `}, ""},
		{"-m noop -p 2 noop.wasm", 0, []string{`estimated `}, ""},
		{"-p 2 noop.wasm trap-inside.wasm", exitFailed, []string{`estimated .* \(2 rounds`}, "1 of 2 benchmarks failed\n"},
		{"-p 2 trap-inside.wasm", exitFailed, []string{`instructions|rounds      2\n$|seed`}, "the benchmark failed"},
		{"--in-process noop.wasm", 0, []string{`rounds      1\n`}, ""},
		{"--raw -p 2 noop.wasm", 0, []string{`Would record:`}, ""},
	} {
		r := sightglass(t, "", append([]string{"benchmark", "--dry-run"}, strings.Fields(tt.args)...)...)
		if r.code != tt.code || !strings.Contains(r.stderr, tt.says) || tt.says == "" && strings.Contains(r.stderr, "sightglass:") {
			t.Errorf("%s: %+v", tt.args, r)
		}
		for _, want := range tt.want {
			if !regexp.MustCompile(want).MatchString(r.stdout) {
				t.Errorf("%s: %s\nwant %s", tt.args, r.stdout, want)
			}
		}
		left, err := filepath.Glob("*")
		if kept, _ := filepath.Glob(data + "*"); err != nil || strings.Join(left, " ") != "noop.wasm trap-inside.wasm" || len(kept) > 0 {
			t.Errorf("%s: left behind: %q, %q", tt.args, left, kept)
		}
	}
}
