//go:build unix

package command

import (
	"os"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/engines/enginetest/guests"
)

// TestReplacedWhileRecording replaces what a guest reads before the fourth process (the
// first looks at the plan), within the second round: the recording ends there, names both
// hashes, and is not finished; with the file back, --resume records all that is left.
func TestReplacedWhileRecording(t *testing.T) {
	for file, want := range map[string]string{
		"d/x.wasm":    "the benchmark had the hash ",
		"d/input.txt": "input.txt beside the benchmark had the hash 7692c3ad3540 when recording began, and has 3fc4ccfe7458", // sha256sum of one, two
		"in.txt":      "the standard input in.txt had the hash 7692c3ad3540 when recording began, and has 3fc4ccfe7458",
	} {
		folder(t)
		mkdir(t, "d")
		for name, text := range map[string]string{
			"d/x.wasm": string(guests.Wasm("read-file")), "d/input.txt": "one", "in.txt": "one", "new": "two",
			"swap": "#!/bin/sh\necho >>calls\n[ $(wc -l <calls) -ne 4 ] || cp new " + file + "\nexec \"$@\"\n",
		} {
			if err := os.WriteFile(name, []byte(text), 0o755); err != nil {
				t.Fatal(err)
			}
		}
		if file == "d/x.wasm" {
			put(t, "new", guests.Wasm("work"))
		}
		was := read(t, file)
		r := sightglass(t, "", strings.Fields("benchmark --exec ./swap -e wazero -e wazero:interpreter -p 4 -i 1 --stdin in.txt -o rows.jsonl d/x.wasm")...)
		if r.code != exitFailed || !strings.Contains(r.stderr, want) {
			t.Errorf("%s: %+v, want %q", file, r, want)
		}
		if n := strings.Count(read(t, "rows.jsonl"), `"count":`); n != 2*3 {
			t.Errorf("%s: %d rows, want 6", file, n)
		}
		if want := "put the file back that it began with, and then to complete it: sightglass benchmark --resume rows.jsonl"; strings.Contains(r.stderr, "failed") || !strings.Contains(r.stderr, want) {
			t.Errorf("%s: %+v, want %q", file, r, want)
		}
		if r := sightglass(t, "", "benchmark", "--resume", "rows.jsonl"); r.code != exitRefuse || !strings.Contains(r.stderr, "cannot resume: conditions changed") {
			t.Errorf("%s: %+v", file, r)
		}
		put(t, file, was)
		succeeds(t, "benchmark", "--resume", "rows.jsonl")
		if n := strings.Count(read(t, "rows.jsonl"), `"count":`); n != 2*4*3 {
			t.Errorf("%s: %d rows, want 24", file, n)
		}
		if r := succeeds(t, "check", "rows.jsonl"); !strings.Contains(r.stdout, "whole: 8 processes ended, resumed 1 time") {
			t.Errorf("%s: %+v", file, r)
		}
	}
}
