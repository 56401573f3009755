package worker

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/sightglass-go/sightglass/engines/enginetest/guests"
	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/quote"
	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/recorder"
	"github.com/sightglass-go/sightglass/recorder/job"
)

// FuzzMessages: whatever a worker says, its parent ends with a word about it,
// and what it takes for rows can be written and has the job's names.
func FuzzMessages(f *testing.F) {
	for _, s := range []string{
		`{"iteration":1,"samples":[{"p":"Execution","e":"cycles","c":7}]}` + "\n" + `{"outcome":{"warnings":["w"]}}` + "\n",
		`{"failure":{"iteration":3,"phase":"Execution","err":{"text":"t","is":["engines.trap","x"],"exit":3,"output":{"Line":1}}}}`,
		`{"error":{"text":"x\ny"}}`, `{"failure":{}}`, `{"samples":[{"e":"cycles"}]}`, `{"samples":[]}`, `{"samples":null}`, "{}\n\n", "null", `{"setup":{"engines":[{}]}}`,
		`{"hello":{"place":{"host":"h","boot":"b"}}}`, `{"samples":[{"p":"Execution","e":"cycles","c":-1}]}`, "panic: x\n\ngoroutine 1",
		`{"samples":[{"p":"Execution","e":"e","c":1,"n":{"raw":5,"warnings":["a"]}}]}`,
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, said []byte) {
		devNull, err := os.Open(os.DevNull)
		if err != nil {
			t.Fatal(err)
		}
		p := &process{results: devNull, next: lines(bytes.NewReader(said))}
		w := record.NewWriter(io.Discard, record.JSONL)
		messages := 0
		err = p.messages(func(m *message) error {
			messages++
			for _, x := range m.Samples {
				row := record.Row{Arch: "arch", Engine: "n", Wasm: "b.wasm", Iteration: x.Iteration, Phase: x.Phase, Event: x.Event, Count: x.Count, Note: x.Note}
				if err := w.Write(row); err != nil {
					t.Fatalf("row %+v: %v", row, err)
				}
			}
			if m.Setup != nil {
				if _, err := json.Marshal(m.Setup); err != nil {
					t.Fatal(err)
				}
			}
			return nil
		})
		if messages > bytes.Count(said, []byte("\n"))+1 {
			t.Fatalf("%d messages in %d bytes", messages, len(said))
		}
		if err := devNull.Close(); !errors.Is(err, os.ErrClosed) {
			t.Fatalf("the pipe is still open: %v", err)
		}
		var failure *job.Failure
		switch {
		case err == nil, errors.Is(err, errRubbish):
		case errors.As(err, &failure):
			if failure.Error() == "" || failure.Err == nil {
				t.Fatalf("%+v", failure)
			}
		default:
			var remote *remoteError
			if !errors.As(err, &remote) {
				t.Fatalf("%T: %v", err, err)
			}
		}
		if err != nil && len(err.Error()) > 6*len(said)+1000 {
			t.Fatalf("an error of %d bytes for %d", len(err.Error()), len(said))
		}
	})
}

// FuzzFrameStream: any stream that holds the token ends, too, in messages
// whose checksums are right and that are no more than came.
func FuzzFrameStream(f *testing.F) {
	f.Add([]byte("hello#TOKEN 0 3 8c736521 foo\nnoise#TOKEN 1 0 0 \n"))
	f.Add([]byte("#TOKEN 0 16777216 0 x"))
	f.Add([]byte("#TOKEN 0 16777217 0 x"))
	f.Add([]byte("##TOKEN 00000000000000000000 1 ffffffffffffffff a"))
	f.Fuzz(func(t *testing.T, stream []byte) {
		var noise tail
		r := newFrameReader(bytes.NewReader(stream), testToken, &noise)
		total := 0
		for n := 0; ; n++ {
			message, err := r.next()
			if err != nil {
				if err != io.EOF && !errors.Is(err, errRubbish) {
					t.Fatal(err)
				}
				break
			}
			total += len(message) + len(testToken)
			if !bytes.Contains(stream, message) || total > len(stream) {
				t.Fatalf("message %d, %q, of %q", n, message, stream)
			}
		}
		if len(noise.String()) > 3*(maxHead+maxEnd)+100 {
			t.Fatalf("%d bytes of noise are kept", len(noise.String()))
		}
	})
}

// FuzzWireError: an error says the same at both ends.
func FuzzWireError(f *testing.F) {
	f.Add("guest trapped", "engines.trap", uint32(3), true)
	f.Add("\xff\n", "nope", uint32(0), false)
	f.Fuzz(func(t *testing.T, text, name string, code uint32, exit bool) {
		sent := &wireError{Text: text, Is: []string{name}}
		if exit {
			sent.Exit = &code
		}
		line, err := json.Marshal(sent)
		if err != nil || bytes.ContainsRune(line, '\n') {
			t.Fatalf("%q, %v", line, err)
		}
		var got wireError
		if err := json.Unmarshal(line, &got); err != nil {
			t.Fatal(err)
		}
		far := got.error()
		if far.Error() != strings.ToValidUTF8(text, "\ufffd") && far.Error() != jsonText(text) {
			t.Fatalf("%q became %q", text, far)
		}
		if sentinel := sentinels[name]; sentinel != nil && !errors.Is(far, sentinel) {
			t.Fatalf("%v is not %v", far, sentinel)
		}
		again := newWireError(far)
		if again.Text != quote.Clip(far.Error(), quote.MaxLine) || (again.Exit != nil) != exit || exit && *again.Exit != code {
			t.Fatalf("%+v, then %+v", sent, again)
		}
	})
}

// jsonText is a text as JSON can hold it: each byte that is not UTF-8 becomes
// U+FFFD.
func jsonText(s string) string { return string([]rune(s)) }

// FuzzRequest: what a worker reads is refused, or done without a panic, and
// what it answers its parent understands.
func FuzzRequest(f *testing.F) {
	for _, s := range []string{
		`{"job":{"engine":{"name":"w","engine":"wazero"},"benchmark":"noop.wasm","measures":["cycles"],"process":1,"iterations":2}}`,
		`{"job":{"engine":{"engine":"wazero","flags":"interpreter"},"benchmark":"funcs.wasm","measures":["time","cycles"],"iterations":1,"call":{"entry":"fib","args":["5"]}}}`,
		`{"job":{"engine":{"engine":"wazero"},"benchmark":"bench-none.wasm","phase":"Instantiation","measures":["noop"],"iterations":1,"call":{"whole":true},"args":["a"],"stdin":"in"}}`,
		`{"job":{"engine":{"engine":"wazero"},"benchmark":"trap-inside.wasm","measures":["cycles"],"iterations":1}}`,
		`{"probe":{"engines":[{"engine":"wazero"}],"benchmarks":["noop.wasm"],"measures":["cycles"]}}`,
		`{"token":"#T","job":null}`, `{}`, `[]`, `{"job":{}}`, `{"probe":{}}`, `{"job":{"iterations":-1}}`,
	} {
		f.Add([]byte(s))
	}
	dir := f.TempDir()
	for _, name := range []string{"noop", "funcs", "bench-none", "trap-inside"} {
		if err := os.WriteFile(filepath.Join(dir, name+".wasm"), guests.Wasm(name), 0o644); err != nil {
			f.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(dir, "in"), nil, 0o644); err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, line []byte) {
		if _, err := parseRequest(line); err != nil && len(err.Error()) > 6*len(line)+1000 {
			t.Fatalf("an error of %d bytes for %d", len(err.Error()), len(line))
		}
		var req execRequest
		if json.Unmarshal(line, &req) != nil {
			return
		}
		scratch := t.TempDir()
		var results bytes.Buffer
		if err := answer(&req.request, &results, boundedly{dir, scratch}); err != nil {
			t.Fatal(err)
		}
		p := &process{results: os.NewFile(^uintptr(0), "none"), next: lines(&results)}
		ended := false
		err := p.messages(func(m *message) error {
			ended = ended || m.Outcome != nil || m.Setup != nil
			return nil
		})
		if err == nil && !ended || errors.Is(err, errRubbish) {
			t.Fatalf("answered %q: %v", results.String(), err)
		}
		if errors.Is(err, job.ErrAdapter) {
			t.Fatal(err)
		}
	})
}

// boundedly answers requests in this process, for files of a folder alone, and
// neither for long nor on another CPU.
type boundedly struct{ dir, scratch string }

func (b boundedly) file(name string) string {
	if name == "" {
		return ""
	}
	return filepath.Join(b.dir, filepath.Base(filepath.Clean("/"+name)))
}

func (b boundedly) probe(plan recorder.Plan) (job.Setup, error) {
	plan.Engines = plan.Engines[:min(3, len(plan.Engines))]
	for i := range plan.Benchmarks {
		plan.Benchmarks[i] = b.file(plan.Benchmarks[i])
	}
	plan.Pin = ""
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	return recorder.Probe(ctx, plan)
}

func (b boundedly) run(req *request, emit func([]job.Sample) error) (job.Outcome, error) {
	j := *req.Job
	j.Benchmark, j.Stdin, j.Pin = b.file(j.Benchmark), b.file(j.Stdin), ""
	j.Iterations = min(j.Iterations, 2)
	if j.Call.Entry == "fib" {
		j.Call.Args = []string{"5"} // it takes as long as it is told
	}
	return job.Run(context.Background(), j, b.scratch, func(samples []job.Sample) error {
		for _, r := range samples {
			if r.Phase < measure.Compilation || r.Phase > measure.Execution {
				return errors.New("a row without a phase")
			}
		}
		return emit(samples)
	})
}

// FuzzSplitCommand: a command is split as its words were quoted, or refused.
func FuzzSplitCommand(f *testing.F) {
	f.Add(`ssh -p 2222 "a b" 'c "d"'`)
	f.Add("'")
	f.Add("a'b \"\"\t\n'x'")
	f.Fuzz(func(t *testing.T, line string) {
		words, err := SplitCommand(line)
		if err != nil {
			if !errors.Is(err, ErrCommand) || words != nil {
				t.Fatalf("%q: %q, %v", line, words, err)
			}
			return
		}
		if len(words) == 0 || words[0] == "" {
			t.Fatalf("%q names no program: %q", line, words)
		}
		var quoted []string
		for _, w := range words {
			switch {
			case !strings.ContainsRune(w, '"'):
				w = `"` + w + `"`
			case !strings.ContainsRune(w, '\''):
				w = "'" + w + "'"
			}
			quoted = append(quoted, w)
		}
		again, err := SplitCommand(strings.Join(quoted, " "))
		if err != nil || strings.Join(again, "\x00") != strings.Join(words, "\x00") {
			t.Fatalf("%q is %q, quoted %q, then %q, %v", line, words, quoted, again, err)
		}
	})
}
