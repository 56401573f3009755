package program

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/sightglass-go/sightglass/engines"
)

// variable is set in the environment of a program: the number of the protocol.
const variable = "SIGHTGLASS_ENGINE"

// patience is how long a program may take for what runs no guest: to greet, to open a
// folder, to end when its input does. What takes long by its nature ends with its context,
// or with the process that this one is.
var patience = func(string) time.Duration { return 30 * time.Second }

// process is a program that runs. One goroutine at a time asks it something.
type process struct {
	name    string // for errors
	cmd     *exec.Cmd
	in      *os.File
	out     *os.File
	replies *bufio.Reader
	words   tail
	ended   chan struct{} // closed when it has been waited for
	lastID  uint64
	broken  error // why nothing is asked any more
}

// start starts a program. On Linux and FreeBSD it is killed with the thread that starts
// it, which therefore does nothing else until the program has ended; everywhere it is in
// the process group of its parent, which is killed as a whole.
func start(name string, argv []string) (*process, error) {
	var files []*os.File
	pipe := func() (*os.File, *os.File, error) {
		r, w, err := os.Pipe()
		if err == nil {
			files = append(files, r, w)
		}
		return r, w, err
	}
	closeAll := func(list ...*os.File) {
		for _, f := range list {
			_ = f.Close()
		}
	}
	inR, in, err1 := pipe()
	out, outW, err2 := pipe()
	words, wordsW, err3 := pipe()
	if err := errors.Join(err1, err2, err3); err != nil {
		closeAll(files...)
		return nil, fmt.Errorf("%s: make pipes for it: %w", name, err)
	}
	p := &process{name: name, in: in, out: out, ended: make(chan struct{}), replies: bufio.NewReaderSize(out, 64<<10)}
	p.cmd = exec.Command(argv[0], argv[1:]...)
	p.cmd.Stdin, p.cmd.Stdout, p.cmd.Stderr = inR, outW, wordsW
	p.cmd.Env = append(slices.DeleteFunc(os.Environ(), func(v string) bool { return strings.HasPrefix(v, "SIGHTGLASS_WORKER") }),
		variable+"="+strconv.Itoa(Protocol))
	p.cmd.SysProcAttr = dieWithParent()
	started := make(chan error)
	go func() {
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		err := p.cmd.Start()
		closeAll(inR, outW, wordsW)
		started <- err
		if err == nil {
			_ = p.cmd.Wait() // how it ended is in ProcessState
		}
		close(p.ended)
	}()
	if err := <-started; err != nil {
		closeAll(in, out, words)
		return nil, fmt.Errorf("%w: start %s: %w", ErrProgram, name, startError(argv[0], err))
	}
	p.words.read(words)
	return p, nil
}

// startError says what is usually wrong.
func startError(path string, err error) error {
	info, statErr := os.Stat(path)
	switch {
	case statErr == nil && info.IsDir():
		return fmt.Errorf("it is a folder: name a program; an engine built from a folder is named ENGINE@%s", path)
	case errors.Is(err, os.ErrPermission):
		return fmt.Errorf("%w: make it executable (chmod +x), or name it as a shared library does, which ends in .so, .dylib or .dll", err)
	case advice(path) != "":
		return fmt.Errorf("%w: %s", err, advice(path))
	case statErr == nil && errors.Is(err, os.ErrNotExist):
		return fmt.Errorf("%w: the file is there, and the interpreter that its #! line names is not", err)
	}
	return err
}

// ask sends a request and reads its reply, and says how long that took. A program that
// does not reply, or something else, is ended: it may be asked nothing more.
func (p *process) ask(ctx context.Context, r *request) (*reply, time.Duration, error) {
	if p.broken != nil {
		return nil, 0, p.broken
	}
	if ctx.Err() != nil {
		return nil, 0, context.Cause(ctx)
	}
	p.lastID++
	r.ID = p.lastID
	line, err := json.Marshal(r)
	if err != nil {
		return nil, 0, fmt.Errorf("%s: %w", p.name, err)
	}
	stop := context.AfterFunc(ctx, p.interrupt)
	began := time.Now()
	_, writeErr := p.in.Write(append(line, '\n'))
	var answer *reply
	line, err = p.line()
	wall := time.Since(began)
	if err == nil {
		answer, err = parseReply(line)
	}
	switch interrupted := !stop(); {
	case interrupted: // whatever it has replied, it is gone
		return nil, wall, p.end(fmt.Errorf("%s was ended while it was to %s: %w", p.name, r.Do, context.Cause(ctx)))
	case err != nil:
		return nil, wall, p.fail(r.Do, err)
	case answer.ID != r.ID:
		return nil, wall, p.fail(r.Do, fmt.Errorf("%w: a reply to request %d, where %d was asked", ErrProtocol, answer.ID, r.ID))
	case writeErr != nil:
		return nil, wall, p.fail(r.Do, fmt.Errorf("%w: it replied before it had read the request: %w", ErrProtocol, writeErr))
	}
	return answer, wall, nil
}

// askSoon is ask for what must not take long.
func (p *process) askSoon(ctx context.Context, r *request) (*reply, error) {
	limit := patience(r.Do)
	ctx, cancel := context.WithTimeoutCause(ctx, limit, fmt.Errorf("%w: no reply within %v", ErrProtocol, limit))
	defer cancel()
	answer, _, err := p.ask(ctx, r)
	return answer, err
}

// line reads a line of bounded length.
func (p *process) line() (line []byte, err error) {
	for {
		part, err := p.replies.ReadSlice('\n')
		line = append(line, part...)
		switch {
		case len(line) > maxReply:
			return nil, fmt.Errorf("%w: a reply longer than %d bytes, which begins with %.100q", ErrProtocol, maxReply, line)
		case err == nil:
			return line, nil
		case !errors.Is(err, bufio.ErrBufferFull):
			if len(line) > 0 {
				return nil, fmt.Errorf("%w: its output ended within a reply: %.100q", ErrProtocol, line)
			}
			return nil, fmt.Errorf("%w: its output ended", ErrProtocol)
		}
	}
}

// interrupt ends waits for the program, and the program.
func (p *process) interrupt() {
	_ = p.cmd.Process.Kill()
	_ = p.in.SetDeadline(time.Unix(1, 0)) // where the system has it; else its death ends them
	_ = p.out.SetDeadline(time.Unix(1, 0))
}

// fail ends the program and says what it did instead of replying, how it ended, if it had, and
// what it wrote to standard error.
func (p *process) fail(do string, err error) error {
	_ = p.in.Close()
	go func() { // it may be writing, and is not to fail by that
		_, _ = io.CopyN(io.Discard, p.out, maxReply)
		_ = p.out.Close() // it writes without an end
	}()
	killed := false
	select {
	case <-p.ended: // it says more than a pipe
	case <-time.After(patience("die")):
		killed = true
		_ = p.cmd.Process.Kill()
		<-p.ended
	}
	how := "it was then killed"
	if !killed {
		how = "it ended with " + p.cmd.ProcessState.String()
	}
	err = fmt.Errorf("%s was to %s: %w; %s", p.name, do, err, how)
	if words := p.words.text(); words != "" {
		err = fmt.Errorf("%w; it wrote to standard error: %s", err, words)
	}
	return p.end(err)
}

// end ends the program. Later questions are answered with err.
func (p *process) end(err error) error {
	p.broken = err
	_ = p.in.Close()
	_ = p.cmd.Process.Kill()
	<-p.ended
	_ = p.out.Close()
	p.words.close()
	return err
}

// close lets the program end by itself, which it has to when its input ends.
func (p *process) close() error {
	if p.broken != nil {
		return nil
	}
	_ = p.in.Close()
	var err error
	select {
	case <-p.ended:
		if !p.cmd.ProcessState.Success() {
			err = fmt.Errorf("%s ended with %v; it wrote to standard error: %s", p.name, p.cmd.ProcessState, cmp.Or(p.words.text(), "nothing"))
		}
	case <-time.After(patience("end")):
		err = fmt.Errorf("%s did not end within %v of the end of its input, and was killed", p.name, patience("end"))
	}
	_ = p.end(engines.ErrClosed)
	return err
}

// tail keeps the end of what a program writes to standard error.
type tail struct {
	mu   sync.Mutex
	last []byte
	file *os.File
	done chan struct{}
}

const tailBytes = 4 << 10

func (t *tail) read(f *os.File) {
	t.file, t.done = f, make(chan struct{})
	go func() {
		defer close(t.done)
		buffer := make([]byte, tailBytes)
		for {
			n, err := f.Read(buffer)
			t.mu.Lock()
			t.last = append(t.last, buffer[:n]...)
			if len(t.last) > 2*tailBytes {
				t.last = bytes.Clone(t.last[len(t.last)-tailBytes:])
			}
			t.mu.Unlock()
			if err != nil {
				return
			}
		}
	}()
}

// text is what was written, waiting a little for what a program has that has ended.
func (t *tail) text() string {
	select {
	case <-t.done:
	case <-time.After(100 * time.Millisecond): // what it started may hold it open
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	return shorten(string(t.last))
}

func (t *tail) close() {
	_ = t.file.Close()
	<-t.done
}
