package worker

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/recorder/job"
)

// TestCrash: how processes end, in words. The texts of the Go runtime are as it
// printed them.
func TestCrash(t *testing.T) {
	j := &job.Job{Benchmark: "x.wasm", Engine: job.Engine{Name: "e"}, Limits: job.Limits{OutputLimit: 100}}
	limited := *j
	limited.MemoryLimit = 1 << 20
	unlimited := *j
	unlimited.MemoryLimit = -1
	for _, tt := range []struct {
		j      *job.Job
		how    ending
		output string
		want   string
		is     error
	}{
		{j, ending{code: -1, signal: "SIGKILL"}, "", "process died: killed by SIGKILL (not by the recorder", job.ErrDied},
		{j, ending{code: -1, signal: "SIGBUS", description: "bus error"}, "", "killed by SIGBUS (bus error)", job.ErrDied},
		{j, ending{code: 2}, "fatal error: unexpected signal during runtime execution\n[signal SIGSEGV: segmentation violation code=0x1 addr=0x0 pc=0x47]\n",
			"killed by SIGSEGV (segmentation violation); it printed: fatal error", job.ErrDied},
		{j, ending{code: 2}, "SIGABRT: abort\nPC=0x7f m=0 sigcode=0\n", "killed by SIGABRT (abort)", job.ErrDied},
		{j, ending{code: 2}, "panic: runtime error: index out of range\n\ngoroutine 1", "crashed with code 2 (panic: runtime error: index out of range)", job.ErrDied},
		{j, ending{code: 2}, "fatal error: stack overflow\n", "(fatal error: stack overflow)", job.ErrDied},
		{j, ending{code: 2}, "", "exited with code 2 and no result", job.ErrDied},
		{j, ending{code: 2}, "Exception 0xc0000005 0x0 0x0 0x7bc1\nPC=0x7bc1\n\nruntime.cgocall(", "killed by exception 0xc0000005; it printed", job.ErrDied},
		{j, ending{code: 0xC0000409, signal: "exception 0xc0000409"}, "", "killed by exception 0xc0000409", job.ErrDied},
		{j, ending{code: 0}, "", "it ended without a result", job.ErrDied},
		{j, ending{code: 137}, "", "128 and signal 9", job.ErrDied},
		{j, ending{code: exitOrphan}, "", "its input did", job.ErrDied},
		{j, ending{code: 3}, "", "it exited with code 3 and no result", job.ErrDied}, // by the engine
		{j, ending{code: 4}, "", "it exited with code 4 and no result", job.ErrDied},
		{j, ending{code: exitOutput}, "", "it printed more than 100 bytes", job.ErrTooMuchOutput},
		{&unlimited, ending{code: 2}, "fatal error: runtime: out of memory\n", "process died: it crashed", job.ErrDied},
		{&limited, ending{code: 2}, "fatal error: runtime: out of memory\n", "wanted more than 1048576 bytes", job.ErrMemory},
		{&limited, ending{code: 2}, "memory allocation of 4096 bytes failed\nSIGABRT: abort\n", "wanted more than 1048576 bytes; it printed: memory allocation", job.ErrMemory},
		{nil, ending{err: errors.New("wait: no child")}, "", "wait: no child", job.ErrDied},
	} {
		err := crash(tt.j, tt.how, tt.output, t.TempDir())
		if !errors.Is(err, tt.is) || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%+v, %q: %v; want %q", tt.how, tt.output, err, tt.want)
		}
	}
}

func TestTail(t *testing.T) {
	for _, tt := range []struct{ writes []string }{
		{[]string{"short"}},
		{[]string{strings.Repeat("a", maxHead), strings.Repeat("b", maxEnd)}},
		{[]string{"first", strings.Repeat("x", 100000), "last"}},
		{[]string{strings.Repeat("y", maxHead-1), "zz", strings.Repeat("w", maxEnd-1), "v", "end"}},
	} {
		var out tail
		all := strings.Join(tt.writes, "")
		for _, w := range tt.writes {
			if n, err := out.Write([]byte(w)); n != len(w) || err != nil {
				t.Fatal(n, err)
			}
		}
		got := out.String()
		if len(all) <= maxHead+maxEnd {
			if got != all {
				t.Errorf("%d bytes came out as %d", len(all), len(got))
			}
			continue
		}
		note := fmt.Sprintf("[... %d bytes left out ...]", len(all)-maxHead-maxEnd)
		if !strings.HasPrefix(got, all[:maxHead]) || !strings.HasSuffix(got, all[len(all)-maxEnd:]) || !strings.Contains(got, note) {
			t.Errorf("%d bytes: %.50q ... %q, want %s", len(all), got, got[len(got)-50:], note)
		}
	}
}
