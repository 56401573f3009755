package perfcounters

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"

	"github.com/elastic/go-perf"
	"golang.org/x/sys/unix"

	"github.com/sightglass-go/sightglass/measure"
)

// samples is the measure. A goroutine empties the kernel's buffer while a window is
// open, as a long window has more samples than the buffer holds.
type samples struct {
	event         *perf.Event
	fd            uintptr
	starts, stops uint64 // since the last Readings
	ever, closed  bool
	enabled       unix.Errno // of the last start
	gathered      chan gathered
	done          context.CancelFunc
	last          *gathered
	pages         pages
}

var (
	_ measure.Sampled   = (*samples)(nil)
	_ measure.Described = (*samples)(nil)
)

// openSamples opens the event, and a window to see that it can be read.
func openSamples() (measure.Measure, error) {
	if err := fastEnough(kernelSetting("perf_event_max_sample_rate")); err != nil {
		return nil, err
	}
	a := new(perf.Attr)
	if err := perf.TaskClock.Configure(a); err != nil {
		return nil, err
	}
	a.SetSamplePeriod(samplePeriod)
	a.SetWakeupWatermark(uint32(perf.DefaultNumPages * unix.Getpagesize() / 2))
	a.SampleFormat = perf.SampleFormat{IP: true, Callchain: true}
	a.Options = perf.Options{Disabled: true, ExcludeKernel: true, ExcludeHypervisor: true, ExcludeKernelCallchain: true}
	a.Options.Watermark = true
	event, err := perf.Open(a, perf.CallingThread, perf.AnyCPU, nil)
	if err != nil {
		return nil, explain(measure.SampledTime, err, kernel{}.paranoid(), false)
	}
	if err := event.MapRing(); err != nil {
		return nil, errors.Join(fmt.Errorf("%s: %w: a buffer for samples: %w: raise kernel.perf_event_mlock_kb, or end other programs of yours that sample",
			measure.SampledTime.Name, measure.ErrUnavailable, err), event.Close())
	}
	fd, err := event.FD()
	if err != nil {
		return nil, errors.Join(err, event.Close())
	}
	s := &samples{event: event, fd: uintptr(fd), pages: pages{}}
	s.gather()
	s.Start()
	s.Stop()
	if _, err := s.Readings(nil); err != nil {
		return nil, errors.Join(fmt.Errorf("%s: %w: %w", measure.SampledTime.Name, measure.ErrUnavailable, err), s.Close())
	}
	return s, nil
}

// fastEnough returns an error if the kernel takes fewer samples than are wanted, and
// would stop the event for a while whenever there are more. It lowers the rate by itself
// where interrupts take long.
func fastEnough(rate string) error {
	const wanted = 2 * 1_000_000_000 / samplePeriod // twice as many, as they are spread unevenly
	if n, err := strconv.Atoi(rate); err == nil && n < wanted {
		return fmt.Errorf("%s: %w: kernel.perf_event_max_sample_rate is %d and must be at least %d: run `sudo sysctl kernel.perf_event_max_sample_rate=100000`",
			measure.SampledTime.Name, measure.ErrUnavailable, n, wanted)
	}
	return nil
}

func (s *samples) Events() []measure.Event { return []measure.Event{measure.SampledTime} }

// Period implements measure.Sampled.
func (s *samples) Period() uint64 { return samplePeriod }

// Describe implements measure.Described.
func (s *samples) Describe() measure.Description {
	return measure.Description{
		Clock: "perf_event_open, a sample of the opening thread in each " + strconv.Itoa(samplePeriod) + " ns of its time, user space only",
		Steps: map[string]float64{measure.SampledTime.Name: samplePeriod},
	}
}

// Start counts first, and enables the event last.
func (s *samples) Start() {
	s.starts++
	_, _, s.enabled = unix.RawSyscall(unix.SYS_IOCTL, s.fd, unix.PERF_EVENT_IOC_ENABLE, 0)
}

// Stop disables the event first.
func (s *samples) Stop() {
	unix.RawSyscall(unix.SYS_IOCTL, s.fd, unix.PERF_EVENT_IOC_DISABLE, 0)
	s.stops++
}

// Readings ends the gathering of the window's samples, and begins that of the next one's.
func (s *samples) Readings(dst []measure.Reading) ([]measure.Reading, error) {
	s.last = nil
	r := measure.Reading{Event: measure.SampledTime, Status: measure.Missing}
	if s.closed {
		return append(dst, r), fmt.Errorf("%s: %w", NameSamples, os.ErrClosed)
	}
	starts, stops := s.starts, s.stops
	s.starts, s.stops = 0, 0
	s.ever = s.ever || starts > 0
	s.done()
	all := <-s.gathered
	s.gather()
	switch {
	case starts != stops || !s.ever:
		return append(dst, r), fmt.Errorf("%s: %w: %d starts, %d stops", NameSamples, measure.ErrUnpaired, starts, stops)
	case s.enabled != 0:
		return append(dst, r), fmt.Errorf("%s: %w: PERF_EVENT_IOC_ENABLE: %w", NameSamples, ErrSamples, s.enabled)
	case all.err != nil:
		return append(dst, r), fmt.Errorf("%s: %w", NameSamples, all.err)
	}
	s.last = &all
	r.Count, r.Status = all.total*samplePeriod, measure.Counted
	return append(dst, r), nil
}

// gather begins to gather samples of the next window.
func (s *samples) gather() {
	ctx, cancel := context.WithCancel(context.Background())
	s.done, s.gathered = cancel, make(chan gathered, 1)
	event, to := s.event, s.gathered
	go func() {
		var all gathered
		all.until(ctx, event)
		to <- all
	}()
}

// Sites implements measure.Sited.
func (s *samples) Sites() ([]measure.Site, error) {
	if s.last == nil {
		return nil, fmt.Errorf("%w: there is no window that was read", ErrSamples)
	}
	var objects []object
	read := func() (_ []object, err error) {
		if objects == nil {
			objects, err = objectsOf("/proc/self/maps")
		}
		return objects, err
	}
	return s.last.sites(func(address uint64) (string, error) { return s.pages.find(address, read) })
}

// Close implements measure.Measure.
func (s *samples) Close() error {
	if s.closed {
		return nil
	}
	s.closed = true
	s.done()
	<-s.gathered
	s.fd, s.last = ^uintptr(0), nil // so that Start and Stop stay harmless
	return s.event.Close()
}
