package upload

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
)

// fake plays the part of Elasticsearch's API that is used here:
//
//   - GET /INDEX/_doc/ID answers 200 {"_index","_id","found":true,"_source":DOCUMENT}; 404
//     {"_index","_id","found":false} if the index lacks it; and if there is no such index
//     404 {"error":{"type":"index_not_found_exception","reason"},"status":404}
//     (Get API).
//   - POST /INDEX/_doc/ID stores the document, and makes the index if there is none: 201
//     {"_index","_id","result":"created"}, 200 and "updated" if it was there (Index API).
//   - POST /INDEX/_bulk with Content-Type application/x-ndjson takes pairs of lines, an
//     action and a document, the last ended by a newline, too, and answers 200
//     {"took","errors","items":[{"index":{"_index","_id","status"}}]}, an item for each
//     pair, of one that is refused with "error":{"type","reason"} (Bulk API).
type fake struct {
	*httptest.Server
	mu        sync.Mutex
	documents map[string]map[string]json.RawMessage // by index and ID
	requests  []string                              // method and path as it was sent
	batches   []int                                 // measurements in each
	auth      []string

	refuse func(document string) bool                               // of a bulk
	before func(w http.ResponseWriter, r *http.Request) (done bool) // a fault
}

func newFake(t *testing.T) *fake {
	f := &fake{documents: map[string]map[string]json.RawMessage{}}
	f.Server = httptest.NewServer(f)
	t.Cleanup(f.Close)
	return f
}

func (f *fake) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.requests = append(f.requests, r.Method+" "+r.RequestURI)
	f.auth = append(f.auth, r.Header.Get("Authorization"))
	if f.before != nil && f.before(w, r) {
		return
	}
	parts := strings.SplitN(strings.TrimPrefix(r.URL.Path, "/"), "/", 3) // decoded: an ID may have slashes
	if strings.Count(r.URL.EscapedPath(), "/") > 3 {
		http.Error(w, `{"error":"no handler found for uri"}`, http.StatusBadRequest)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	index := parts[0]
	switch {
	case r.Method == http.MethodGet && len(parts) == 3 && parts[1] == "_doc":
		of, ok := f.documents[index]
		if !ok {
			w.WriteHeader(http.StatusNotFound)
			fmt.Fprintf(w, `{"error":{"type":"index_not_found_exception","reason":"no such index [%s]"},"status":404}`, index)
			return
		}
		document, ok := of[parts[2]]
		if !ok {
			w.WriteHeader(http.StatusNotFound)
			fmt.Fprintf(w, `{"_index":%q,"_id":%s,"found":false}`, index, quoted(parts[2]))
			return
		}
		fmt.Fprintf(w, `{"_index":%q,"_id":%s,"_version":1,"found":true,"_source":%s}`, index, quoted(parts[2]), document)
	case r.Method == http.MethodPost && len(parts) == 3 && parts[1] == "_doc":
		body, _ := io.ReadAll(r.Body)
		if !json.Valid(body) || r.Header.Get("Content-Type") != "application/json" {
			http.Error(w, `{"error":{"type":"mapper_parsing_exception","reason":"failed to parse"}}`, http.StatusBadRequest)
			return
		}
		w.WriteHeader(f.put(index, parts[2], body))
		fmt.Fprintf(w, `{"_index":%q,"_id":%s}`, index, quoted(parts[2]))
	case r.Method == http.MethodPost && len(parts) == 2 && parts[1] == "_bulk":
		f.bulk(w, r, index)
	default:
		http.Error(w, `{"error":"no handler found for uri"}`, http.StatusBadRequest)
	}
}

func quoted(text string) []byte {
	b, _ := json.Marshal(text)
	return b
}

func (f *fake) put(index, id string, document []byte) int {
	if f.documents[index] == nil {
		f.documents[index] = map[string]json.RawMessage{}
	}
	_, was := f.documents[index][id]
	f.documents[index][id] = document
	if was {
		return http.StatusOK
	}
	return http.StatusCreated
}

func (f *fake) bulk(w http.ResponseWriter, r *http.Request, index string) {
	if r.Header.Get("Content-Type") != "application/x-ndjson" {
		http.Error(w, `{"error":"Content-Type header is not supported"}`, http.StatusNotAcceptable)
		return
	}
	in := bufio.NewReader(r.Body)
	var items []string
	errors := false
	for {
		action, err := in.ReadString('\n')
		if err == io.EOF && action == "" {
			break
		}
		document, err2 := in.ReadString('\n')
		var of struct {
			Index *struct {
				ID string `json:"_id"`
			} `json:"index"`
		}
		if err != nil || err2 != nil || json.Unmarshal([]byte(action), &of) != nil || of.Index == nil || !json.Valid([]byte(document)) {
			http.Error(w, `{"error":{"type":"illegal_argument_exception","reason":"The bulk request must be terminated by a newline [\\n]"},"status":400}`, http.StatusBadRequest)
			return
		}
		if f.refuse != nil && f.refuse(document) {
			errors = true
			items = append(items, fmt.Sprintf(`{"index":{"_index":%q,"_id":%q,"status":400,"error":{"type":"document_parsing_exception","reason":"failed to parse field [count]"}}}`, index, of.Index.ID))
			continue
		}
		items = append(items, fmt.Sprintf(`{"index":{"_index":%q,"_id":%q,"status":%d}}`, index, of.Index.ID, f.put(index, of.Index.ID, []byte(strings.TrimSpace(document)))))
	}
	f.batches = append(f.batches, len(items))
	fmt.Fprintf(w, `{"took":1,"errors":%v,"items":[%s]}`, errors, strings.Join(items, ","))
}
