package forge

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// A fake plays the API of a forge for one pull request, 7.
type fake struct {
	mu       sync.Mutex
	comments []comment
	requests []string
	token    string
	fail     func(method string, attempt int) int // a status to answer, 0 for none
	attempts map[string]int
	hang     time.Duration
}

func (f *fake) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.requests = append(f.requests, r.Method+" "+r.URL.RequestURI())
	if f.hang > 0 {
		select {
		case <-time.After(f.hang):
		case <-r.Context().Done():
		}
	}
	if r.Header.Get("Authorization") != "Bearer "+f.token && r.Header.Get("PRIVATE-TOKEN") != f.token {
		answer(w, http.StatusUnauthorized, map[string]string{"message": "Bad credentials"})
		return
	}
	if f.fail != nil {
		f.attempts[r.Method]++
		if code := f.fail(r.Method, f.attempts[r.Method]); code != 0 {
			answer(w, code, map[string]any{"message": map[string]string{"says": "no\x1b[2K"}})
			return
		}
	}
	list := r.URL.Path == "/repos/o/r/issues/7/comments" || r.URL.Path == "/projects/12/merge_requests/7/notes"
	one := strings.HasPrefix(r.URL.Path, "/repos/o/r/issues/comments/") || strings.HasPrefix(r.URL.Path, "/projects/12/merge_requests/7/notes/")
	switch {
	case r.URL.Path == "/user":
		answer(w, 200, map[string]int{"id": 42})
	case list && r.Method == http.MethodGet:
		page, _ := strconv.Atoi(r.URL.Query().Get("page"))
		from := min(len(f.comments), (page-1)*100)
		answer(w, 200, f.comments[from:min(len(f.comments), from+100)])
	case list && r.Method == http.MethodPost:
		c := comment{ID: int64(len(f.comments) + 1), Body: bodyOf(r), HTMLURL: "https://forge.example/new"}
		c.User.Type, c.Author.ID = "Bot", 42
		f.comments = append(f.comments, c)
		answer(w, 201, c)
	case one && (r.Method == http.MethodPatch || r.Method == http.MethodPut):
		id, _ := strconv.Atoi(r.URL.Path[strings.LastIndexByte(r.URL.Path, '/')+1:])
		if id < 1 || id > len(f.comments) {
			answer(w, 404, map[string]string{"message": "Not Found"})
			return
		}
		f.comments[id-1].Body = bodyOf(r)
		answer(w, 200, f.comments[id-1])
	default:
		answer(w, 404, map[string]string{"message": "Not Found"})
	}
}

func bodyOf(r *http.Request) string {
	var in map[string]string
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
		return err.Error()
	}
	return in["body"]
}

func answer(w http.ResponseWriter, code int, v any) {
	w.WriteHeader(code)
	if err := json.NewEncoder(w).Encode(v); err != nil {
		panic(err)
	}
}

// others are comments of people, of which one quotes the mark and one begins with it.
func others(n int, mark string) (list []comment) {
	for i := range n {
		c := comment{ID: int64(i + 1), Body: fmt.Sprintf("comment %d", i)}
		switch i {
		case 3:
			c.Body = "> " + mark
		case 5:
			c.Body = mark + "\nI am not it"
		}
		c.User.Type, c.Association, c.Author.ID = "User", "NONE", 1
		list = append(list, c)
	}
	return list
}

// played is the job whose API the fake plays.
func played(t *testing.T, f *fake, forge string) *Job {
	t.Helper()
	f.attempts = map[string]int{}
	server := httptest.NewServer(f)
	t.Cleanup(server.Close)
	env := map[string]map[string]string{
		"GitHub": {"GITHUB_ACTIONS": "true", "GITHUB_API_URL": server.URL, "GITHUB_TOKEN": "secret", "GITHUB_REPOSITORY": "o/r", "GITHUB_REF": "refs/pull/7/merge"},
		"GitLab": {"GITLAB_CI": "true", "CI_API_V4_URL": server.URL, "GITLAB_TOKEN": "secret", "CI_PROJECT_ID": "12", "CI_MERGE_REQUEST_IID": "7"},
	}[forge]
	j, err := Detect(func(name string) string { return env[name] })
	if err != nil || j.Forge != forge || !j.HasToken() || j.Number != 7 {
		t.Fatalf("%+v, %v", j, err)
	}
	j.api.wait, j.api.timeout = 0, time.Minute
	return &j
}
