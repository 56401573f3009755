package job

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/measure/words"
	"github.com/sightglass-go/sightglass/recorder/internal/scratch"
)

// SmallWorkloadVariable is the one environment variable that a guest may see.
// Benchmarks choose their smaller input when it is set.
const SmallWorkloadVariable = "WASM_BENCH_USE_SMALL_WORKLOAD"

// guestFiles is what a guest reads and prints: its folder, its standard input,
// the files that catch its output, and what that output should be.
type guestFiles struct {
	job            *Job
	folder         *scratch.Folder // removed at the end, if not nil
	dir            string          // for temporary files
	stdin          *os.File
	steady         []steady // the inputs that are to stay as they are
	stdout, stderr *os.File
	expected       []expectation
	prints         bool     // the guest can print
	room           *os.File // tells whether there is room where the guest prints
	block          [4096]byte
}

// Streams are the names of the files, in a process's scratch folder, that catch
// what its guest prints.
func Streams() []string { return []string{"stdout", "stderr"} }

func newGuestFiles(job *Job, folder string) (*guestFiles, error) {
	g := &guestFiles{job: job}
	var err error
	if folder == "" {
		if g.folder, err = scratch.New(); err != nil {
			return g, err
		}
		folder = g.folder.Path()
	}
	g.dir = folder
	if job.Stdin != "" {
		if g.stdin, err = record.OpenFile(job.Stdin); err != nil {
			return g, fmt.Errorf("open the guest's standard input: %w", err)
		}
	}
	if g.steady, err = steadyInputs(&job.Inputs, job.folder(), g.stdin); err != nil {
		return g, err
	}
	for name, file := range map[string]**os.File{"stdout": &g.stdout, "stderr": &g.stderr, "room": &g.room} {
		if *file, err = os.Create(filepath.Join(folder, name)); err != nil {
			return g, fmt.Errorf("make a file for the guest's output: %w", err)
		}
	}
	if job.Capture == "" && (job.Phase == 0 || job.Phase == measure.Execution) {
		g.expected = []expectation{
			{stream: "stdout", actual: g.stdout, path: job.FindExpected("stdout")},
			{stream: "stderr", actual: g.stderr, path: job.FindExpected("stderr")},
		}
	}
	return g, nil
}

// host is what the guest is linked against.
func (g *guestFiles) host(bench *engines.Bench) engines.Host {
	h := engines.Host{
		Args:   append([]string{filepath.Base(g.job.Benchmark)}, g.job.Args...),
		Dir:    g.job.folder(),
		Stdin:  g.stdin,
		Stdout: g.stdout,
		Stderr: g.stderr,
		Bench:  bench,
	}
	if g.job.SmallWorkload {
		h.Env = []string{SmallWorkloadVariable + "=1"}
	}
	return h
}

func (g *guestFiles) reset() error {
	var errs []error
	for _, f := range []*os.File{g.stdout, g.stderr} {
		_, err := f.Seek(0, 0)
		errs = append(errs, f.Truncate(0), err)
	}
	return errors.Join(errs...)
}

// printed is what the guest printed to stderr, or if that is nothing to stdout:
// its beginning and its end.
func (g *guestFiles) printed() string {
	const most = 2000 // bytes of either
	for _, f := range []*os.File{g.stderr, g.stdout} {
		info, err := f.Stat()
		if err != nil {
			continue
		}
		text := make([]byte, min(info.Size(), 2*most))
		n, _ := f.ReadAt(text, 0)
		text = text[:n]
		if left := info.Size() - 2*most; left > 0 && n == 2*most {
			n, _ = f.ReadAt(text[most:], info.Size()-most)
			text = fmt.Appendf(nil, "%s\n[... %s left out ...]\n%s", text[:most], words.Count(left, "byte"), text[most:most+n])
		}
		if s := strings.TrimSpace(strings.ToValidUTF8(string(text), "\ufffd")); s != "" {
			return s
		}
	}
	return ""
}

// overflow is an error if the guest printed more than it may.
func (g *guestFiles) overflow() error {
	if g.job.OutputLimit <= 0 {
		return nil
	}
	for _, f := range []*os.File{g.stdout, g.stderr} {
		if info, err := f.Stat(); err == nil && info.Size() > g.job.OutputLimit {
			return TooMuchOutput(g.job.OutputLimit)
		}
	}
	return nil
}

// TooMuchOutput is the error of a guest that printed more than limit bytes. It
// wraps ErrTooMuchOutput.
func TooMuchOutput(limit int64) error {
	return fmt.Errorf("%w: it printed more than %s", ErrTooMuchOutput, words.Count(limit, "byte"))
}

// lost is an error if some of what the guest printed may not have been written.
// The guest was told so, and may not have cared; the engine does not tell.
func (g *guestFiles) lost() error {
	if !g.prints {
		return nil
	}
	for _, f := range []*os.File{g.stdout, g.stderr} {
		if info, err := f.Stat(); err != nil {
			return fmt.Errorf("%w: %w", ErrLost, err)
		} else if most := maxFileSize(); info.Size() >= most {
			return fmt.Errorf("%w: a file may not have more than %d bytes here (ulimit -f)", ErrLost, most)
		}
	}
	_, err := g.room.WriteAt(g.block[:], 0)
	if err := errors.Join(err, g.room.Truncate(0)); err != nil {
		return fmt.Errorf("%w: %w; make room, or name another folder for temporary files (TMPDIR)", ErrLost, err)
	}
	return nil
}

func (g *guestFiles) check() error {
	if err := g.overflow(); err != nil {
		return err
	}
	if err := g.lost(); err != nil {
		return err
	}
	for i := range g.expected {
		if err := g.expected[i].check(g.job.Benchmark); err != nil {
			return err
		}
	}
	return nil
}

// missing warns where nothing is expected, so nothing is checked.
func (g *guestFiles) missing() []string {
	var streams []string
	for _, e := range g.expected {
		if e.path == "" && g.job.Call.Entry == "" { // most functions print nothing
			streams = append(streams, e.stream)
		}
	}
	if len(streams) == 0 {
		return nil
	}
	return []string{fmt.Sprintf("%s: what it prints to %s is not checked: there is no %s beside it",
		g.job.Benchmark, strings.Join(streams, " and "), expectedNames(g.job, streams[0])[0])}
}

func (g *guestFiles) close() error {
	var errs []error
	for _, f := range []*os.File{g.stdin, g.stdout, g.stderr, g.room} {
		if f != nil {
			errs = append(errs, f.Close())
		}
	}
	return errors.Join(append(errs, g.folder.Remove())...)
}
