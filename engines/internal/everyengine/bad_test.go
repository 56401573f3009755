package everyengine

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/engines/enginetest"
	"github.com/sightglass-go/sightglass/engines/enginetest/guests"
	"github.com/sightglass-go/sightglass/engines/wazero"
)

// badEngines are engines that no suite should let pass, and what it is to find: the cases
// that fail, with a part of what is said of each, "" for the test itself.
var badEngines = map[string]struct {
	bad
	cases   string // the groups of cases that are run, in a regular expression
	finds   map[string]string
	slow    bool // it hangs
	declare []enginetest.Deviation
}{
	"none": {cases: "guests|phases|leaves-nothing"},
	"hangs in Compile": {bad: bad{compile: hang}, cases: "guests", slow: true,
		finds: map[string]string{"guests/hello": "everyengine.hang, called by"}},
	"hangs in Run": {bad: bad{run: spin}, cases: "guests", slow: true,
		finds: map[string]string{"guests/hello": "it did not end within"}},
	"hangs in Close": {bad: bad{close: hang}, cases: "guests", slow: true,
		finds: map[string]string{"guests/hello": "it did not end within"}},
	"exits": {bad: bad{run: func() { os.Exit(0) }}, cases: "guests|phases",
		finds: map[string]string{"guests/hello": "it ended the process (exit status 2)", "phases": "unexpected call to os.Exit(0)"}},
	"exits, fails": {bad: bad{run: func() { os.Exit(9) }}, cases: "guests|phases",
		finds: map[string]string{"guests/hello": "it ended the process (exit status 9)", "phases": "it ended the process"}},
	"panics": {bad: bad{compile: panics}, cases: "guests|phases",
		finds: map[string]string{"guests/hello": "no such luck", "phases": "no such luck"}},
	"panics elsewhere": {bad: bad{run: func() { go panics(); hang() }}, cases: "guests|phases",
		finds: map[string]string{"guests/hello": "no such luck", "phases": "no such luck"}},
	"lies": {bad: bad{ran: func(h engines.Host) { _, _ = h.Stdout.WriteString("a lie\n") }}, cases: "guests",
		finds: all("stdout")},
	"swaps start and end": {bad: bad{bytes: func(wasm []byte) []byte { return starts.ReplaceAll(wasm, []byte("$1$5$3$4$2")) }}, cases: "guests",
		finds: all(engines.ErrEndFirst.Error())},
	"leaks": {bad: bad{linked: func() { go hang() }}, cases: "leaves-nothing",
		finds: map[string]string{"leaves-nothing": "goroutines became"}},
	"starts twice": {bad: bad{twice: true}, cases: "guests",
		finds: map[string]string{"guests/noop": engines.ErrAfterEnd.Error(), "guests/hello": engines.ErrAfterEnd.Error(), "guests/work": engines.ErrAfterEnd.Error(),
			"guests/trap-inside": engines.ErrStartTwice.Error(), "guests/exit-three": engines.ErrAfterEnd.Error()}},

	"is declared": {bad: bad{compile: panics}, cases: "guests|phases", declare: []enginetest.Deviation{
		{Case: "guests/hello", Why: "it panics", Fatal: true}, {Case: "phases", Why: "likewise", Fatal: true}, {Case: "guests/noop", Why: "a whim", Sometimes: true}}},
	"is not declared to die": {bad: bad{compile: panics}, cases: "guests", declare: []enginetest.Deviation{{Case: "guests/hello", Why: "it panics"}},
		finds: map[string]string{"guests/hello": "declared to deviate (it panics), but not as fatal"}},
	"is better than declared": {cases: "guests", declare: []enginetest.Deviation{{Case: "guests/noop", Why: "it cannot"}},
		finds: map[string]string{"guests/noop": "declared to deviate (it cannot), and does not"}},
	"is declared wrongly": {cases: "guests", declare: []enginetest.Deviation{{Case: "guests/helo", Why: "it cannot"}},
		finds: map[string]string{"": `deviation "guests/helo" (it cannot): the suite has no such case; near it are: guests/hello, `}},
	"is declared for nothing": {cases: "guests", declare: []enginetest.Deviation{{Case: "guests/noop"}},
		finds: map[string]string{"": `deviation "guests/noop" is declared without a reason`}},
	"is declared twice": {cases: "guests", declare: []enginetest.Deviation{{Case: "guests/noop", Why: "a", Sometimes: true}, {Case: "guests/noop", Why: "b"}},
		finds: map[string]string{"": `deviation "guests/noop" is declared twice`}},
}

// all is what is found of each guest that is run.
func all(said string) map[string]string {
	return map[string]string{"guests/noop": said, "guests/hello": said, "guests/work": said, "guests/trap-inside": said, "guests/exit-three": said}
}

// TestBadEngines: the suite finds what is wrong with an engine, whatever that does to
// the process, and every other case is run all the same.
func TestBadEngines(t *testing.T) {
	if name := os.Getenv("SIGHTGLASS_TEST_BAD"); name != "" {
		b := badEngines[name]
		enginetest.Run(t, b.open, "", b.declare...)
		return
	}
	want := conforms(t, "none").names
	if len(want) != 7 {
		t.Errorf("of a good engine, the cases %q are run", want)
	}
	for name, b := range badEngines {
		t.Run(name, func(t *testing.T) {
			if b.slow && os.Getenv("SIGHTGLASS_TESTS") == "" && name != "hangs in Compile" {
				t.Skip("waits for many seconds: run with SIGHTGLASS_TESTS=all")
			}
			t.Parallel()
			got := conforms(t, name)
			for c, text := range got.failed {
				if said, ok := b.finds[c]; !ok || !strings.Contains(text, said) {
					t.Errorf("%q fails, want %q: %s", c, said, text)
				}
			}
			for c := range b.finds {
				if _, ok := got.failed[c]; !ok {
					t.Errorf("%q does not fail", c)
				}
			}
			group := regexp.MustCompile("^(" + b.cases + ")")
			here := slices.DeleteFunc(slices.Clone(want), func(name string) bool { return !group.MatchString(name) })
			if !slices.Equal(got.names, here) {
				t.Errorf("cases %q, want %q", got.names, here)
			}
		})
	}
}

// report is what a run of the suite said.
type report struct {
	names  []string          // cases, in their order
	failed map[string]string // what is said of those that fail
}

// command is a run of the suite on a bad engine, in another process. A case that takes
// a quarter of its time-out hangs.
func command(t *testing.T, name string) *exec.Cmd {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	if err := exec.Command(exe, "-test.list=^$").Run(); err != nil {
		t.Skipf("this program cannot run itself here, in an emulator: run the test without one: %v", err)
	}
	cmd := exec.Command(exe, "-test.run=^TestBadEngines$/^("+badEngines[name].cases+")$/^(noop|hello|work|trap-inside|exit-three)$", "-test.v", "-test.timeout=40s")
	cmd.Env = append(cmd.Environ(), "SIGHTGLASS_TEST_BAD="+name)
	return cmd
}

var outcome = regexp.MustCompile(`^ *--- (PASS|FAIL|SKIP): TestBadEngines/?(.*) \(`)

// conforms runs the suite on a bad engine.
func conforms(t *testing.T, name string) (r report) {
	t.Helper()
	out, err := command(t, name).CombinedOutput()
	r.failed = make(map[string]string)
	said := make(map[string]string)
	in, groups := "", map[string]bool{"": true, "guests": true}
	for line := range strings.Lines(string(out)) {
		if rest, ok := strings.CutPrefix(line, "=== NAME  TestBadEngines"); ok {
			in = strings.TrimPrefix(strings.TrimSpace(rest), "/")
		} else if rest, ok := strings.CutPrefix(line, "=== RUN   TestBadEngines"); ok {
			if in = strings.TrimPrefix(strings.TrimSpace(rest), "/"); !groups[in] {
				r.names = append(r.names, in)
			}
		} else if m := outcome.FindStringSubmatch(line); m == nil {
			said[in] += line
		} else if m[1] == "FAIL" {
			r.failed[m[2]] = ""
		}
	}
	for c := range r.failed {
		if r.failed[c] = said[c]; groups[c] && !strings.Contains(said[c], "deviation") {
			delete(r.failed, c) // because what is below it fails
		}
	}
	if (err != nil) != (len(r.failed) > 0) || !strings.Contains(string(out), "TestBadEngines") {
		t.Errorf("%v, and fails %q:\n%s", err, r.failed, out)
	}
	return r
}

// bad is wazero with a fault. Functions are called before what they are named after,
// and those of the first line for the guest hello alone.
type bad struct {
	compile, run, close func()
	twice               bool                     // Run calls _start twice
	ran                 func(engines.Host)       // after Run
	bytes               func(wasm []byte) []byte // compiles something else
	linked              func()
}

// starts is where a guest imports bench.start, and then bench.end.
var starts = regexp.MustCompile(`(?s)(\x05bench)(\x05start)(\x00.)(\x05bench)(\x03end)`)

func hang() {
	if file := os.Getenv("SIGHTGLASS_TEST_BAD_PID"); file != "" {
		_ = os.WriteFile(file+".new", []byte(strconv.Itoa(os.Getpid())), 0o644)
		_ = os.Rename(file+".new", file)
	}
	for {
		time.Sleep(time.Hour)
	}
}

func spin() {
	for spun.Add(1) > 0 {
	}
}

var spun atomic.Int64

func panics() { panic("no such luck") }

func (b bad) open(ctx context.Context, flags string) (engines.Engine, error) {
	e, err := wazero.Open(ctx, flags)
	if err != nil {
		return nil, err
	}
	return badEngine{e, b}, nil
}

type badEngine struct {
	engines.Engine
	bad
}

func call(f func()) {
	if f != nil {
		f()
	}
}

func (e badEngine) Compile(ctx context.Context, wasm []byte) (engines.Module, error) {
	if !bytes.Equal(wasm, guests.Wasm("hello")) {
		e.compile, e.run, e.close = nil, nil, nil
	}
	call(e.compile)
	if e.bytes != nil {
		wasm = e.bytes(wasm)
	}
	m, err := e.Engine.Compile(ctx, wasm)
	if err != nil {
		return nil, err
	}
	return badModule{m, e.bad}, nil
}

type badModule struct {
	engines.Module
	bad
}

func (m badModule) Link(ctx context.Context, host engines.Host) (engines.Linker, error) {
	l, err := m.Module.Link(ctx, host)
	if err != nil {
		return nil, err
	}
	call(m.linked)
	return badLinker{l, m.bad, host}, nil
}

type badLinker struct {
	engines.Linker
	bad
	host engines.Host
}

func (l badLinker) Instantiate(ctx context.Context) (engines.Instance, error) {
	i, err := l.Linker.Instantiate(ctx)
	if err != nil {
		return nil, err
	}
	return badInstance{i, l.bad, l.host}, nil
}

type badInstance struct {
	engines.Instance
	bad
	host engines.Host
}

func (i badInstance) Run(ctx context.Context) error {
	call(i.run)
	err := i.Instance.Run(ctx)
	if i.twice {
		err = i.Instance.Run(ctx)
	}
	if i.ran != nil {
		i.ran(i.host)
	}
	return err
}

func (i badInstance) Close(ctx context.Context) error {
	call(i.close)
	return i.Instance.Close(ctx)
}
