package command

import (
	"bytes"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/sightglass-go/sightglass/measure/record"
)

// TestKills kills a recording again and again, at random times: the recorder,
// one of its workers, the recorder with its group, all of them at once. Each
// time nothing that had ended is lost, nothing that is in the file is half,
// nothing is left running, and the recording goes on; at the end it is
// complete.
func TestKills(t *testing.T) {
	kills := 8
	if os.Getenv("SIGHTGLASS_TESTS") == "long" {
		kills = 1000
	} else {
		t.Logf("%d kills; for a thousand run SIGHTGLASS_TESTS=long go test -run TestKills -timeout 2h -v ./examples/sightglass/command", kills)
	}
	folder(t, "work")
	tmp := t.TempDir()
	t.Setenv("TMPDIR", tmp)
	const file = "rows.jsonl"
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 1))
	rounds := strconv.Itoa(1000 + 100*kills) // never reached
	args := []string{"benchmark", "-e", "wazero", "-e", "wazero:interpreter", "-p", rounds, "-i", "3", "--retries", "1000", "noop.wasm", "work.wasm", "-o", file}
	counts := map[string]int{}
	resumed, lost, orphans := 0, 0, 0
	for done := 0; done < kills; done++ {
		if _, err := os.Stat(file); err == nil {
			if text, _ := os.ReadFile(file); bytes.Contains(text, []byte("\n")) {
				args = []string{"benchmark", "--resume", file}
				resumed++
			}
		}
		before, _ := os.ReadFile(file)
		c := start(t, args...)
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		// Long enough to get through the probe often, and not always.
		time.Sleep(time.Duration(random.Int64N(int64(1500 * time.Millisecond))))
		how := []string{"recorder", "worker", "group", "all", "recorder"}[random.IntN(5)]
		var seen []byte
		for how == "worker" { // the recorder goes on, and is killed later
			if workers := c.descendants(); len(workers) > 0 {
				_ = syscall.Kill(workers[random.IntN(len(workers))], syscall.SIGKILL)
				counts[how]++
				done++
			}
			time.Sleep(time.Duration(random.Int64N(int64(300 * time.Millisecond))))
			how = []string{"recorder", "group", "all", "worker"}[random.IntN(4)]
		}
		seen, _ = os.ReadFile(file)
		switch how {
		case "recorder":
			_ = c.Process.Kill()
		case "group":
			_ = syscall.Kill(-c.Process.Pid, syscall.SIGKILL)
		case "all":
			_ = c.Process.Kill()
			for _, pid := range c.descendants() {
				_ = syscall.Kill(pid, syscall.SIGKILL)
			}
		}
		counts[how]++
		if code := c.end(t); code >= 0 && !(code == exitRefuse && strings.Contains(c.stderr.String(), "sightglass: process died: killed by SIGKILL")) {
			// (That was the process that looks at the engines before the first row.)
			t.Fatalf("kill %d: it ended with code %d before it was killed: %s", done, code, c.stderr.String())
		}
		if len(c.descendants()) > 0 {
			orphans++
		}
		after, _ := os.ReadFile(file)
		// What was in the file stays, but for the process that was running.
		for _, was := range [][]byte{before, seen} {
			if kept := ended(t, was); !bytes.HasPrefix(after, kept) {
				lost++
				t.Errorf("kill %d: %d bytes that had ended are gone", done, len(kept))
			}
		}
		half(t, after)
	}
	t.Logf("%d kills %v, %d resumptions: %d times rows lost, %d times orphans", kills, counts, resumed, lost, orphans)

	// Now let it finish, one round behind where it is.
	text := []byte(read(t, file))
	rec, err := record.Recover(bytes.NewReader(text), file)
	if err != nil {
		t.Fatal(err)
	}
	last := 0
	for _, e := range rec.Ended {
		last = max(last, e.Round)
	}
	r := sightglass(t, "", "benchmark", "--resume", file, "-p", strconv.Itoa(last+2))
	if r.code != 0 {
		t.Errorf("%+v", r)
	}
	complete(t, file, last+2, counts["worker"] > 0)
	// What the killed ones left in their folder is known by its lock and goes
	// when it is a minute old.
	dirs, _ := filepath.Glob(filepath.Join(tmp, "*"))
	for _, dir := range dirs {
		old := time.Now().Add(-time.Hour)
		if err := os.Chtimes(dir, old, old); err != nil {
			t.Error(err)
		}
	}
	sightglass(t, "", "benchmark", "-p", "1", "-i", "1", "--raw", "noop.wasm")
	if dirs, _ := filepath.Glob(filepath.Join(tmp, "*")); len(dirs) > 0 {
		t.Errorf("left in the temporary folder: %v", dirs)
	}
}

// ended returns what of a recording had ended: up to the last whole mark.
func ended(t *testing.T, text []byte) []byte {
	t.Helper()
	rec, err := record.Recover(bytes.NewReader(text), "seen")
	if err != nil {
		return nil // nothing had
	}
	return text[:rec.Size]
}

// half fails if anything is no whole line, the last one aside, which a reader
// must name.
func half(t *testing.T, text []byte) {
	t.Helper()
	r := record.NewReader(bytes.NewReader(text), "rows", record.JSONL)
	rows, err := record.ReadAll(r)
	whole := 0
	for line := range bytes.Lines(text) {
		if bytes.HasPrefix(line, []byte(`{"arch"`)) && bytes.HasSuffix(bytes.TrimSpace(line), []byte("}")) {
			whole++
		}
	}
	if err != nil && bytes.HasSuffix(text, []byte("\n")) || len(rows) != whole {
		t.Errorf("%d rows of %d whole lines, %v", len(rows), whole, err)
	}
}

// complete checks that each process of the plan ended once, in a block of its
// own number, with all its rows. Of workers that were killed one may have
// failed.
func complete(t *testing.T, file string, rounds int, killed bool) {
	t.Helper()
	text := []byte(read(t, file))
	rec, err := record.Recover(bytes.NewReader(text), file)
	if err != nil || rec.Bytes != 0 {
		t.Fatalf("%+v, %v", rec, err)
	}
	rows, err := record.ReadAll(record.NewReader(bytes.NewReader(text), file, record.JSONL))
	if err != nil {
		t.Fatal(err)
	}
	type process struct {
		flags, wasm string
		number      uint64
	}
	of := map[process]int{}
	for _, row := range rows {
		of[process{row.EngineFlags, row.Wasm, row.Process}]++
	}
	type slot struct {
		round int
		wasm  string
	}
	blocks := map[slot]map[uint64]int{}
	total := 0
	for _, e := range rec.Ended {
		p := process{e.EngineFlags, e.Wasm, e.Process}
		if of[p] != e.Rows || e.Failure == nil && e.Rows != 9 {
			t.Errorf("%+v has %d rows: %+v", p, of[p], e)
		}
		if e.Failure != nil && !(killed && strings.Contains(e.Failure.Text, "SIGKILL")) {
			t.Errorf("%+v", e.Failure)
		}
		total += e.Rows
		s := slot{e.Round, e.Wasm}
		if blocks[s] == nil {
			blocks[s] = map[uint64]int{}
		}
		if e.Failure == nil {
			blocks[s][e.Process]++
		}
	}
	if total != len(rows) {
		t.Errorf("%d rows, %d of processes that ended", len(rows), total)
	}
	for round := range rounds {
		for _, wasm := range []string{"noop.wasm", "work.wasm"} {
			whole := 0
			for number, engines := range blocks[slot{round, wasm}] {
				if engines > 2 {
					t.Errorf("round %d of %s: %d processes have number %d", round, wasm, engines, number)
				}
				if engines == 2 {
					whole++
				}
			}
			if whole != 1 {
				t.Errorf("round %d of %s: %d complete blocks in %v", round, wasm, whole, blocks[slot{round, wasm}])
			}
		}
	}
	t.Logf("%d processes, %d rows", len(rec.Ended), len(rows))
}
