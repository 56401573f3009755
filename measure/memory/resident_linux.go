package memory

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"

	"golang.org/x/sys/unix"

	"github.com/sightglass-go/sightglass/measure"
)

// resident is the measure.
type resident struct {
	clear, status *os.File
	clearFD       int
	statusFD      int
	before, after sample
	starts, stops uint64 // since the last Readings
	ever, closed  bool
}

// sample is the beginning of /proc/self/status, as it was read.
type sample struct {
	text [8192]byte
	n    int
	err  error
}

func (s *sample) take(fd int) { s.n, s.err = unix.Pread(fd, s.text[:], 0) }

var resetPeak = []byte("5")

func open() (measure.Measure, error) { return openIn("/proc/self") }

// openIn opens the measure, and tries it: a kernel may take the command and do nothing.
func openIn(proc string) (_ measure.Measure, err error) {
	r := new(resident)
	defer func() {
		if err != nil {
			err = errors.Join(fmt.Errorf("%w: memory: %w; it takes Linux 4.0 or newer with CONFIG_PROC_PAGE_MONITOR, and a /proc that is not read-only", measure.ErrUnavailable, err), r.Close())
		}
	}()
	if r.clear, err = os.OpenFile(filepath.Join(proc, "clear_refs"), os.O_WRONLY, 0); err != nil {
		return nil, fmt.Errorf("reset the peak: %w", err)
	}
	if r.status, err = os.Open(filepath.Join(proc, "status")); err != nil {
		return nil, fmt.Errorf("read the peak: %w", err)
	}
	r.clearFD, r.statusFD = int(r.clear.Fd()), int(r.status.Fd())
	high, err := r.tried()
	if err != nil {
		return nil, err
	}
	r.Start()
	low, err := r.before.peak()
	if err == nil && low >= high {
		err = fmt.Errorf("the peak of %d bytes is still there when it was reset", high)
	}
	if err != nil {
		return nil, err
	}
	r.starts = 0
	return r, nil
}

// tried is the peak after some memory was used and given back.
func (r *resident) tried() (uint64, error) {
	m, err := unix.Mmap(-1, 0, 8<<20, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_PRIVATE|unix.MAP_ANON)
	if err != nil {
		return 0, fmt.Errorf("take 8 MiB to try it: %w", err)
	}
	for i := 0; i < len(m); i += 4096 {
		m[i] = 1
	}
	if err := unix.Munmap(m); err != nil {
		return 0, err
	}
	r.after.take(r.statusFD)
	return r.after.peak()
}

func (*resident) Events() []measure.Event {
	return []measure.Event{measure.PeakMemory, measure.MemoryGrowth}
}

// Intrusive makes it a measure.Intrusive.
func (*resident) Intrusive() {}

func (r *resident) Start() {
	r.starts++
	if _, r.before.err = unix.Write(r.clearFD, resetPeak); r.before.err == nil {
		r.before.take(r.statusFD)
	}
}

func (r *resident) Stop() {
	r.after.take(r.statusFD)
	r.stops++
}

func (r *resident) Readings(dst []measure.Reading) ([]measure.Reading, error) {
	starts, stops := r.starts, r.stops
	r.starts, r.stops = 0, 0
	r.ever = r.ever || stops > 0
	var began, peak uint64
	var err error
	switch {
	case r.closed:
		err = os.ErrClosed
	case starts != stops || !r.ever:
		err = fmt.Errorf("%w: %d starts, %d stops", measure.ErrUnpaired, starts, stops)
	default:
		if began, err = r.before.peak(); err == nil {
			peak, err = r.after.peak()
		}
	}
	if err != nil {
		return append(dst, measure.Reading{Event: measure.PeakMemory, Status: measure.Missing},
			measure.Reading{Event: measure.MemoryGrowth, Status: measure.Missing}), fmt.Errorf("memory: %w", err)
	}
	peak = max(peak, began) // the window begins with what it began with
	return append(dst, measure.Reading{Event: measure.PeakMemory, Count: peak},
		measure.Reading{Event: measure.MemoryGrowth, Count: peak - began}), nil
}

// peak is the line VmHWM, in bytes. Directly after it was reset that is what is
// resident.
func (s *sample) peak() (uint64, error) {
	if s.err != nil {
		return 0, fmt.Errorf("read /proc/self/status: %w", s.err)
	}
	_, line, ok := bytes.Cut(s.text[:s.n], []byte("\nVmHWM:"))
	line, _, end := bytes.Cut(line, []byte(" kB\n"))
	n, err := strconv.ParseUint(string(bytes.TrimSpace(line)), 10, 54)
	if !ok || !end || err != nil {
		return 0, errors.New("/proc/self/status has no line VmHWM in kB")
	}
	return n * 1024, nil
}

// Describe says where the counts come from.
func (*resident) Describe() measure.Description {
	return measure.Description{Clock: fmt.Sprintf("VmHWM of the process, reset by /proc/self/clear_refs, in steps of %d bytes", os.Getpagesize())}
}

func (r *resident) Close() error {
	r.closed, r.clearFD, r.statusFD = true, -1, -1
	var errs []error
	for _, f := range []**os.File{&r.clear, &r.status} {
		if *f != nil {
			errs = append(errs, (*f).Close())
			*f = nil
		}
	}
	return errors.Join(errs...)
}
