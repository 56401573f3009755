//go:build unix

package command

import (
	"os"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/engines/enginetest/guests"
)

// TestReplacedWhileRecording replaces what a guest reads before the fourth
// process (the first looks at the plan): three rows are there of one process
// for each engine, the other processes fail and name both hashes.
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
		r := sightglass(t, "", strings.Fields("benchmark --exec ./swap -e wazero -e wazero:interpreter -p 4 -i 1 --stdin in.txt -o rows.jsonl d/x.wasm")...)
		if r.code != exitFailed || !strings.Contains(r.stderr, want) {
			t.Errorf("%s: %+v, want %q", file, r, want)
		}
		if n := strings.Count(read(t, "rows.jsonl"), `"count":`); n != 2*3 {
			t.Errorf("%s: %d rows, want 6", file, n)
		}
	}
}
