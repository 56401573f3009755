package isolate

import (
	"crypto/rand"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

const (
	// limit is how long a case may take, unless the test has less time left.
	limit = 2 * time.Minute
	// grace is how long a process may take to end when it is asked to.
	grace = 10 * time.Second
	// After so many that hang, and so many in a row that end their process, no
	// more are tried.
	mostHung, mostEnded = 5, 200
)

// parent runs cases in a child, one after the other, and in a new one when that is
// gone.
type parent struct {
	cases   []Case
	ordinal int
	exe     string
	name    string

	process     *process
	hung, ended int
}

// within is how long a case of t may take: a quarter of what is left at most, so that
// there is time to say what has not run.
func within(t *testing.T) time.Duration {
	if deadline, ok := t.Deadline(); ok {
		return min(limit, time.Until(deadline)/4)
	}
	return limit
}

func (p *parent) Run(t *testing.T, index int) Result {
	switch {
	case p.hung >= mostHung:
		return Result{NotRun, fmt.Sprintf("not run: %d cases before it hung", p.hung)}
	case p.ended >= mostEnded:
		return Result{NotRun, fmt.Sprintf("not run: %d cases before it, one after the other, ended their process", p.ended)}
	}
	again := ""
	for {
		r, began := p.try(index, within(t))
		switch {
		case began && again != "" && r.Status == Passed:
			return Result{Ended, again}
		case began || again != "":
			return r
		}
		// It has not had its turn.
		again = "before it began, and so perhaps because of the case before it: " + r.Text
	}
}

// try runs a case. began is false if the process was gone before it could.
func (p *parent) try(index int, wait time.Duration) (r Result, began bool) {
	if p.process == nil {
		var err error
		if p.process, err = p.start(); err != nil {
			return Result{NotRun, fmt.Sprintf("not run: start %s again: %v", filepath.Base(p.exe), err)}, true
		}
	}
	if !p.process.ready {
		if r, ok := p.next(wait, "ready"); !ok {
			r.Text = fmt.Sprintf("not run: a process that runs this test again (-test.run='%s') did not get to it: %s", pattern(p.name), r.Text)
			r.Status = NotRun
			return r, true
		}
		p.process.ready = true
	}
	// A process that is gone does not read it, and is found to be.
	_, _ = fmt.Fprintf(p.process.orders, "%d %s\n", index, strconv.Quote(p.cases[index].ID()))
	if r, ok := p.next(wait, "begin "); !ok {
		return r, false
	}
	r, ok := p.next(wait, "end ")
	if ok {
		p.ended = 0
		p.process.failed = p.process.failed || r.Status == Failed
	}
	return r, true
}

// next waits for what the process says next, which begins with want. It returns false
// if the process has not said it; then there is no process any more.
func (p *parent) next(wait time.Duration, want string) (Result, bool) {
	timer := time.NewTimer(wait)
	defer timer.Stop()
	c := p.process
	var said saying
	select {
	case said = <-c.said:
	case <-timer.C:
		c.kill()
		p.process = nil
		p.hung++
		text := string(c.out.text)
		if where := stack(text); where != "" {
			text = "it was in " + where
		}
		return Result{Hung, fmt.Sprintf("it did not end within %v and was killed: %s", wait.Round(time.Second), told(text))}, false
	case <-c.gone:
		select {
		case said = <-c.said: // its last words
		default:
			p.process = nil
			p.ended++
			return Result{Ended, fmt.Sprintf("it ended the process (%s): %s", ended(c.cmd.ProcessState), told(string(c.out.text)))}, false
		}
	}
	rest, ok := strings.CutPrefix(said.what, want)
	status, err := strconv.Atoi(strings.TrimSpace(rest))
	if !ok || err != nil && rest != "" {
		c.kill()
		p.process = nil
		return Result{Failed, fmt.Sprintf("BUG: enginetest: the process says %q, want %q", said.what, want)}, false
	}
	return Result{Status(status), told(said.text)}, true
}

// Close lets the process end in its own time.
func (p *parent) Close(t *testing.T) {
	t.Helper()
	if p.process == nil {
		return
	}
	c, wait := p.process, within(t)
	p.process = nil
	_, _ = io.WriteString(c.orders, quit+"\n")
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-c.gone:
		if state := c.cmd.ProcessState; !state.Success() && !(c.failed && state.ExitCode() == 1) {
			t.Errorf("after the last case the process ended with %s: %s", ended(state), told(string(c.out.text)))
		}
	case <-timer.C:
		c.kill()
		t.Errorf("after the last case the process did not end within %v and was killed: %s", wait.Round(time.Second), told(string(c.out.text)))
	}
}

// process is a child.
type process struct {
	cmd    *exec.Cmd
	orders io.WriteCloser
	out    *output
	said   <-chan saying
	gone   chan struct{} // closed when it has ended, and its output with it
	ready  bool          // to run cases
	failed bool          // a case of it has, so that it ends with 1
}

func (p *parent) start() (*process, error) {
	args := arguments(p.exe, p.name)
	cmd := exec.Command(args[0], args[1:]...)
	token := "enginetest-" + rand.Text()
	cmd.Env = append(os.Environ(), fmt.Sprintf("%s=%s:%d", variable, token, p.ordinal))
	ownGroup(cmd)
	orders, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	read, write, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	cmd.Stdout, cmd.Stderr = write, write
	err = cmd.Start()
	write.Close()
	if err != nil {
		read.Close()
		return nil, err
	}
	said := make(chan saying, 4)
	c := &process{cmd: cmd, orders: orders, said: said, gone: make(chan struct{}),
		out: &output{token: token + " ", said: said, over: make(chan struct{})}}
	copied := make(chan struct{})
	go func() {
		_, _ = io.Copy(c.out, read) // to its end, or until it is closed
		close(copied)
	}()
	go func() {
		_ = cmd.Wait() // how it ended is in ProcessState
		killGroup(cmd)
		select {
		case <-copied:
		case <-time.After(grace): // something else holds it open
		}
		read.Close()
		<-copied
		close(c.gone)
	}()
	return c, nil
}

// kill ends the process and waits until it is gone. It is asked first: a program of Go
// then writes where it was.
func (c *process) kill() {
	close(c.out.over)
	if c.cmd.Process.Signal(syscall.SIGQUIT) == nil {
		select {
		case <-c.gone:
			return
		case <-time.After(grace):
		}
	}
	killGroup(c.cmd)
	_ = c.cmd.Process.Kill()
	<-c.gone
}
