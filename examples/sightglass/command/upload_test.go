package command

import (
	"bufio"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// elastic is a server that has no documents, and accepts as many measurements as it is
// given room for. How it really answers, see the tests of recorder/upload.
func elastic(t *testing.T, room int) (address string, stored *[]string) {
	stored = new([]string)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.Method == http.MethodGet:
			w.WriteHeader(http.StatusNotFound)
			fmt.Fprint(w, `{"found":false}`)
		case !strings.HasSuffix(r.URL.Path, "/_bulk"):
			*stored = append(*stored, r.URL.Path)
			fmt.Fprintf(w, `{"_id":%q}`, r.URL.Path[strings.LastIndexByte(r.URL.Path, '/')+1:])
		default:
			var items []string
			refused := false
			for lines := bufio.NewScanner(r.Body); lines.Scan(); {
				if lines.Scan(); room > 0 {
					room--
					*stored = append(*stored, lines.Text())
					items = append(items, `{"index":{"status":201}}`)
					continue
				}
				refused = true
				items = append(items, `{"index":{"status":429,"error":{"type":"full","reason":"no room"}}}`)
			}
			fmt.Fprintf(w, `{"errors":%v,"items":[%s]}`, refused, strings.Join(items, ","))
		}
	}))
	t.Cleanup(server.Close)
	return server.URL, stored
}

func TestUpload(t *testing.T) {
	folder(t)
	succeeds(t, strings.Fields("benchmark -e wazero -e wazero:interpreter -p 1 -i 2 -o rows.jsonl noop.wasm")...)
	succeeds(t, strings.Fields("benchmark -p 1 -i 1 -o other.jsonl noop.wasm")...)
	const rows = 2 * 2 * 3 // engines, iterations, phases
	url, stored := elastic(t, 1000)
	secret := strings.Replace(url, "//", "//me:hunter2@", 1)
	uploaded := fmt.Sprintf("uploaded %d rows to %s; of engines, benchmarks and machines 4 were new and 0 there\n", rows, url)
	// Each way to name the server and the recording.
	for _, tt := range []struct{ stdin, args string }{
		{"", "--server " + url + " rows.jsonl"}, {"", url + " rows.jsonl"}, {"", "rows.jsonl " + secret}, {"", "--input-file rows.jsonl -b 5 " + url}, {read(t, "rows.jsonl"), "-i jsonl " + url},
	} {
		*stored = nil
		r := sightglass(t, tt.stdin, append([]string{"upload-elastic"}, strings.Fields(tt.args)...)...)
		if r.code != 0 || r.stderr != "" || r.stdout != uploaded || len(*stored) != rows+4 {
			t.Errorf("%s: %+v, %d stored, want %q", tt.args, r, len(*stored), uploaded)
		}
	}
	// A package is uploaded as it was printed: the same again.
	first := strings.Join(*stored, "\n")
	*stored = nil
	r := sightglass(t, "", "upload-elastic", "-d", "-b", "5", "rows.jsonl", url)
	if want := fmt.Sprintf("note: nothing was uploaded: %d rows in 3 batches, for %s\n", rows, url); r.code != 0 || r.stderr != want || len(*stored) != 0 {
		t.Errorf("%+v, %v", r, *stored)
	}
	put(t, "package.json", r.stdout)
	if r := sightglass(t, "", "upload-elastic", "--from-package", "package.json", url); r.code != 0 || r.stdout != uploaded || strings.Join(*stored, "\n") != first {
		t.Errorf("%+v\n%v\n%v", r, *stored, first)
	}

	// Not everything is accepted.
	for _, tt := range []struct {
		room, code int
		want       string
	}{{7, exitFailed, "7 of 12 measurements were accepted: "}, {0, exitRefuse, "it refused 5 measurements, the first of them number 1, with status 429: full: no room"}} {
		url, stored := elastic(t, tt.room)
		r := sightglass(t, "", "upload-elastic", "-b", "5", "rows.jsonl", strings.Replace(url, "//", "//me:hunter2@", 1))
		if r.code != tt.code || r.stdout != "" || !strings.Contains(r.stderr, tt.want) || strings.Contains(r.stderr, "hunter2") || len(*stored) != 4+tt.room {
			t.Errorf("room for %d: %+v, want %q", tt.room, r, tt.want)
		}
	}
	slow := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		<-r.Context().Done() // until the client hangs up
	}))
	defer slow.Close()
	gone := httptest.NewServer(nil)
	gone.Close()

	csv := "arch,engine,engine_flags,wasm,process,iteration,phase,event,count\nx86_64,wazero,,noop.wasm,1,0,Execution,cycles,10\n"
	library := strings.Replace(csv, "wazero", "./libengine.so", 1)
	for name, text := range map[string]string{"rows.csv": csv, "library.csv": library, "twice.jsonl": strings.Repeat(read(t, "rows.jsonl"), 2), "two.jsonl": read(t, "rows.jsonl") + read(t, "other.jsonl"), "part.csv": csv + "x\n", "nameless.csv": strings.Replace(csv, ",,noop.wasm,", ",noop.wasm,,", 1), "libengine.so": "abc"} {
		put(t, name, text)
	}
	*stored = nil
	for args, want := range map[string]string{
		"--timeout 20ms rows.jsonl " + slow.URL: "no answer within 20ms",
		"rows.jsonl " + gone.URL:                gone.URL,
		"rows.csv " + url:                       "rows alone do not say which version it was",
		"twice.jsonl " + url:                    "the same recording appears twice",
		"two.jsonl " + url:                      "two.jsonl holds 2 recordings: upload one at a time",
		"part.csv " + url:                       "part.csv:3",
		"-f rows.jsonl rows.csv":                "2 recordings: upload one at a time",
		"nameless.csv " + url:                   "1 row without a name of the benchmark",
		"localhost:9200 rows.jsonl":             "localhost:9200 is not a file; a server's address begins with http:// or https://",
		"elastic.example.org:9200/":             "begins with http:// or https://",
		"-p rows.jsonl " + url:                  "it is not a package",
		"-p package.json rows.jsonl " + url:     "name no other",
		"-p nosuch.json " + url:                 "nosuch.json",
		"-p . " + url:                           "--from-package",
		"--server " + url + " " + url:           "the server is named twice",
		"-b 0 rows.jsonl":                       "--batch-size",
		"rows.jsonl http://me:hunter2/x@h":      "the server's address is not like",
		"rows.jsonl htp://me:hunter2@h":         "the server's address is not like",
		"rows.jsonl me:hunter2@h":               "the server's address is not like",
		"rows.jsonl http//me:hunter2@h":         "the server's address is not like",
		"rows.jsonl --server me:hunter2@h":      "the server's address is not like",
		"rows.jsonl https://h?api_key=hunter2":  "leave out what follows a ?",
	} {
		r := sightglass(t, "", append([]string{"upload-elastic"}, strings.Fields(args)...)...)
		if r.code != exitRefuse || r.stdout != "" || !strings.Contains(r.stderr, want) || strings.Contains(r.stderr, "hunter2") || len(*stored) > 0 {
			t.Errorf("%s: %+v, want %q; stored %v", args, r, want, *stored)
		}
	}
	r = sightglass(t, "", "upload-elastic", "library.csv", url)
	if r.code != 0 || !strings.Contains(r.stderr, "note: the rows do not say where they were measured") || len(*stored) != 4 || !strings.Contains((*stored)[3], `"engine":"custom-ba7816bf"`) {
		t.Errorf("rows of a library: %+v, %v", r, *stored)
	}
}
