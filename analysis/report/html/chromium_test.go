package html

// What a page does when a person opens it can only be tested by opening it. This
// drives Chromium by the DevTools protocol through a pipe, which needs no port
// and no library.

import (
	"bufio"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"sync"
	"testing"
	"time"
)

// patience is how long an answer may take on a slow machine.
const patience = 60 * time.Second

// browser is a process that the tests of this package share, because its start costs
// more than most of them.
type browser struct {
	cmd     *exec.Cmd
	profile string
	in      io.WriteCloser
	gone    chan struct{} // closed when it has ended

	mu      sync.Mutex
	next    int
	answers map[int]chan message
	pages   map[string]*browserPage // by session
}

// shared is the browser that runs, if any.
var shared *browser

// browserPage is a page in a context of its own, which shares no storage with
// another.
type browserPage struct {
	*browser
	t       testing.TB
	session string

	complaints []string
	requests   []string
	loaded     chan struct{}
}

type message struct {
	ID      int             `json:"id,omitempty"`
	Session string          `json:"sessionId,omitempty"`
	Method  string          `json:"method,omitempty"`
	Params  json.RawMessage `json:"params,omitempty"`
	Result  json.RawMessage `json:"result,omitempty"`
	Error   *struct {
		Message string `json:"message"`
	} `json:"error,omitempty"`
}

// findBrowser returns the browser's path, "" if there is none. The one without windows
// lays pages out as the others do, for a third of the processor's time.
func findBrowser() string {
	for _, name := range []string{"chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	return ""
}

func TestMain(m *testing.M) {
	code := m.Run()
	if shared != nil {
		shared.close()
	}
	os.Exit(code)
}

// openBrowser opens an empty page. The test is skipped if there is no browser.
func openBrowser(t testing.TB) *browserPage {
	t.Helper()
	path := findBrowser()
	switch {
	case testing.Short():
		t.Skip("starts a browser: run without -short")
	case runtime.GOOS == "windows":
		t.Skip("the browser is driven through inherited file descriptors, which Windows lacks")
	case path == "":
		t.Skip("needs Chromium: apt-get install chromium-headless-shell, or chromium")
	}
	if shared != nil && shared.ended() { // it crashed in another test
		shared.close()
		shared = nil
	}
	if shared == nil {
		b, err := startBrowser(path)
		if err != nil {
			t.Fatalf("start %s: %v", path, err)
		}
		shared = b
	}
	p := &browserPage{browser: shared, t: t, loaded: make(chan struct{}, 1)}
	p.attach()
	return p
}

func startBrowser(path string) (*browser, error) {
	profile, err := os.MkdirTemp("", "browser")
	if err != nil {
		return nil, err
	}
	theirIn, in, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	out, theirOut, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	cmd := exec.Command(path, "--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--no-first-run",
		"--disable-dev-shm-usage", "--disable-background-networking", "--disable-component-update", "--disable-sync",
		"--user-data-dir="+profile, "--remote-debugging-pipe", "about:blank")
	cmd.ExtraFiles = []*os.File{theirIn, theirOut} // its descriptors 3 and 4
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	theirIn.Close()
	theirOut.Close()
	b := &browser{cmd: cmd, profile: profile, in: in, gone: make(chan struct{}), answers: map[int]chan message{}, pages: map[string]*browserPage{}}
	go b.listen(out)
	return b, nil
}

// close ends the browser, and removes its profile.
func (b *browser) close() {
	_ = b.send(message{ID: -1, Method: "Browser.close"})
	select {
	case <-b.gone:
	case <-time.After(patience):
		_ = b.cmd.Process.Kill()
	}
	b.in.Close()
	_ = b.cmd.Wait()
	_ = os.RemoveAll(b.profile)
}

func (b *browser) ended() bool {
	select {
	case <-b.gone:
		return true
	default:
		return false
	}
}

func (p *browserPage) attach() {
	p.t.Helper()
	var context struct {
		ID string `json:"browserContextId"`
	}
	p.call("Target.createBrowserContext", nil, &context)
	p.t.Cleanup(func() {
		p.mu.Lock()
		delete(p.pages, p.session)
		p.mu.Unlock()
		p.session = "" // what follows is said to the browser
		p.call("Target.disposeBrowserContext", map[string]any{"browserContextId": context.ID}, nil)
	})
	var made struct {
		TargetID string `json:"targetId"`
	}
	p.call("Target.createTarget", map[string]any{"url": "about:blank", "browserContextId": context.ID}, &made)
	var attached struct {
		SessionID string `json:"sessionId"`
	}
	p.call("Target.attachToTarget", map[string]any{"targetId": made.TargetID, "flatten": true}, &attached)
	p.session = attached.SessionID
	p.mu.Lock()
	p.pages[p.session] = p
	p.mu.Unlock()
	for _, domain := range []string{"Page", "Runtime", "Log", "Network"} {
		p.call(domain+".enable", nil, nil)
	}
	p.call("Performance.enable", map[string]any{"timeDomain": "threadTicks"}, nil)
}

func (b *browser) send(m message) error {
	text, err := json.Marshal(m)
	if err != nil {
		return err
	}
	_, err = b.in.Write(append(text, 0))
	return err
}

// call sends a command and waits for its result.
func (p *browserPage) call(method string, params any, result any) {
	p.t.Helper()
	raw, err := json.Marshal(params)
	if err != nil || params == nil {
		raw = []byte("{}")
	}
	answer := make(chan message, 1)
	p.mu.Lock()
	p.next++
	id := p.next
	p.answers[id] = answer
	p.mu.Unlock()
	if err := p.send(message{ID: id, Session: p.session, Method: method, Params: raw}); err != nil {
		p.t.Fatalf("%s: %v", method, err)
	}
	select {
	case m := <-answer:
		if m.Error != nil {
			p.t.Fatalf("%s: %s", method, m.Error.Message)
		}
		if result != nil {
			if err := json.Unmarshal(m.Result, result); err != nil {
				p.t.Fatalf("%s: %v", method, err)
			}
		}
	case <-p.gone:
		p.t.Fatalf("%s: the browser is gone", method)
	case <-time.After(patience):
		p.t.Fatalf("%s: no answer", method)
	}
}

func (b *browser) listen(out io.ReadCloser) {
	defer close(b.gone)
	defer out.Close()
	r := bufio.NewReader(out)
	for {
		text, err := r.ReadBytes(0)
		if err != nil {
			return
		}
		var m message
		if json.Unmarshal(text[:len(text)-1], &m) != nil {
			continue
		}
		b.mu.Lock()
		if answer := b.answers[m.ID]; answer != nil {
			delete(b.answers, m.ID)
			answer <- m // it has room
		} else if p := b.pages[m.Session]; p != nil {
			p.happened(m)
		}
		b.mu.Unlock()
	}
}

// happened takes note of what a page should not do. Its caller holds the lock.
func (p *browserPage) happened(m message) {
	switch m.Method {
	case "Page.loadEventFired":
		select {
		case p.loaded <- struct{}{}:
		default:
		}
	case "Runtime.exceptionThrown", "Log.entryAdded", "Runtime.consoleAPICalled":
		p.complaints = append(p.complaints, fmt.Sprintf("%s %s", m.Method, m.Params))
	case "Network.requestWillBeSent":
		var request struct{ Request struct{ URL string } }
		_ = json.Unmarshal(m.Params, &request)
		p.requests = append(p.requests, request.Request.URL)
	}
}

// Load opens a file and waits until it has loaded.
func (p *browserPage) Load(url string) {
	p.t.Helper()
	select {
	case <-p.loaded:
	default:
	}
	p.call("Page.navigate", map[string]any{"url": url}, nil)
	select {
	case <-p.loaded:
	case <-time.After(patience):
		p.t.Fatalf("%s did not load", url)
	}
}

// Complaints returns the errors and whatever else was written to the console.
func (p *browserPage) Complaints() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]string(nil), p.complaints...)
}

// Requests returns the addresses that were asked for, that of the page first.
func (p *browserPage) Requests() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]string(nil), p.requests...)
}

// Eval evaluates an expression of JavaScript, waiting for it if it is a
// promise, and decodes its value as JSON into result.
func (p *browserPage) Eval(expression string, result any) {
	p.t.Helper()
	var answer struct {
		Result struct {
			Value       json.RawMessage
			Description string
		}
		ExceptionDetails *struct {
			Text      string
			Exception struct{ Description string }
		}
	}
	p.call("Runtime.evaluate", map[string]any{"expression": expression, "returnByValue": true, "awaitPromise": true}, &answer)
	if e := answer.ExceptionDetails; e != nil {
		p.t.Fatalf("%s: %s %s", expression, e.Text, e.Exception.Description)
	}
	if result != nil {
		if err := json.Unmarshal(answer.Result.Value, result); err != nil {
			p.t.Fatalf("%s: %v", expression, err)
		}
	}
}

// Key presses a key in what has the focus.
func (p *browserPage) Key(name string) {
	p.t.Helper()
	key := map[string]any{"type": "keyDown", "key": name, "code": name}
	if name == "Enter" {
		key["text"], key["windowsVirtualKeyCode"] = "\r", 13
	}
	p.call("Input.dispatchKeyEvent", key, nil)
	p.call("Input.dispatchKeyEvent", map[string]any{"type": "keyUp", "key": name, "code": name}, nil)
}

// Busy returns for how long the page's main thread has been computing, by the
// processor's time and not by the clock, so that other work on the machine
// hardly counts.
func (p *browserPage) Busy() time.Duration {
	p.t.Helper()
	var answer struct {
		Metrics []struct {
			Name  string
			Value float64
		}
	}
	p.call("Performance.getMetrics", nil, &answer)
	for _, m := range answer.Metrics {
		if m.Name == "TaskDuration" {
			return time.Duration(m.Value * float64(time.Second))
		}
	}
	return 0
}

// Look sets the size of the window, and light or dark.
func (p *browserPage) Look(width, height int, scheme string) {
	p.t.Helper()
	p.call("Emulation.setDeviceMetricsOverride", map[string]any{"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 500}, nil)
	p.call("Emulation.setEmulatedMedia", map[string]any{"features": []map[string]string{{"name": "prefers-color-scheme", "value": scheme}}}, nil)
}

// PDF returns the page as it would be printed.
func (p *browserPage) PDF() ([]byte, error) {
	return p.data("Page.printToPDF", map[string]any{"printBackground": true})
}

func (p *browserPage) data(method string, params any) ([]byte, error) {
	p.t.Helper()
	var answer struct{ Data string }
	p.call(method, params, &answer)
	if answer.Data == "" {
		return nil, errors.New(method + " returned nothing")
	}
	return base64.StdEncoding.DecodeString(answer.Data)
}
