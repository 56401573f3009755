package command

import (
	"bytes"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/analysis"
)

// TestBudget: whether values are in memory or in a temporary file, what is printed is the
// same, byte for byte: of recordings that are whole, damaged, cut off, copies of each other,
// of failed processes, of rows without a header, before and after.
func TestBudget(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("SIGHTGLASS_DATA_DIR", dir)
	write := func(name string, text []byte) string {
		name = filepath.Join(dir, name)
		if err := os.WriteFile(name, text, 0o600); err != nil {
			t.Fatal(err)
		}
		return name
	}
	read := func(name string) []byte {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	recording := filepath.Join("..", "testdata", "recording.jsonl")
	text := read(recording)
	damaged := bytes.Clone(text)
	damaged[len(damaged)/2] ^= 1
	csv := filepath.Join("..", "..", "..", "analysis", "report", "testdata", "excerpt.csv")
	shares := fleet{3, 2, 4, 2}.write(t, dir)
	sets := [][]string{
		{recording},
		{write("damaged.jsonl", damaged)},
		{write("cut.jsonl", text[:len(text)*2/3])},
		{recording, write("copy.jsonl", text)},
		{csv},
		{csv, recording},
		{filepath.Join("testdata", "recordings", "1-ended.jsonl")},
		{filepath.Join("testdata", "recordings", "1-headed.jsonl"), filepath.Join("testdata", "recordings", "1-checked.jsonl")},
		shares[:2],
		shares,
		{write("empty.jsonl", nil)},
	}
	commands := []string{"summarize -o csv --totals", "compare -o json", "report -o -", "summarize", "summarize -o json", "compare", "compare -o csv", "compare -o markdown --before-after=false",
		"compare --subtract-overhead", "analyze", "history --output-format json", "selfcheck -f json"}
	if os.Getenv("SIGHTGLASS_TESTS") == "" {
		sets, commands = [][]string{sets[0], shares, sets[3]}, commands[:2]
	}
	defer func() { budget = analysis.DefaultBudget }()
	whole := 0
	for _, files := range sets {
		for _, command := range commands {
			var printed []string
			for _, budget = range []int{0, math.MaxInt} {
				var stdout, stderr strings.Builder
				args := strings.Fields(command)
				for _, name := range files {
					if args[0] == "selfcheck" {
						args = append(args, "--file")
					}
					args = append(args, name)
				}
				code := Run(t.Context(), args, strings.NewReader(""), &stdout, &stderr)
				printed = append(printed, fmt.Sprintf("code %d\n%s\n%s", code, &stdout, &stderr))
				if code == 0 && stdout.Len() > 0 {
					whole++
				}
			}
			if a, b := strings.Split(printed[0], "\n"), strings.Split(printed[1], "\n"); printed[0] != printed[1] {
				for i := range min(len(a), len(b)) {
					if a[i] != b[i] {
						t.Errorf("%s %v: from the file %.300s\nin memory %.300s", command, files, a[i], b[i])
						break
					}
				}
			}
		}
	}
	if whole < len(sets)*len(commands)*4/5 {
		t.Errorf("%d of %d commands printed something", whole, 2*len(sets)*len(commands))
	}
}
