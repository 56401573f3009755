package worker

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/recorder/job"
)

// TestDefaultMemory: three quarters of the machine's memory or of the tightest
// group's.
func TestDefaultMemory(t *testing.T) {
	const gib = 1 << 30
	meminfo := "MemFree: 1 kB\nMemTotal:       16777216 kB\n" // 16 GiB
	for _, tt := range []struct {
		name  string
		files map[string]string
		want  int64
	}{
		{"a machine", map[string]string{"proc/meminfo": meminfo}, 12 * gib},
		{"a small machine", map[string]string{"proc/meminfo": "MemTotal: 524288 kB\n"}, gib},
		{"nothing known", nil, 0},
		{"damaged", map[string]string{"proc/meminfo": "MemTotal: lots kB\n", "proc/self/cgroup": "x\n0::\n"}, 0},
		{"a group of version 2", map[string]string{"proc/meminfo": meminfo, "proc/self/cgroup": "0::/a/b\n",
			"sys/fs/cgroup/a/b/memory.max": "max\n", "sys/fs/cgroup/a/memory.max": "4294967296\n"}, 3 * gib},
		{"a container's", map[string]string{"proc/meminfo": meminfo, "proc/self/cgroup": "0::/of/the/host\n",
			"sys/fs/cgroup/memory.max": "8589934592\n"}, 6 * gib},
		{"a group of version 1", map[string]string{"proc/meminfo": meminfo, "proc/self/cgroup": "4:cpu:/a\n3:memory:/a\n",
			"sys/fs/cgroup/memory/a/memory.limit_in_bytes": "2147483648\n", "sys/fs/cgroup/memory/memory.limit_in_bytes": "9223372036854771712\n"}, 3 * gib / 2},
		{"a group above the machine", map[string]string{"proc/meminfo": meminfo, "proc/self/cgroup": "0::/\n",
			"sys/fs/cgroup/memory.max": "1099511627776\n"}, 12 * gib},
		{"a group without a machine", map[string]string{"proc/self/cgroup": "0::/\n", "sys/fs/cgroup/memory.max": "4294967296"}, 3 * gib},
	} {
		root := t.TempDir()
		for name, text := range tt.files {
			path := filepath.Join(root, name)
			if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, []byte(text), 0o644)); err != nil {
				t.Fatal(err)
			}
		}
		if got := defaultMemoryOf(root); got != tt.want {
			t.Errorf("%s: %d, want %d", tt.name, got, tt.want)
		}
	}
	for limit, want := range map[int64]int64{-1: 0, 0: defaultMemory(), 7: 7} {
		if got := memoryLimit(&job.Job{Limits: job.Limits{MemoryLimit: limit}}); got != want || got < 0 {
			t.Errorf("limit %d is %d, want %d", limit, got, want)
		}
	}
}

// TestStarved: what a process prints that dies because it got no memory, seen
// with limits of 200 to 300 MiB, and what it prints that dies of something else.
func TestStarved(t *testing.T) {
	const limit = 256 << 20
	died := func(frame, addr string) string {
		return fmt.Sprintf("SIGSEGV: segmentation violation\nPC=0x4a15dd m=9 sigcode=1 addr=%s\n\ngoroutine 0 gp=0x5a3abdea3c0 m=9 mp=0x5a3abdde808 [idle]:\n%s\n\t/usr/local/go/src/x.go:520 +0x5d\n", addr, frame)
	}
	queue := died("runtime.(*spanQueue).tryDrain(0x7f9100000400?, 0x4a9d65?, 0x2c70848?)", "0x0")
	for _, tt := range []struct {
		name, output string
		used         int64
		want         bool
	}{
		{"Go's heap", "fatal error: out of memory allocating heap arena metadata", 0, true},
		{"Go's heap, again", "fatal error: runtime: out of memory", 0, true},
		{"a page", "fatal error: runtime: cannot map pages in arena address space", 0, true},
		{"a thread of cgo's", "runtime/cgo: pthread_create failed: Resource temporarily unavailable", 0, true},
		{"a thread of Go's", "runtime: failed to create new OS thread (have 5 already; errno=11)", 0, true},
		{"Rust", "memory allocation of 1048576 bytes failed", 0, true},
		{"Rust's system call", `called Result::unwrap() on an Err value: Os { code: 12, kind: OutOfMemory }, os error 12`, 0, true},
		{"Go's collector", queue, limit, true},
		{"Go's collector, but little was used", queue, limit / 100, false},
		{"another address", died("runtime.(*spanQueue).tryDrain(0x1)", "0x7f9100000400"), limit, false},
		{"in C", died("runtime.asmcgocall.abi0(0x1, 0x2)", "0x0"), limit, false},
		{"in C, called by Go", died("runtime.cgocall(0x1, 0x2)", "0x0"), limit, false},
		{"in Go", "panic: runtime error: invalid memory address or nil pointer dereference\n[signal SIGSEGV: segmentation violation code=0x1 addr=0x0 pc=0x4a15dd]\n\ngoroutine 1 [running]:\nmain.main()\n", limit, false},
		{"in an engine", died("github.com/x/engine.run(0x1)", "0x0"), limit, false},
		{"nothing", "", limit, false},
	} {
		if got := starved(limit, tt.used, tt.output); got != tt.want {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
		if starved(0, tt.used, tt.output) {
			t.Errorf("%s: of memory, without a limit", tt.name)
		}
	}
	j := &job.Job{}
	err := crash(j, ending{code: 2, used: memoryLimit(j)}, queue, "")
	if defaultMemory() > 0 && (!errors.Is(err, job.ErrMemory) || !strings.Contains(err.Error(), "three quarters")) {
		t.Errorf("under the default limit: %v", err)
	}
}
