package perfcounters

import (
	"context"
	"encoding/binary"
	"errors"
	"os"
	"reflect"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/elastic/go-perf"
	"golang.org/x/sys/unix"

	"github.com/sightglass-go/sightglass/measure"
)

// opened is the measure, where the kernel allows it.
func opened(t *testing.T) measure.Sampled {
	t.Helper()
	runtime.LockOSThread()
	t.Cleanup(runtime.UnlockOSThread)
	m, err := measure.Open(NameSamples)
	if errors.Is(err, measure.ErrUnavailable) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { m.Close() })
	return m.(measure.Sampled)
}

var sum uint64 // so that a compiler leaves nothing out

// elsewhere works as toil does.
//
//go:noinline
func elsewhere(n int) {
	for i := range n {
		sum = sum<<1 ^ uint64(i)
	}
}

// TestSamples: what is found is where the thread was, in its windows alone.
func TestSamples(t *testing.T) {
	m := opened(t)
	window := func(do func()) (uint64, []measure.Site) {
		m.Start()
		do()
		m.Stop()
		r, err := m.Readings(nil)
		if err != nil || len(r) != 1 || r[0].Status != measure.Counted || r[0].Count%m.Period() != 0 {
			t.Fatalf("%+v, %v", r, err)
		}
		sites, err := m.Sites()
		if err != nil {
			t.Fatal(err)
		}
		left := r[0].Count
		for _, s := range sites {
			left -= s.Count
		}
		if left != 0 {
			t.Errorf("sites %+v do not add up to %d", sites, r[0].Count)
		}
		return r[0].Count, sites
	}
	// As many windows as it takes: a window may end before its first sample.
	found, total, callers := uint64(0), uint64(0), false
	for begun := time.Now(); found < 20*m.Period(); {
		if time.Since(begun) > time.Minute {
			t.Fatalf("%d ns of %d in the function that ran for a minute", found, total)
		}
		count, sites := window(func() { runtime.KeepAlive(toil(10_000_000)) })
		total += count
		for _, s := range sites {
			if strings.HasSuffix(s.Symbol, ".elsewhere") {
				t.Fatalf("%d ns in a function that ran in no window", s.Count)
			}
			if strings.HasSuffix(s.Symbol, ".toil") && s.Object != "" && s.Address != 0 {
				found += s.Count
				callers = callers || len(s.Callers) > 0
			}
		}
		elsewhere(10_000_000) // in no window
	}
	if found*2 < total {
		t.Errorf("%d ns of %d in the function that ran", found, total)
	}
	if runtime.GOARCH == "amd64" && !callers { // Go keeps frame pointers there
		t.Error("no sample has a caller")
	}
}

// TestSamplesUnpaired: what is no window has no count, and the next one is sound.
func TestSamplesUnpaired(t *testing.T) {
	m := opened(t)
	if _, err := m.Readings(nil); err != nil && !errors.Is(err, measure.ErrUnpaired) {
		t.Error(err)
	}
	m.Start()
	m.Start()
	m.Stop()
	if r, err := m.Readings(nil); !errors.Is(err, measure.ErrUnpaired) || r[0].Status != measure.Missing {
		t.Errorf("%+v, %v", r, err)
	}
	if _, err := m.Sites(); !errors.Is(err, ErrSamples) {
		t.Error(err)
	}
	m.Start()
	m.Stop()
	if r, err := m.Readings(nil); err != nil || r[0].Status != measure.Counted {
		t.Errorf("%+v, %v", r, err)
	}
	for range 2 {
		if err := m.Close(); err != nil {
			t.Error(err)
		}
	}
	m.Start()
	m.Stop()
	if r, err := m.Readings(nil); !errors.Is(err, os.ErrClosed) || r[0].Status != measure.Missing {
		t.Errorf("%+v, %v", r, err)
	}
}

// TestSamplesRefused: what is to be done is in the error.
func TestSamplesRefused(t *testing.T) {
	for _, rate := range []string{"", "4001", "100000"} {
		if err := fastEnough(rate); err != nil {
			t.Errorf("%q: %v", rate, err)
		}
	}
	if err := fastEnough("1000"); !errors.Is(err, measure.ErrUnavailable) || !strings.Contains(err.Error(), "perf_event_max_sample_rate is 1000 and must be at least 4000: run `sudo sysctl") {
		t.Error(err)
	}
	err := explain(measure.SampledTime, os.NewSyscallError("perf_event_open", unix.EACCES), "4", false)
	if !errors.Is(err, measure.ErrUnavailable) || !strings.Contains(err.Error(), "sudo sysctl kernel.perf_event_paranoid=2") {
		t.Error(err)
	}
}

// buffer is a kernel's that has these records, of which some come after the end.
type buffer struct {
	list   []perf.RawRecord
	before int
	err    error
}

func (b *buffer) HasRecord() bool { return len(b.list) > 0 }

func (b *buffer) ReadRawRecord(ctx context.Context, raw *perf.RawRecord) error {
	if b.before == 0 && ctx.Done() != nil {
		return b.err
	}
	*raw, b.list = b.list[0], b.list[1:]
	b.before--
	return nil
}

func rawRecord(kind perf.RecordType, numbers ...uint64) (r perf.RawRecord) {
	r.Header.Type = kind
	for _, n := range numbers {
		r.Data = binary.NativeEndian.AppendUint64(r.Data, n)
	}
	return r
}

// TestGather: records as perf_event_open(2) has them.
func TestGather(t *testing.T) {
	const user = ^uint64(512 - 1) // PERF_CONTEXT_USER
	one := rawRecord(perf.RecordTypeSample, 0x100, 4, user, 0x100, 0x200, 0x300)
	alone := rawRecord(perf.RecordTypeSample, 0x1100, 2, user, 0x1100)
	lost := rawRecord(perf.RecordTypeLost, 1, 7)
	var g gathered
	g.until(t.Context(), &buffer{[]perf.RawRecord{one, alone, rawRecord(perf.RecordTypeUnthrottle, 1, 2, 3), one, lost}, 2, context.Canceled})
	if g.err != nil || g.total != 10 {
		t.Fatalf("%+v", g)
	}
	want := []measure.Site{
		{Count: 7 * samplePeriod},
		{Address: 0x100, Callers: []uint64{0x200, 0x300}, Count: 2 * samplePeriod},
		{Address: 0x1100, Object: "/lib/x", Count: samplePeriod},
	}
	known, reads := pages{}, 0
	objectOf := func(address uint64) (string, error) {
		return known.find(address, func() ([]object, error) { reads++; return []object{{0x1000, 0x2000, "/lib/x"}}, nil })
	}
	for range 2 {
		if got, err := g.sites(objectOf); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%+v, %v, want %+v", got, err, want)
		}
	}
	if reads != 2 { // one for each page
		t.Errorf("objects were read %d times", reads)
	}
	if _, err := g.sites(func(uint64) (string, error) { return "", unix.EIO }); !errors.Is(err, unix.EIO) {
		t.Error(err)
	}
	for name, b := range map[string]*buffer{
		"too long":   {list: []perf.RawRecord{rawRecord(perf.RecordTypeSample, 0x100, 9, user)}, err: context.Canceled},
		"too short":  {list: []perf.RawRecord{rawRecord(perf.RecordTypeSample, 0x100)}, err: context.Canceled},
		"lost":       {list: []perf.RawRecord{rawRecord(perf.RecordTypeLost, 1)}, err: context.Canceled},
		"throttled":  {list: []perf.RawRecord{rawRecord(perf.RecordTypeThrottle, 1, 2, 3)}, err: context.Canceled},
		"unreadable": {err: unix.EIO},
	} {
		var g gathered
		if g.until(t.Context(), b); !errors.Is(g.err, ErrSamples) {
			t.Errorf("%s: %+v", name, g)
		}
	}
}

// TestParseObjects: lines of proc_pid_maps(5).
func TestParseObjects(t *testing.T) {
	const maps = `00400000-00452000 r-xp 00000000 08:02 173521      /usr/bin/a program
00651000-00652000 r--p 00051000 08:02 173521      /usr/bin/a program
35b1a21000-35b1a22000 rwxp 00000000 00:00 0
7fff1000-7fff2000 r-xp 00000000 00:00 0          [vdso]
7fff3000-7fff4000 rw-p 00000000 00:00 0          [stack]
`
	list, err := parseObjects(strings.NewReader(maps))
	if err != nil || !reflect.DeepEqual(list, []object{{0x400000, 0x452000, "/usr/bin/a program"}, {0x7fff1000, 0x7fff2000, "[vdso]"}}) {
		t.Errorf("%+v, %v", list, err)
	}
	for address, want := range map[uint64]string{0x400000: "/usr/bin/a program", 0x451fff: "/usr/bin/a program", 0x452000: "", 0x35b1a21000: "", 0: ""} {
		if got := objectAt(list, address); got != want {
			t.Errorf("%#x: %q, want %q", address, got, want)
		}
	}
	for _, wrong := range []string{"zz-1 r-xp 0 0:0 0 /x", "2-1 r-xp 0 0:0 0 /x", "1 r-xp 0 0:0 0 /x"} {
		if list, err := parseObjects(strings.NewReader(wrong)); err == nil {
			t.Errorf("%s: %+v", wrong, list)
		}
	}
}
