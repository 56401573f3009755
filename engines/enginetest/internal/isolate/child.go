package isolate

import (
	"bufio"
	"fmt"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// variable makes a process a child: TOKEN:ORDINAL. The value inThisProcess makes
// children needless, for debuggers.
const (
	variable      = "SIGHTGLASS_ENGINETEST_IN"
	inThisProcess = "this-process"
)

// child is what this process is told about the case runner that it is, token "" if
// it is not one. Nobody whom it starts is told.
var child = func() (c struct {
	token   string
	ordinal int
}) {
	token, ordinal, ok := strings.Cut(os.Getenv(variable), ":")
	if n, err := strconv.Atoi(ordinal); ok && err == nil {
		c.token, c.ordinal = token, n
		_ = os.Unsetenv(variable)
	}
	return c
}()

// calls counts the calls of New by test.
var calls = struct {
	sync.Mutex
	of map[*testing.T]int
}{of: map[*testing.T]int{}}

func nth(t *testing.T) int {
	calls.Lock()
	defer calls.Unlock()
	if calls.of[t]++; calls.of[t] == 1 {
		t.Cleanup(func() {
			calls.Lock()
			defer calls.Unlock()
			delete(calls.of, t)
		})
	}
	return calls.of[t]
}

// What a child is told in lines: the index of a case and its name, or quit. When its
// standard input ends otherwise its parent is gone, and so it goes, with all that it
// has started, whatever hangs.
const quit = "quit"

// serve runs the cases that it is told to run. What becomes of one is a line of standard
// output that begins with the token, which nothing else in this process knows.
func serve(t *testing.T, cases []Case) {
	orders := make(chan string)
	go func() {
		lines := bufio.NewScanner(os.Stdin)
		for lines.Scan() {
			orders <- lines.Text()
			if lines.Text() == quit {
				return
			}
		}
		endGroup()
		os.Exit(2)
	}()
	say := func(what string) { fmt.Printf("%s %s\n", child.token, what) }
	say("ready")
	for order := range orders {
		if order == quit {
			t.SkipNow()
		}
		number, id, _ := strings.Cut(order, " ")
		i, err := strconv.Atoi(number)
		if err != nil || i < 0 || i >= len(cases) || strconv.Quote(cases[i].ID()) != id {
			t.Fatalf("BUG: enginetest: the process that runs cases has other ones: %s", order)
		}
		say("begin " + number)
		s := run(t, cases[i])
		say("end " + strconv.Itoa(int(s)))
	}
}

func run(t *testing.T, c Case) (s Status) {
	ok := t.Run(c.Path[len(c.Path)-1], func(t *testing.T) {
		defer func() {
			if t.Skipped() {
				s = Skipped
			}
		}()
		c.Run(t)
	})
	if !ok {
		return Failed
	}
	return s
}
