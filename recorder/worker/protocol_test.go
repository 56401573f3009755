package worker

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/recorder"
	"github.com/sightglass-go/sightglass/recorder/internal/program"
	"github.com/sightglass-go/sightglass/recorder/job"
)

// What the files in testdata/protocol-2 say. They stay as they are for as long
// as this version speaks protocol 2: workers of other versions say it, and are
// asked it.
var (
	fixtureProgram = program.Sum{State: program.State{Device: 2049, Inode: 7, Size: 53263744, Modified: 1764108480000000001, Changed: 1764108480000000002},
		SHA256: strings.Repeat("0123456789abcdef", 4)}
	fixtureEngine = job.Engine{Name: "slow", Engine: "wazero", Flags: "interpreter"}

	fixtureRequests = []execRequest{
		{Token: "#T", request: request{Protocol: 2, Library: "v0.1.0", Probe: &recorder.Plan{
			Engines: []job.Engine{fixtureEngine}, Benchmarks: []string{"a.wasm"}, Measures: []string{"cycles"}, Phase: measure.Execution,
			Processes: 10, Iterations: 3, Guest: job.Guest{Call: record.Call{Entry: "fib", Args: []string{"20"}}}, Seed: 18446744073709551615, FirstProcess: 4, Pin: "auto",
			Limits: job.Limits{Timeout: time.Minute, MemoryLimit: 2 << 30, OutputLimit: 1 << 30}, Labels: map[string]string{"commit": "abc"},
		}}},
		{request: request{Protocol: 2, Library: "v0.1.0", Program: fixtureProgram, Scratch: "scratch", Job: &job.Job{
			Engine: fixtureEngine, Benchmark: "a.wasm", Measures: []string{"time", "cycles"}, Process: 5, Iterations: 3,
			Guest: job.Guest{Args: []string{"one", ""}, Stdin: "in", SmallWorkload: true}, Pin: "1", Limits: job.Limits{Timeout: 60e9, MemoryLimit: 2 << 30, OutputLimit: 1 << 30},
		}}},
	}
	fixtureMessages = []message{
		{Hello: &greeting{Protocol: 2, Library: "v0.1.0", Program: fixtureProgram, Place: &place{Host: "h", Boot: "b"}}},
		{Setup: &job.Setup{Machine: record.Machine{OS: "linux", Arch: "x86_64", CPUs: 2}, Arch: "x86_64", Pin: "1", Binary: fixtureProgram.SHA256,
			Engines:  []record.Engine{{Name: "slow", Engine: "wazero", Version: "v1.12.0", Flags: "interpreter"}},
			Measures: []record.Measure{{Name: "noop"}}, Events: []measure.Event{}, Warnings: []string{"w"}}},
		{Samples: []job.Sample{{Phase: measure.Compilation, Event: "cycles", Count: 18446744073709551615}, {Phase: measure.Execution, Event: "cycles", Count: 1, Note: &record.Note{Collections: 2}}}, Iteration: 2},
		{Outcome: &job.Outcome{Warnings: []string{"w"}}},
		{Outcome: &job.Outcome{}, Failure: &wireFailure{Iteration: 1, Phase: "Execution", Output: "o", Err: &wireError{Text: "t", Is: []string{"engines.trap"}, Exit: new(uint32)}}},
		{Error: &wireError{Text: "t", Is: []string{"engines.unknown"}}},
	}
	// What workers say since engines may have programs of their own.
	fixturePrograms = []message{
		{Setup: &job.Setup{Machine: record.Machine{OS: "linux", Arch: "x86_64"}, Arch: "x86_64", Measures: []record.Measure{}, Events: []measure.Event{},
			Engines: []record.Engine{{Name: "old", Engine: "wazero", Version: "v1.9.0", Module: "github.com/tetratelabs/wazero"}},
			Programs: []record.Program{{SHA256: fixtureProgram.SHA256, Library: "v0.2.0", Go: "go1.26.8", Main: "example.com/bench", Revision: "0123", Modified: true,
				Settings: map[string]string{"GOAMD64": "v3"},
				Dependencies: []record.Dependency{{Path: "github.com/tetratelabs/wazero", Version: "v1.9.0", Sum: "h1:a="},
					{Path: "example.com/m", Version: "v1.0.0", Replace: &record.Dependency{Path: "../m"}}}}}}},
	}
)

func fixture[T any](t *testing.T, name string, want []T, parse func([]byte) (T, error)) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", "protocol-2", name))
	if err != nil {
		t.Fatal(err)
	}
	lines := bytes.Split(bytes.TrimSpace(text), []byte("\n"))
	if len(lines) != len(want) {
		t.Fatalf("%s: %d lines, want %d", name, len(lines), len(want))
	}
	for i, line := range lines {
		got, err := parse(line)
		if err != nil || !reflect.DeepEqual(got, want[i]) {
			a, _ := json.Marshal(got)
			t.Errorf("%s, line %d: %v\nread  %s\nfrom  %s", name, i+1, err, a, line)
		}
	}
}

// TestProtocol2: what is said in protocol 2 is understood. Do not mend the
// files: if one of them is not understood any more, the protocol needs another
// number, and the files a folder beside this one.
func TestProtocol2(t *testing.T) {
	if protocol != 2 {
		t.Fatal("another number needs fixtures of its own")
	}
	fixture(t, "requests.jsonl", fixtureRequests, parseRequest)
	parse := func(line []byte) (m message, err error) { return m, json.Unmarshal(line, &m) }
	fixture(t, "programs.jsonl", fixturePrograms, parse)
	fixture(t, "messages.jsonl", fixtureMessages, parse)
}

// TestProtocol1: a recorder or a worker that speaks protocol 1, in which a
// worker was asked and answered in other words, is refused before anything that
// it says is believed, with both numbers.
func TestProtocol1(t *testing.T) {
	refused := func(what string, err error) {
		t.Helper()
		if !errors.Is(err, ErrProtocol) || !strings.Contains(err.Error(), "protocol 1)") || !strings.Contains(err.Error(), "protocol 2)") || !strings.Contains(err.Error(), "v0.1.0") {
			t.Errorf("%s: %v", what, err)
		}
	}
	lines := func(name string) [][]byte {
		text, err := os.ReadFile(filepath.Join("testdata", "protocol-1", name))
		if err != nil {
			t.Fatal(err)
		}
		return bytes.Split(bytes.TrimSpace(text), []byte("\n"))
	}
	for _, line := range lines("requests.jsonl") {
		_, err := parseRequest(line)
		refused("request", err)
	}
	greetings := 0
	for _, line := range lines("messages.jsonl") {
		var m message
		if err := json.Unmarshal(line, &m); err != nil {
			t.Fatal(err)
		}
		if m.Hello != nil {
			greetings++
			refused("greeting", new(runs).met(m.Hello, &request{Protocol: protocol, Library: recorder.Version()}))
		}
	}
	if greetings != 1 {
		t.Errorf("%d greetings", greetings)
	}
}

// TestSays: what is said today means to a worker of protocol 2 what it did; it
// may say more.
func TestSays(t *testing.T) {
	for name, said := range map[string]any{"requests.jsonl": fixtureRequests, "messages.jsonl": fixtureMessages, "programs.jsonl": fixturePrograms} {
		text, err := os.ReadFile(filepath.Join("testdata", "protocol-2", name))
		if err != nil {
			t.Fatal(err)
		}
		var want, got []any
		for line := range bytes.Lines(text) {
			var v any
			if err := json.Unmarshal(line, &v); err != nil {
				t.Fatal(err)
			}
			want = append(want, v)
		}
		now, err := json.Marshal(said)
		if err == nil {
			err = json.Unmarshal(now, &got)
		}
		if err != nil || !reflect.DeepEqual(got, want) {
			text, _ := json.MarshalIndent(got, "", " ")
			t.Errorf("%s: %v\n%s", name, err, text)
		}
	}
}

func TestParseRequest(t *testing.T) {
	const begin = `{"token":"#T","protocol":2,"library":"v0.2.0"`
	for _, tt := range []struct{ name, line, want string }{
		{"of the plan", begin + `,"probe":{"engines":[],"colour":1}}`, `does not know what "colour" in its request means`},
		{"of the job", begin + `,"job":{"engine":{"name":"w","engine":"wazero","program":"p"}}}`, `"program"`},
		{"of the call", begin + `,"job":{"call":{"twice":true}}}`, `"twice"`},
		{"of the request", begin + `,"hurry":true}`, `"hurry"`},
		{"both versions", begin + `,"hurry":true}`, "recorder has version v0.2.0 of " + module + " (protocol 2), the worker " + recorder.Version() + " (protocol 2)"},
		{"newer", `{"token":"#T","protocol":3,"library":"v2","colour":1}`, "v2 of " + module + " (protocol 3)"},
		{"before there were numbers", `{"token":"#T","job":{}}`, "version unknown of " + module + " (protocol 0)"},
		{"two", begin + `}{}`, "after top-level value"},
		{"none", ``, "unexpected end"},
		{"a list", `[]`, "cannot unmarshal array"},
		{"another type", begin + `,"job":{"process":"x"}}`, "cannot unmarshal string"},
	} {
		req, err := parseRequest([]byte(tt.line))
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v, want %q", tt.name, err, tt.want)
		}
		if tt.name != "two" && strings.HasPrefix(tt.line, "{") && req.Token != "#T" {
			t.Errorf("%s: no token to answer with", tt.name)
		}
	}
	if _, err := parseRequest([]byte(begin + `,"hurry":1}`)); !errors.Is(newWireError(err).error(), ErrProtocol) {
		t.Errorf("%v is not known at the other end", err)
	}
}
