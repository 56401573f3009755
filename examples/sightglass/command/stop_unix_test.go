//go:build unix

package command

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/sightglass-go/sightglass/measure/record"
)

// TestSignals: what each signal does, what it leaves, and the exit code.
func TestSignals(t *testing.T) {
	folder(t, "loop-forever", "work")
	for name, tt := range map[string]struct {
		signals  []syscall.Signal
		hangs    bool // the process that is running does not end by itself
		code     int
		says     string
		finished bool // that process is in the recording
	}{
		"Ctrl-C":          {[]syscall.Signal{syscall.SIGINT}, false, 130, "press Ctrl-C again", true},
		"Ctrl-C twice":    {[]syscall.Signal{syscall.SIGINT, syscall.SIGINT}, true, 130, "stopped by SIGINT", false},
		"SIGTERM":         {[]syscall.Signal{syscall.SIGTERM}, true, 143, "stopped by SIGTERM", false},
		"SIGHUP":          {[]syscall.Signal{syscall.SIGHUP}, true, 129, "stopped by SIGHUP", false},
		"Ctrl-C, SIGTERM": {[]syscall.Signal{syscall.SIGINT, syscall.SIGTERM}, true, 143, "stopped by SIGTERM", false},
	} {
		t.Run(name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "rows.jsonl")
			args := []string{"benchmark", "-o", file, "-p", "10000", "-i", "2", "noop.wasm"}
			if tt.hangs {
				// One round of noop, and then a process that never ends.
				args = append(args, "loop-forever.wasm", "--seed", "3")
			}
			c := start(t, args...)
			if err := c.Start(); err != nil {
				t.Fatal(err)
			}
			until(t, "a process has ended", func() bool { return lines(file, `{"ended"`) > 0 })
			if tt.hangs {
				until(t, "the guest that never ends runs", func() bool { return busy(c.descendants()) })
			}
			for i, s := range tt.signals {
				if i > 0 {
					until(t, "the first is heard", func() bool {
						return strings.Contains(c.stderr.String(), "press Ctrl-C again")
					})
				}
				_ = c.Process.Signal(s)
			}
			if code := c.end(t); code != tt.code || !strings.Contains(c.stderr.String(), tt.says) ||
				!strings.Contains(c.stderr.String(), "sightglass benchmark --resume "+file) {
				t.Errorf("code %d, want %d with %q: %s", code, tt.code, tt.says, c.stderr.String())
			}
			f, err := os.Open(file)
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			rec, err := record.Recover(f, file)
			if err != nil || len(rec.Ended) == 0 || rec.Torn != nil || tt.finished && rec.Bytes != 0 {
				t.Errorf("%+v, %v", rec, err)
			}
		})
	}
}

// busy is whether one of the processes has used 200 ms of processor time.
func busy(pids []int) bool {
	for _, pid := range pids {
		var fields []string
		if text, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat"); err == nil {
			_, rest, _ := strings.Cut(string(text), ") ")
			fields = strings.Fields(rest)
		}
		if len(fields) > 11 && (len(fields[11]) > 2 || fields[11] >= "20" && len(fields[11]) == 2) {
			return true
		}
	}
	return false
}

// TestStoppedTable: a first Ctrl-C summarises what is there.
func TestStoppedTable(t *testing.T) {
	folder(t)
	c := start(t, "benchmark", "-e", "wazero", "-e", "wazero:interpreter", "-p", "10000", "-i", "2", "noop.wasm")
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	until(t, "rows are kept", func() bool { names := recordings(t); return len(names) == 1 && lines(names[0], "Execution") > 8 })
	_ = c.Process.Signal(os.Interrupt)
	if code := c.end(t); code != 130 || !strings.Contains(c.stdout.String(), "baseline") || !strings.Contains(c.stdout.String(), "against") ||
		!strings.Contains(c.stdout.String(), "Kept in "+recordings(t)[0]+" (") || !strings.Contains(c.stderr.String(), "to complete it: sightglass benchmark --resume "+recordings(t)[0]+"\n") {
		t.Errorf("code %d: %s\n%s", code, c.stdout.String(), c.stderr.String())
	}
	f, err := os.Open(recordings(t)[0])
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if rows, err := record.ReadAll(record.NewReader(f, f.Name(), record.JSONL)); err != nil || len(rows)%6 != 0 {
		t.Errorf("%d rows, %v", len(rows), err)
	}
}

// TestClosedPipe: the reader of the rows goes away.
func TestClosedPipe(t *testing.T) {
	folder(t)
	c := start(t, "benchmark", "--raw", "-p", "10000", "-i", "1", "noop.wasm")
	c.Stdout = nil
	pipe, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	head := make([]byte, 100)
	if _, err := io.ReadFull(pipe, head); err != nil {
		t.Fatalf("%v: code %d, %s", err, c.end(t), c.stderr.String())
	}
	pipe.Close()
	if code := c.end(t); code != exitOutput || !strings.Contains(c.stderr.String(), "broken pipe") {
		t.Errorf("code %d: %s", code, c.stderr.String())
	}
	// A command that records nothing ends as every program does.
	rows := "rows.csv"
	put(t, rows, bytes.Repeat([]byte("x86_64,e,,b.wasm,1,0,Execution,cycles,10\n"), 1))
	c = start(t, "convert", "--format", "csv", rows)
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	r.Close()
	c.Stdout = w
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	w.Close()
	_ = c.Wait()
	if status := c.ProcessState.Sys().(syscall.WaitStatus); !status.Signaled() || status.Signal() != syscall.SIGPIPE {
		t.Errorf("ended with %v", status)
	}
}

// TestFullDisk: the system's own. What was measured is in the table even if
// the file could not take it.
func TestFullDisk(t *testing.T) {
	if _, err := os.Stat("/dev/full"); err != nil {
		t.Skip("no /dev/full here: ", err)
	}
	folder(t)
	r := sightglass(t, "", "benchmark", "-p", "2", "-i", "1", "-o", "/dev/full", "-f", "csv", "noop.wasm")
	if r.code != exitOutput || strings.Count(r.stderr, "no space left on device") != 1 {
		t.Errorf("%+v", r)
	}
	if names := recordings(t); len(names) > 0 { // there was no room for what comes before the first row
		t.Errorf("kept %v", names)
	}
}

// TestSmallDisk fills a file system of its own up in the middle of a recording.
func TestSmallDisk(t *testing.T) {
	folder(t)
	mkdir(t, "disk")
	if err := mount("disk", 64<<10); err != nil {
		t.Skipf("a small file system cannot be mounted: %v; run the test as root", err)
	}
	defer unmount("disk")
	file := filepath.Join("disk", "rows.jsonl")
	r := sightglass(t, "", "benchmark", "-p", "60", "-i", "20", "-o", file, "noop.wasm")
	if r.code != exitOutput || strings.Count(r.stderr, "no space left on device") != 1 {
		t.Errorf("%+v", r)
	}
	text, err := os.ReadFile(file)
	if err != nil || !bytes.HasSuffix(text, []byte("\n")) {
		t.Errorf("it ends in %q, %v", text[max(0, len(text)-80):], err)
	}
	before, err := record.Recover(bytes.NewReader(text), file)
	if err != nil || len(before.Ended) == 0 {
		t.Fatalf("%+v, %v", before, err)
	}
	// Where one of several outputs is full, the recording is kept, and said to be incomplete.
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ dir, args string }{{"", "-o disk/rows.csv"}, {"disk/mine", ""}} {
		t.Setenv(dataDir, tt.dir)
		r := sightglass(t, "", append(strings.Fields("benchmark -p 400 -i 20 noop.wasm"), strings.Fields(tt.args)...)...)
		names, _ := filepath.Glob(filepath.Join(tt.dir, "sightglass-2*.jsonl"))
		if r.code != exitOutput || !strings.Contains(r.stderr, "no space left on device") || len(names) != 1 || !strings.Contains(r.stdout, "Kept in "+names[0]) ||
			!strings.Contains(r.stderr, "to complete it: sightglass benchmark --resume "+names[0]) || lines(names[0], `{"ended"`) == 0 {
			t.Errorf("%+v: %v: %+v", tt, names, r)
		}
		if err := os.RemoveAll("disk/rows.csv"); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv(dataDir, "")
	// With more room it goes on.
	put(t, "rows.jsonl", text)
	if r := sightglass(t, "", "benchmark", "--resume", "rows.jsonl"); r.code != 0 {
		t.Errorf("%+v", r)
	}
	if n := lines("rows.jsonl", `{"ended"`); n != 60 {
		t.Errorf("%d processes, want 60", n)
	}
}

// TestReadOnly: a file system that is read-only by now.
func TestReadOnly(t *testing.T) {
	folder(t)
	mkdir(t, "disk")
	if err := mount("disk", 1<<20); err != nil {
		t.Skipf("a file system cannot be mounted: %v; run the test as root", err)
	}
	defer unmount("disk")
	file := filepath.Join("disk", "rows.jsonl")
	succeeds(t, "benchmark", "-p", "2", "-i", "1", "-o", file, "noop.wasm")
	text, _ := os.ReadFile(file)
	if err := readOnly("disk"); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"-o", file, "noop.wasm"}, {"--resume", file, "-p", "3"}} {
		r := sightglass(t, "", append([]string{"benchmark"}, args...)...)
		if r.code == 0 || !strings.Contains(r.stderr, "read-only file system") {
			t.Errorf("%v: %+v", args, r)
		}
	}
	if now, err := os.ReadFile(file); err != nil || !bytes.Equal(now, text) {
		t.Errorf("the recording has changed: %v", errors.Join(err))
	}
}

// TestIgnoredSignals: what the shell ignored for the command stays ignored, in
// its workers too: nohup, and "&" in a script.
func TestIgnoredSignals(t *testing.T) {
	folder(t)
	for name, ignored := range map[string]syscall.Signal{"HUP": syscall.SIGHUP, "INT": syscall.SIGINT} {
		file := filepath.Join(t.TempDir(), "rows.jsonl")
		c := start(t, "benchmark", "-o", file, "-p", "10000", "-i", "1", "noop.wasm")
		c.Args = append([]string{"sh", "-c", `trap "" ` + name + `; exec "$0" "$@"`, c.Path}, c.Args[1:]...)
		c.Path = "/bin/sh"
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		until(t, "a process has ended", func() bool { return lines(file, `{"ended"`) > 0 })
		for range 20 { // the recorder and whichever worker there is
			_ = c.Process.Signal(ignored)
			for _, pid := range c.descendants() {
				_ = syscall.Kill(pid, ignored)
			}
		}
		had := lines(file, `{"ended"`)
		until(t, "it goes on", func() bool { return lines(file, `{"ended"`) > had+3 })
		_ = c.Process.Signal(syscall.SIGTERM)
		if code := c.end(t); code != 143 || lines(file, `"failure"`) > 0 || strings.Contains(c.stderr.String(), "press Ctrl-C") {
			t.Errorf("SIG%s: code %d: %s", name, code, c.stderr.String())
		}
	}
}

// TestFullOutput: an output that cannot be written is exit code 3, whatever
// command writes it, even if it is the help.
func TestFullOutput(t *testing.T) {
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Skip("no /dev/full here: ", err)
	}
	defer full.Close()
	folder(t)
	put(t, "calm.jsonl", calm())
	succeeds(t, "benchmark", "-p", "8", "-i", "1", "-o", "rows.jsonl", "noop.wasm")
	for _, args := range []string{
		"benchmark -p 1 -i 1 noop.wasm",
		"benchmark -p 1 -i 1 --raw noop.wasm",
		"benchmark -p 1 -i 1 -e wazero -e wazero:interpreter noop.wasm",
		"soak --in-process --instantiations 100 -p 0",
		"soak --in-process --instantiations 100 -p 0 -f json",
		"calibrate -p 1 -f csv",
		"selfcheck --from calm.jsonl",
		"validate noop.wasm",
		"summarize rows.jsonl",
		"convert rows.jsonl",
		"help",
		"benchmark --help",
	} {
		var stderr bytes.Buffer
		if code := Run(t.Context(), strings.Fields(args), strings.NewReader(""), full, &stderr); code != exitOutput ||
			!strings.Contains(stderr.String(), "no space left on device") {
			t.Errorf("%s: code %d: %s", args, code, stderr.String())
		}
	}
}

// TestStreams: rows, tables and pages go into pipes and descriptors as into
// files, and a file that standard output is appended to keeps what it holds.
func TestStreams(t *testing.T) {
	folder(t)
	if err := syscall.Mkfifo("fifo", 0o644); err != nil {
		t.Skip("no FIFOs here: ", err)
	}
	succeeds(t, "benchmark", "-p", "8", "-i", "1", "-o", "rows.jsonl", "noop.wasm")
	for args, want := range map[string]string{
		"benchmark -p 2 -i 1 noop.wasm -f jsonl": `"count":`,
		"benchmark -p 2 -i 1 noop.wasm -f csv":   ",cycles,",
		"benchmark -p 2 -i 1 noop.wasm":          "median",
		"report rows.jsonl":                      "<html",
	} {
		for _, to := range []string{"fifo", "/dev/stdout", "-"} {
			c := start(t, append(strings.Fields(args), "-o", to)...)
			got := make(chan string, 1)
			if to == "fifo" {
				go func() {
					b, err := os.ReadFile("fifo")
					if err != nil {
						b = []byte(err.Error())
					}
					got <- string(b)
				}()
			} else {
				f, err := os.OpenFile("kept", os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o644)
				if err != nil {
					t.Fatal(err)
				}
				if _, err := f.WriteString("first\n"); err != nil {
					t.Fatal(err)
				}
				c.Stdout = f
			}
			if err := c.Start(); err != nil {
				t.Fatal(err)
			}
			if code := c.end(t); code != 0 {
				t.Errorf("%s -o %s: code %d: %s", args, to, code, c.stderr.String())
			}
			if to != "fifo" {
				text := read(t, "kept")
				if !strings.HasPrefix(text, "first\n") {
					t.Errorf("%s -o %s: what was there is gone", args, to)
				}
				got <- text
				_ = os.Remove("kept")
			}
			if text := <-got; !strings.Contains(text, want) {
				t.Errorf("%s -o %s: got %q", args, to, text)
			}
		}
	}
}

// TestResumeBusy: a recording that is being made is refused before anything is
// done, by all that write.
func TestResumeBusy(t *testing.T) {
	folder(t)
	c := start(t, "benchmark", "-o", "rows.jsonl", "-p", "10000", "-i", "1", "noop.wasm")
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	until(t, "a process has ended", func() bool { return lines("rows.jsonl", `{"ended"`) > 0 })
	for _, args := range []string{"--resume rows.jsonl", "-o rows.jsonl noop.wasm", "-o rows.jsonl --force noop.wasm"} {
		if r := sightglass(t, "", append([]string{"benchmark"}, strings.Fields(args)...)...); r.code != exitRefuse || !strings.Contains(r.stderr, "another recording is being written to it") {
			t.Errorf("%s: %+v", args, r)
		}
	}
	_ = c.Process.Signal(os.Interrupt)
	if code := c.end(t); code != 130 {
		t.Errorf("code %d: %s", code, c.stderr.String())
	}
	if r := sightglass(t, "", "benchmark", "--resume", "rows.jsonl", "-p", "1"); r.code != 0 {
		t.Errorf("%+v", r)
	}
}
