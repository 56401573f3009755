package command

import (
	"fmt"
	"strings"
	"testing"
)

// TestNoRows: an input without rows has no output, in whatever format it is.
func TestNoRows(t *testing.T) {
	folder(t)
	const header = "arch,engine,engine_flags,wasm,process,iteration,phase,event,count\n"
	put(t, "rows.csv", golden())
	inputs := map[string]string{
		"header.csv": header, "empty.csv": "", "blank.csv": "\n\n", "empty.json": "[]\n",
		"header.jsonl": `{"format":"sightglass-recording/1"}` + "\n",
	}
	for name, text := range inputs {
		put(t, name, text)
		for _, command := range []string{"convert", "convert -o json", "convert -o jsonl", "convert -o gobench", "convert -o bmf", "convert -o customSmallerIsBetter", "analyze", "summarize",
			"compare", "report -o -", "history", "selfcheck --from"} {
			r := sightglass(t, "", append(strings.Fields(command), name)...)
			if r.code != exitRefuse || r.stdout != "" || !strings.Contains(r.stderr, "the input has no rows") {
				t.Errorf("%s %s: %+v", command, name, r)
			}
		}
		if r := sightglass(t, text, "convert"); r.code != exitRefuse || r.stdout != "" {
			t.Errorf("convert < %s: %+v", name, r)
		}
		says := name != "header.jsonl" // which is a recording
		for _, command := range []string{"convert", "convert -o jsonl", "summarize", "compare --before-after=false"} {
			r := sightglass(t, "", append(strings.Fields(command), name, "rows.csv")...)
			if r.code != 0 || r.stdout == "" || strings.Contains(r.stderr, "warning: "+name+" holds nothing") != says {
				t.Errorf("%s %s rows.csv: %+v", command, name, r)
			}
		}
	}
}

// TestNothingToCheck: what takes a measure that counts nothing has no answer, and says so.
func TestNothingToCheck(t *testing.T) {
	folder(t)
	for _, command := range []string{"selfcheck -m noop -e wazero --processes 2 noop.wasm", "calibrate -m noop -e wazero --processes 2"} {
		r := sightglass(t, "", strings.Fields(command)...)
		if r.code != exitRefuse || r.stdout != "" || !strings.Contains(r.stderr, "no event is counted by") {
			t.Errorf("%s: %+v", command, r)
		}
	}
}

// TestMedianNote: the table says which median it has where CSV has another.
func TestMedianNote(t *testing.T) {
	const row = "x86_64,a,,w,1,%d,Execution,cycles,%d\n"
	odd := fmt.Sprintf(row+row+row, 0, 10, 1, 20, 2, 30)
	even := odd + fmt.Sprintf(row, 3, 50) // 25 in the table, 30 in CSV
	for _, format := range []string{"table", "markdown"} {
		for text, want := range map[string]int{odd: 0, even: 1} {
			r := sightglass(t, text, "summarize", "--width", "400", "-o", format)
			if n := strings.Count(r.stdout, "it is the larger of them"); r.code != 0 || n != want {
				t.Errorf("%s: %d times, want %d: %+v", format, n, want, r)
			}
		}
	}
}
