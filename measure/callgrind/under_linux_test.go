//go:build (amd64 || arm64) && !race

package callgrind

import (
	"errors"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/measure"
)

// TestUnderValgrind runs TestCounts in a process that Valgrind runs. The race detector
// would add instructions of its own.
func TestUnderValgrind(t *testing.T) {
	for _, name := range []string{Name, NameSimulation} {
		dir := t.TempDir()
		by, err := measure.Default.Launcher(name)
		if err != nil {
			t.Fatal(err)
		}
		l, err := by(filepath.Join(dir, "100%"))
		if err != nil {
			t.Skipf("%v; then go test ./measure/callgrind", err)
		}
		if err := os.Mkdir(filepath.Join(dir, "100%"), 0o700); err != nil {
			t.Fatal(err)
		}
		cmd := exec.Command(l.Command[0], append(l.Command[1:], os.Args[0], "-test.run=^TestCounts$", "-test.v")...)
		cmd.Env = append(append(os.Environ(), l.Env...), underTest+"="+name)
		out, err := cmd.CombinedOutput()
		if strings.Contains(string(out), "failed to start tool") {
			t.Skipf("Valgrind is one for other processors: %s", out)
		}
		if err != nil || !strings.Contains(string(out), "--- PASS: TestCounts") {
			t.Errorf("%s: %v\n%s", name, err, out)
		}
	}
}

// underTest names the measure in the process that TestUnderValgrind starts.
const underTest = "SIGHTGLASS_TEST_CALLGRIND"

// spin is some work of a known number of turns.
//
//go:noinline
func spin(turns int) (sum int) {
	for i := range turns {
		sum += i * sum
	}
	return sum
}

var sum int // so that a compiler leaves nothing out

func turns(n int) func() { return func() { sum = spin(n) } }

func TestCounts(t *testing.T) {
	name := os.Getenv(underTest)
	if name == "" {
		t.Skip("go test -run TestUnderValgrind runs it, in a process of its own")
	}
	runtime.LockOSThread()
	m, err := measure.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	// count returns the instructions of a window, and what Readings says of it.
	count := func(do func()) (uint64, error) {
		m.Start()
		do()
		m.Stop()
		list, err := m.Readings(nil)
		if len(list) != len(m.Events()) || list[0].Event != measure.Instructions {
			t.Fatalf("readings %+v", list)
		}
		return list[0].Count, err
	}
	// Go's scheduler may run on this thread within a window: the least of five has
	// none of it.
	must := func(do func()) uint64 {
		least := uint64(math.MaxUint64)
		for range 5 {
			n, err := count(do)
			if err != nil {
				t.Fatal(err)
			}
			least = min(least, n)
		}
		return least
	}
	elsewhere := func() { // a thread of its own
		done := make(chan int)
		go func() {
			runtime.LockOSThread()
			done <- spin(1_000_000)
		}()
		<-done
	}

	measure.Enter(m, measure.Execution)
	empty := must(func() {})
	one, two, three := must(turns(1000)), must(turns(2000)), must(turns(3000))
	if again := must(turns(1000)); again != one {
		t.Errorf("a thousand turns are %d instructions, and then %d", one, again)
	}
	if two-one != three-two || (two-one)%1000 != 0 || two == one || empty >= 100 {
		t.Errorf("1000, 2000 and 3000 turns are %d, %d and %d instructions, and none are %d", one, two, three, empty)
	}
	turn := (two - one) / 1000
	if n := must(elsewhere); n > 500_000*turn {
		t.Errorf("Execution counts %d instructions of another thread", n)
	}
	measure.Enter(m, measure.Compilation)
	if n := must(elsewhere); n < 1_000_000*turn || n > 2_000_000*turn {
		t.Errorf("Compilation counts %d instructions where another thread has %d", n, 1_000_000*turn)
	}
	measure.Enter(m, measure.Instantiation)
	if n := must(turns(1000)); n != one {
		t.Errorf("Instantiation counts %d, Execution %d", n, one)
	}

	if _, err := count(m.Start); !errors.Is(err, measure.ErrUnpaired) {
		t.Errorf("started twice: %v", err)
	}
	if n := must(turns(1000)); n != one {
		t.Errorf("after it %d, before %d", n, one)
	}
	if n, err := count(func() {
		names, _ := filepath.Glob(os.Getenv(variable) + "*")
		for _, name := range names {
			_ = os.Remove(name)
		}
		_ = os.Chmod(filepath.Dir(os.Getenv(variable)), 0o500)
	}); err == nil && os.Getuid() != 0 {
		t.Errorf("a folder that cannot be written: %d", n)
	}
	_ = os.Chmod(filepath.Dir(os.Getenv(variable)), 0o700)
	if d := measure.Describe(m); !strings.HasPrefix(d.Clock, "Callgrind 3.") && !strings.HasPrefix(d.Clock, "Callgrind 4.") {
		t.Errorf("%+v", d)
	}
	if err := m.Close(); err != nil {
		t.Error(err)
	}
	if _, err := m.Readings(nil); !errors.Is(err, os.ErrClosed) {
		t.Errorf("after Close: %v", err)
	}
	fmt.Println("one turn:", turn, "the window:", empty)
}
