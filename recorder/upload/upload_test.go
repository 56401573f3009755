package upload

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/recorder/fingerprint"
)

var (
	begun  = time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC)
	header = &record.Header{
		Started: begun, Binary: strings.Repeat("ab", 32), Machine: record.Machine{OS: "linux", Arch: "x86_64", Kernel: "6.1", CPU: "Xeon", MemoryKB: 1 << 20, Fingerprint: "there"},
		Engines: []record.Engine{{Name: "wazero", Engine: "wazero", Version: "v1.12.0"}, {Name: "wazero", Engine: "wazero", Version: "v1.12.0", Flags: "interpreter"}, {Name: "mine", Engine: "wasmtime", Version: "v39"}},
		Modules: []record.Module{{Wasm: "a/b.wasm", SHA256: strings.Repeat("0a", 32), Bytes: 7}},
	}
)

// rows are n measurements of the header's engines.
func rows(n int) (list []record.Row) {
	for i := range n {
		e := header.Engines[i%3]
		list = append(list, record.Row{Arch: "x86_64", Engine: e.Name, EngineFlags: e.Flags, Wasm: "a/b.wasm", Process: uint64(i / 9), Iteration: uint64(i % 9), Phase: measure.Execution, Event: "cycles", Count: uint64(1000 + i)})
	}
	return list
}

func pack(t *testing.T, n int) *Package {
	t.Helper()
	p, err := New(rows(n), header, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func (f *fake) server(t *testing.T) *Server {
	t.Helper()
	s, err := NewServer(f.URL)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestUpload: every measurement is stored once, with the IDs of documents that are
// there; again, nothing is added.
func TestUpload(t *testing.T) {
	f := newFake(t)
	p := pack(t, 4500)
	done, err := f.server(t).Upload(t.Context(), p, 0)
	if err != nil || done != (Done{Measurements: 4500, New: 5}) {
		t.Fatalf("%+v, %v", done, err)
	}
	if !slices.Equal(f.batches, []int{2000, 2000, 500}) {
		t.Errorf("batches %v", f.batches)
	}
	got := map[uint64]measurement{}
	for _, text := range f.documents["measurements"] {
		var m measurement
		if err := json.Unmarshal(text, &m); err != nil {
			t.Fatal(err)
		}
		got[m.Count] = m
	}
	for i, row := range rows(4500) {
		m := got[row.Count]
		key := [...]string{"wazero", "wazero:interpreter", "mine"}[i%3]
		want := measurement{p.Machine.ID, p.Engines[key].ID, "b-aaaaaaaa", row.Process, row.Iteration, "Execution", "cycles", row.Count, "2026-03-04T05:06:07Z", row.EngineFlags}
		if m != want || f.documents["engines"][m.Engine] == nil || f.documents["benchmarks"][m.Benchmark] == nil || f.documents["machines"][m.Machine] == nil {
			t.Fatalf("measurement %d: %+v, want %+v", i, m, want)
		}
	}
	var e fingerprint.Engine
	if err := json.Unmarshal(f.documents["engines"][p.Engines["mine"].ID], &e); err != nil || !reflect.DeepEqual(e, p.Engines["mine"]) {
		t.Errorf("%+v, %v", e, err)
	}
	if done, err := f.server(t).Upload(t.Context(), p, 999); err != nil || done != (Done{Measurements: 4500, Reused: 5}) || len(f.documents["measurements"]) != 4500 {
		t.Errorf("again: %+v, %v, %d there", done, err, len(f.documents["measurements"]))
	}
}

// TestMarks: an ID that another document has gets a mark, up to five.
func TestMarks(t *testing.T) {
	f := newFake(t)
	p := pack(t, 1)
	id := p.Machine.ID
	f.put("machines", id, []byte(`{"id":"another"}`))
	f.put("machines", id+"!", []byte(`{"id":5}`)) // not one of ours at all
	if done, err := f.server(t).Upload(t.Context(), p, 0); err != nil || done.New != 3 || f.documents["machines"][id+"!!"] == nil {
		t.Errorf("%+v, %v", done, err)
	}
	for _, text := range f.documents["measurements"] {
		if !strings.Contains(string(text), `"machine":"`+id+`!!"`) {
			t.Errorf("%s", text)
		}
	}
	f.put("machines", id+"!!", []byte(`{"id":"another"}`))
	for marks := 3; marks < 5; marks++ {
		f.put("machines", id+strings.Repeat("!", marks), []byte(`{"id":"another"}`))
	}
	if done, err := f.server(t).Upload(t.Context(), p, 0); err != nil || f.documents["machines"][id+"!!!!!"] == nil {
		t.Errorf("%+v, %v", done, err)
	}
	f.put("machines", id+"!!!!!", []byte(`{"id":"another"}`))
	if done, err := f.server(t).Upload(t.Context(), p, 0); !errors.Is(err, ErrServer) || !strings.HasSuffix(err.Error(), id) || done.Measurements != 0 {
		t.Errorf("%+v, %v", done, err)
	}
}

// TestHostileIDs: whatever is in an ID stays in it.
func TestHostileIDs(t *testing.T) {
	for _, id := range []string{"../../_all", "a/b?c#d%2F", "a b\n", `"},{"`, "%2e%2e", "ü\x7f", "a;b,c*"} {
		f := newFake(t)
		p := pack(t, 1)
		p.Machine.ID = id
		if done, err := f.server(t).Upload(t.Context(), p, 0); err != nil || done.New != 3 || f.documents["machines"][id] == nil {
			t.Errorf("%q: %+v, %v, %v", id, done, err, f.requests)
		}
	}
	for _, id := range []string{"", ".", ".."} {
		f := newFake(t)
		p := pack(t, 1)
		p.Machine.ID = id
		if _, err := f.server(t).Upload(t.Context(), p, 0); !errors.Is(err, ErrPackage) || len(f.requests) > 0 {
			t.Errorf("%q: %v, %v", id, err, f.requests)
		}
	}
}

// TestFaults: whatever a server does, nothing counts as accepted that it has not
// accepted, and nothing shows the password, not even where the server repeats it.
func TestFaults(t *testing.T) {
	const password = "s3cr/t"
	answer := func(method string, code int, kind, text string) func(*fake) {
		return func(f *fake) {
			f.before = func(w http.ResponseWriter, r *http.Request) bool {
				if r.Method != method {
					return false
				}
				w.Header().Set("Content-Type", kind)
				w.Header().Set("Location", "http://user:"+url.QueryEscape(password)+"@elsewhere.example/"+url.QueryEscape(password)+"?"+password)
				w.WriteHeader(code)
				fmt.Fprintf(w, text, password, r.Header.Get("Authorization"))
				return true
			}
		}
	}
	bulk := func(text string) func(*fake) {
		return func(f *fake) {
			f.before = func(w http.ResponseWriter, r *http.Request) bool {
				if strings.HasSuffix(r.URL.Path, "_bulk") {
					fmt.Fprint(w, text)
				}
				return strings.HasSuffix(r.URL.Path, "_bulk")
			}
		}
	}
	second := func(fault func(w http.ResponseWriter)) func(*fake) { // of two batches
		return func(f *fake) {
			f.before = func(w http.ResponseWriter, r *http.Request) bool {
				if len(f.batches) < 1 || !strings.HasSuffix(r.URL.Path, "_bulk") {
					return false
				}
				fault(w)
				return true
			}
		}
	}
	for name, tt := range map[string]struct {
		fault    func(*fake)
		accepted int
		want     string
	}{
		"500":                   {answer("GET", 500, "application/json", `{"error":{"type":"x","reason":"disk %s %s"},"status":500}`), 0, "500 Internal Server Error: x: disk *** Basic ***"},
		"500 to a document":     {answer("POST", 500, "application/json", `{"error":"%s %s"}`), 0, "POST http"},
		"401":                   {answer("GET", 401, "application/json", `{"error":"%s %s"}`), 0, "credentials are missing or wrong"},
		"403, a page":           {answer("GET", 403, "text/html", `<html>%s %s`), 0, "credentials are missing or wrong"},
		"429":                   {answer("POST", 429, "application/json", `{"error":{"type":"es_rejected_execution_exception","reason":"queue %s %s"}}`), 0, "429 Too Many Requests: it is too busy: upload the same again later, or in smaller batches: es_rejected"},
		"413":                   {answer("POST", 413, "text/plain", "%.0s%.0s"), 0, "413 Request Entity Too Large: make batches smaller"},
		"200, a page":           {answer("GET", 200, "text/html", `<html>%s %s`), 0, "it answered 200 OK with text/html where JSON is expected"},
		"404, a page":           {answer("GET", 404, "text/html", `<html>%s %s`), 0, "it answered 404 Not Found with text/html"},
		"200, nothing":          {answer("GET", 200, "application/json", "%.0s%.0s"), 0, "where JSON is expected"},
		"200, another API":      {answer("GET", 200, "application/json", `{"%s":"%s"}`), 0, "answered without the document"},
		"made without an ID":    {answer("POST", 200, "application/json", `{"%s":"%s"}`), 0, "answered without an _id"},
		"301":                   {answer("GET", 301, "text/html", `<html>%s %s`), 0, "it sends to http://elsewhere.example/***, which is not followed"},
		"307 of a document":     {answer("POST", 307, "text/html", `<html>%s %s`), 0, "307 Temporary Redirect: it sends to"},
		"errors: true":          {func(f *fake) { f.refuse = func(d string) bool { return strings.Contains(d, `"count":1001,`) } }, 2, "it refused 1 measurement, the first of them number 2, with status 400: document_parsing_exception: failed to parse field [count]"},
		"all refused":           {func(f *fake) { f.refuse = func(string) bool { return true } }, 0, "it refused 3 measurements"},
		"errors, and not which": {bulk(`{"errors":true,"items":[{"index":{"status":201}},{"index":{"status":201}},{"index":{"status":201}}]}`), 3, "it says that there were errors"},
		"too few items":         {bulk(`{"errors":false,"items":[{"index":{"status":201}},{"index":{"status":201}}]}`), 2, "of 3 measurements it answered for 2"},
		"too many items":        {bulk(`{"errors":false,"items":[{"index":{"status":201}},{"index":{"status":201}},{"index":{"status":201}},{"index":{"status":201}}]}`), 3, "it answered for 4"},
		"no items":              {bulk(`{}`), 0, "of 3 measurements it answered for 0"},
		"no errors":             {bulk(`{"items":[{"index":{"status":201}},{"index":{"status":201}},{"index":{"status":201}}]}`), 3, "it is not Elasticsearch"},
		"items of another kind": {bulk(`{"errors":false,"items":[{"delete":{"status":200}},{"index":{"status":201}},{}]}`), 1, "it refused 2 measurements"},
		"refused, and not why":  {bulk(`{"errors":true,"items":[{"index":{"status":201}},{"index":{"status":201}},{"index":{"status":429}}]}`), 2, "number 3, with status 429; uploading the same again"},
		"another measurement":   {bulk(`{"errors":false,"items":[{"index":{"status":201}},{"index":{"_id":"x","status":201}},{"index":{"status":201}}]}`), 1, "its answer number 2 is not about that measurement"},
		"another document":      {answer("POST", 201, "application/json", `{"_id":"%s%s"}`), 0, "answered without an _id that it was sent"},
		"cut between batches":   {second(func(http.ResponseWriter) { panic(http.ErrAbortHandler) }), 3, "3 of 5 measurements were accepted: "},
		"cut in the answer": {second(func(w http.ResponseWriter) {
			w.Header().Set("Content-Length", "1000")
			_, _ = io.WriteString(w, `{"errors":false,`)
		}), 3, "3 of 5 measurements were accepted: "},
		"500 later": {second(func(w http.ResponseWriter) { http.Error(w, "{}", 500) }), 3, "uploading the same again replaces those, and doubles none"},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFake(t)
			tt.fault(f)
			s, err := NewServer(strings.Replace(f.URL, "//", "//elastic:"+url.QueryEscape(password)+"@", 1))
			if err != nil {
				t.Fatal(err)
			}
			n := 3
			if strings.Contains(tt.want, "3 of 5") || strings.HasPrefix(tt.want, "uploading") {
				n = 5
			}
			done, err := s.Upload(t.Context(), pack(t, n), 3)
			if err == nil || !errors.Is(err, ErrServer) || done.Measurements != tt.accepted || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("%+v, %v; want %d, %q", done, err, tt.accepted, tt.want)
			}
			var partial *PartialError
			if errors.As(err, &partial) != (tt.accepted > 0) {
				t.Errorf("partial: %v", err)
			}
			for _, secret := range []string{password, url.QueryEscape(password), "ZWxhc3RpYz", "elastic:"} { // base64 of "elastic:..."
				if err != nil && strings.Contains(err.Error(), secret) || strings.Contains(s.String(), secret) {
					t.Errorf("%q is in %v", secret, err)
				}
			}
			f.Close() // it waits for the request that it cut off
			if len(f.auth) == 0 || !strings.HasPrefix(f.auth[0], "Basic ZWxhc3RpYz") {
				t.Errorf("authorization %q", f.auth)
			}
		})
	}
}

// TestSilence: a server that never answers, or never ends its answer, is left after the
// time-out; one that is not there at once; and a context that ends, ends it.
func TestSilence(t *testing.T) {
	for _, begins := range []bool{false, true} {
		f := newFake(t)
		release := make(chan struct{})
		f.before = func(w http.ResponseWriter, r *http.Request) bool {
			if begins {
				_, _ = io.WriteString(w, `{"found":`)
				w.(http.Flusher).Flush()
			}
			<-release
			return true
		}
		s := f.server(t)
		s.Timeout = 50 * time.Millisecond
		if done, err := s.Upload(t.Context(), pack(t, 1), 0); !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), "no answer within 50ms") || done != (Done{}) {
			t.Errorf("%+v, %v", done, err)
		}
		s.Timeout = time.Hour
		ctx, stop := context.WithCancelCause(t.Context())
		stopped := errors.New("stopped")
		time.AfterFunc(50*time.Millisecond, func() { stop(stopped) })
		if _, err := s.Upload(ctx, pack(t, 1), 0); !errors.Is(err, stopped) {
			t.Errorf("%v", err)
		}
		close(release)
		f.Close()
		if _, err := s.Upload(t.Context(), pack(t, 1), 0); !errors.Is(err, ErrServer) || strings.Count(err.Error(), f.URL) != 1 {
			t.Errorf("gone: %v", err)
		}
	}
}

func TestNewServer(t *testing.T) {
	for address, want := range map[string]string{
		"http://localhost:9200": "http://localhost:9200", "http://localhost:9200/": "http://localhost:9200", "https://u:p%40@h/elastic/": "https://h/elastic", "HTTP://h": "http://h",
	} {
		if s, err := NewServer(address); err != nil || s.String() != want {
			t.Errorf("%s: %v, %v", address, s, err)
		}
	}
	for _, address := range []string{"", "localhost:9200", "ftp://u:hunter2@h", "http://", "http://u:hunter2/x@h", "http://u:1/hunter2@h", "http://u:hunter2#x@h", "http://u:1?hunter2@h", "http://u:hunter2%@h",
		"http://u:hunter2 x@h:y", "://u:hunter2@h", "http://h?api_key=hunter2", "http://h?", "u:hunter2@h:9200", "http://[u:hunter2@h"} {
		if s, err := NewServer(address); !errors.Is(err, ErrServer) || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s: %v, %v", address, s, err)
		}
	}
}

func TestBatch(t *testing.T) {
	f := newFake(t)
	for _, batch := range []int{-1, MaxBatch + 1} {
		if _, err := f.server(t).Upload(t.Context(), pack(t, 1), batch); !errors.Is(err, ErrPackage) {
			t.Errorf("%d: %v", batch, err)
		}
	}
	if done, err := f.server(t).Upload(t.Context(), pack(t, 3), 1); err != nil || done.Measurements != 3 || !slices.Equal(f.batches, []int{1, 1, 1}) {
		t.Errorf("%+v, %v, %v", done, err, f.batches)
	}
}

// TestPackage: what is written is read again, and what cannot be uploaded is refused.
func TestPackage(t *testing.T) {
	p := pack(t, 7)
	var buf bytes.Buffer
	if err := p.Write(&buf); err != nil {
		t.Fatal(err)
	}
	text := buf.String()
	if q, err := Read(&buf); err != nil || !reflect.DeepEqual(p, q) {
		t.Errorf("%+v, %v", q, err)
	}
	if keys := `{"measurements":[{"arch":"x86_64","engine":"wazero","engine_flags":null,"wasm":"a/b.wasm","process":0,"iteration":0,"phase":"Execution","event":"cycles","count":1000},`; !strings.HasPrefix(text, keys) {
		t.Errorf("%.300s", text)
	}
	for name, bad := range map[string]string{
		"nothing": "", "text": "hello", "rows": `[{"arch":"x"}]`, "cut": text[:len(text)-10], "twice": text + text, "no measurements": `{"measurements":[]}`,
		"another engine":    strings.Replace(text, `"engine":"mine"`, `"engine":"other"`, 1),
		"another benchmark": strings.Replace(text, `"wasm":"a/b.wasm"`, `"wasm":"c.wasm"`, 1),
		"no machine":        strings.Replace(text, `"id":"`+p.Machine.ID+`"`, `"id":""`, 1),
		"a row":             strings.Replace(text, `"count":1000`, `"count":"x"`, 1),
	} {
		if q, err := Read(strings.NewReader(bad)); !errors.Is(err, ErrPackage) {
			t.Errorf("%s: %+v, %v", name, q, err)
		}
	}
	// As the original writes it: engines by name, rows without flags.
	original := `{"measurements":[{"arch":"x86_64","engine":"../libengine.so","wasm":"noop.wasm","process":1,"iteration":0,"phase":"Compilation","event":"cycles","count":5}],
		"engines":{"../libengine.so":{"id":"wasmtime-abc","name":"wasmtime","datetime":null,"path":"/libengine.so","buildinfo":"NAME=wasmtime"}},
		"benchmarks":{"noop.wasm":{"id":"noop-abc","name":"noop","path":"noop.wasm","hash":"abc","size":5}},
		"machine":{"id":"x86_64-linux-abc","name":"h","os":"Linux","kernel":"6","arch":"x86_64","cpu":"c","memory":"1 GiB"},"datetime":"2022-06-14T12:48:15.5-07:00"}`
	f := newFake(t)
	q, err := Read(strings.NewReader(original))
	if err == nil {
		_, err = f.server(t).Upload(t.Context(), q, 0)
	}
	if err != nil {
		t.Fatal(err)
	}
	const want = `{"machine":"x86_64-linux-abc","engine":"wasmtime-abc","benchmark":"noop-abc","process":1,"iteration":0,"phase":"Compilation","event":"cycles","count":5,"datetime":"2022-06-14T12:48:15.5-07:00"}`
	for _, got := range f.documents["measurements"] {
		if string(got) != want {
			t.Errorf("%s", got)
		}
	}
}

// TestNewWithoutHeader: rows alone are taken for this machine's, as in the original,
// where they name files; and refused where nobody knows what was measured.
func TestNewWithoutHeader(t *testing.T) {
	dir := t.TempDir()
	lib, wasm := filepath.Join(dir, "libengine.so"), filepath.Join(dir, "noop.wasm")
	for _, name := range []string{lib, wasm} {
		if err := os.WriteFile(name, []byte("abc"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	row := record.Row{Arch: "x86_64", Engine: lib, Wasm: wasm, Phase: measure.Compilation, Event: "cycles", Count: 1}
	here, err := fingerprint.ThisMachine()
	if err != nil {
		t.Fatal(err)
	}
	p, err := New([]record.Row{row}, nil, begun)
	if err != nil || p.Engines[lib].ID != "custom-ba7816bf" || p.Benchmarks[wasm].ID != "noop-ba7816bf" || p.Machine != here || p.Datetime != "2026-03-04T05:06:07Z" {
		t.Errorf("%+v, %v", p, err)
	}
	for name, change := range map[string]func(*record.Row, *record.Header) *record.Header{
		"a name":            func(r *record.Row, _ *record.Header) *record.Header { r.Engine = "wazero"; return nil },
		"no library":        func(r *record.Row, _ *record.Header) *record.Header { r.Engine = "./nosuch.so"; return nil },
		"no benchmark":      func(r *record.Row, _ *record.Header) *record.Header { r.Wasm = "nosuch.wasm"; return nil },
		"not in the header": func(_ *record.Row, h *record.Header) *record.Header { return h },
		"no hash":           func(r *record.Row, h *record.Header) *record.Header { r.Engine = "mine"; return h },
		"an unknown machine": func(r *record.Row, h *record.Header) *record.Header {
			r.Engine, r.Wasm, h.Machine = "mine", "a/b.wasm", record.Machine{}
			return h
		},
	} {
		r, h := row, *header
		of := change(&r, &h)
		if p, err := New([]record.Row{r}, of, begun); err == nil {
			t.Errorf("%s: %+v", name, p)
		}
	}
	if p, err := New(nil, nil, begun); !errors.Is(err, ErrPackage) {
		t.Errorf("no rows: %+v, %v", p, err)
	}
}
