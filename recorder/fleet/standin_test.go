package fleet

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// limit is how long a test waits for something that happens by itself.
const limit = 2 * time.Minute

// until waits for something that is found out by looking.
func until(t *testing.T, what string, is func() bool) {
	t.Helper()
	for end := time.Now().Add(limit); !is(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("%v have passed, and still not: %s", limit, what)
		}
	}
}

// standInFile has its full name, as tests change the folder.
var standInFile, _ = filepath.Abs("testdata/standin.sh")

// standIn is a folder of a fleet whose program is testdata/standin.sh.
func standIn(t *testing.T, folder string, shares, rounds int, more ...string) *Fleet {
	t.Helper()
	f, _, release, err := Open(folder, Request{"test", shares, folder, more}, func() (Contents, error) {
		plan := fmt.Sprintf("rounds=%d pause=0.01 hold=%s\n%s\n", rounds, quoted(filepath.Join(folder, "hold")), strings.Join(more, "\n"))
		return Contents{Program: standInFile, Plan: []byte(plan)}, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := release(); err != nil {
			t.Error(err)
		}
	})
	return f
}

// once checks that the given shares hold each of their rounds, and hold it once.
func (f *Fleet) once(t *testing.T, rounds int, shares ...int) {
	t.Helper()
	for _, share := range shares {
		var want []string
		for round := share; round <= rounds; round += f.Shares {
			want = append(want, fmt.Sprintf("round %d", round))
		}
		text, err := os.ReadFile(f.Recording(share))
		got := strings.Split(strings.TrimSpace(string(text)), "\n")
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("share %d: %v, error %v; want %v", share, got, err, want)
		}
	}
}

// notes are the lines that a run says.
type notes struct {
	t     *testing.T
	mu    sync.Mutex
	lines []string
}

func (n *notes) add(line string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.lines = append(n.lines, line)
	n.t.Log(line)
}

func (n *notes) has(part string) bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	return slices.ContainsFunc(n.lines, func(l string) bool { return strings.Contains(l, part) })
}

// ran is what Run returned.
type ran struct {
	report *Report
	err    error
}

// start runs a fleet beside the test.
func start(ctx context.Context, f *Fleet, s Scheduler, o Options) <-chan ran {
	done := make(chan ran, 1)
	go func() {
		report, err := f.Run(ctx, s, o)
		done <- ran{report, err}
	}()
	return done
}
