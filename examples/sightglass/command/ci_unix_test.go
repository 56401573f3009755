//go:build unix

package command

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"github.com/sightglass-go/sightglass/analysis/report"
	"github.com/sightglass-go/sightglass/examples/sightglass/command/internal/forge"
)

// jobVariables are those by which jobs are known, here and where this test runs.
var jobVariables = []string{"GITHUB_ACTIONS", "GITHUB_BASE_REF", "GITHUB_JOB", "GITHUB_STEP_SUMMARY", "GITHUB_REPOSITORY", "GITHUB_API_URL", "GITHUB_TOKEN", "GITHUB_RUN_ID",
	"GITHUB_SERVER_URL", "GITHUB_EVENT_PATH", "GITHUB_REF", "GITLAB_CI", "CI_JOB_NAME", "CI_JOB_URL", "CI_MERGE_REQUEST_TARGET_BRANCH_NAME", "CI_MERGE_REQUEST_TARGET_BRANCH_SHA",
	"CI_MERGE_REQUEST_DIFF_BASE_SHA", "CI_MERGE_REQUEST_SOURCE_PROJECT_ID", "CI_MERGE_REQUEST_PROJECT_ID", "CI_PROJECT_ID", "CI_API_V4_URL", "GITLAB_TOKEN", "CI_MERGE_REQUEST_IID"}

// aJob makes the environment that of a job for pull request 7, on GitHub, with these
// variables in place of what it has. It returns the file of its summary, and what is
// commented, by id.
func aJob(t *testing.T, more map[string]string) (summary string, comments map[int]string) {
	t.Helper()
	comments = map[int]string{}
	type comment struct {
		ID   int    `json:"id"`
		Body string `json:"body"`
		User any    `json:"user"`
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		list := []comment{}
		for id := range len(comments) {
			list = append(list, comment{id + 1, comments[id+1], map[string]string{"type": "Bot"}})
		}
		var in comment
		id := 0
		switch {
		case r.Header.Get("Authorization") != "Bearer secret":
			w.WriteHeader(http.StatusForbidden)
		case r.Method == http.MethodGet && r.URL.Path == "/repos/o/r/issues/7/comments":
		case r.Method == http.MethodPost && r.URL.Path == "/repos/o/r/issues/7/comments":
			id = len(comments) + 1
		case r.Method == http.MethodPatch:
			if _, err := fmt.Sscanf(r.URL.Path, "/repos/o/r/issues/comments/%d", &id); err != nil {
				t.Error(err)
			}
		default:
			w.WriteHeader(http.StatusNotFound)
		}
		var out any = list
		if id > 0 {
			if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
				t.Error(err)
			}
			comments[id] = in.Body
			out = in
		}
		if err := json.NewEncoder(w).Encode(out); err != nil {
			t.Error(err)
		}
	}))
	t.Cleanup(server.Close)
	summary = filepath.Join(t.TempDir(), "summary.md")
	put(t, summary, "of an earlier step\n")
	env := map[string]string{"GITHUB_ACTIONS": "true", "GITHUB_BASE_REF": "main", "GITHUB_JOB": "linux", "GITHUB_STEP_SUMMARY": summary, "GITHUB_REPOSITORY": "o/r",
		"GITHUB_API_URL": server.URL, "GITHUB_TOKEN": "secret", "GITHUB_RUN_ID": "9", "GITHUB_REF": "refs/pull/7/merge"}
	for _, name := range jobVariables {
		value, ok := more[name]
		if !ok {
			value = env[name]
		}
		t.Setenv(name, value)
	}
	return summary, comments
}

// published is what ci does with a comparison that was made.
func published(t *testing.T, found twofold, failOn string, ended error) (stderr string, err error) {
	t.Helper()
	var b bytes.Buffer
	cmd := new(cobra.Command)
	cmd.SetContext(t.Context())
	cmd.SetErr(&b)
	c := &ciCommand{name: "linux", comments: true}
	c.compare.failOn = failOn
	job, detectErr := forge.Detect(os.Getenv)
	if detectErr != nil {
		t.Fatal(detectErr)
	}
	c.job = job
	about := &report.PullRequest{Name: "linux", Base: "b", Head: "h", First: found.first, Again: found.second, Twice: found.again, Verdict: "the verdict\nin two lines, 100%", Link: job.Link}
	err = c.publish(cmd, about, ended)
	return b.String(), err
}

// TestCIPublishes: the summary is added to, a comment is replaced, and what is worse is
// an annotation.
func TestCIPublishes(t *testing.T) {
	summary, comments := aJob(t, nil)
	worse := counted(t, map[string]uint64{"a.wasm": 30, "::error::b": 0})
	stderr, err := published(t, twofold{first: worse}, failOnWorse, errClosed)
	if err != nil || len(comments) != 1 || !strings.HasPrefix(comments[1], report.Mark("linux")+"\n") || !strings.Contains(comments[1], "1 worse") {
		t.Errorf("%v, %v", err, comments)
	}
	if text := read(t, summary); !strings.HasPrefix(text, "of an earlier step\n"+report.Mark("linux")) || !strings.Contains(text, "<https://github.com/o/r/actions/runs/9>") {
		t.Errorf("%s", text)
	}
	if strings.Count(stderr, "\n::error ") != 1 || !strings.HasPrefix(stderr, "::error title=worse%3A linux::head counts 3.0%25 more fuel than base") || strings.Contains(stderr, "\n::error::b") {
		t.Errorf("%s", stderr)
	}
	// Nothing is judged, so that it is no error.
	if stderr, err = published(t, twofold{first: worse}, "", nil); err != nil || strings.Contains(stderr, "::error ") || !strings.Contains(stderr, "::warning title=worse") {
		t.Errorf("%v, %s", err, stderr)
	}
	same := counted(t, map[string]uint64{"a.wasm": 0})
	if stderr, err = published(t, twofold{first: same}, failOnWorse, nil); err != nil || strings.Contains(stderr, "::error") || len(comments) != 1 || strings.Contains(comments[1], "1 worse") {
		t.Errorf("%v, %s, %v", err, stderr, comments)
	}
	// What cannot be said replaces what was said before.
	if stderr, err = published(t, twofold{}, failOnWorse, errors.New("x")); err != nil || !strings.Contains(stderr, "::error title=no verdict%3A linux::the verdict\\nin two lines, 100%25") ||
		len(comments) != 1 || !strings.Contains(comments[1], "nothing was compared") {
		t.Errorf("%v, %s, %v", err, stderr, comments)
	}
	many := map[string]uint64{}
	for i := range 30 {
		many[fmt.Sprintf("%d.wasm", i)] = 30
	}
	if stderr, _ = published(t, twofold{first: counted(t, many)}, failOnWorse, errClosed); strings.Count(stderr, "::error ") != 9 || !strings.Contains(stderr, "::and 23 more") {
		t.Errorf("%s", stderr)
	}
}

// TestCINoComment: without a token that may write it is printed, and says why; what
// else goes wrong is an error.
func TestCINoComment(t *testing.T) {
	same := twofold{first: counted(t, map[string]uint64{"a.wasm": 0})}
	event := filepath.Join(t.TempDir(), "event.json")
	put(t, event, `{"number": 7, "pull_request": {"number": 7, "head": {"repo": {"full_name": "x/r"}}}}`)
	for what, tt := range map[string]struct {
		env  map[string]string
		says string
		err  string
	}{
		"no token":              {map[string]string{"GITHUB_TOKEN": ""}, "no comment: there is no token (GITHUB_TOKEN); the summary is printed", ""},
		"a fork":                {map[string]string{"GITHUB_TOKEN": "", "GITHUB_EVENT_PATH": event}, "from forks get no token", ""},
		"a token that reads":    {map[string]string{"GITHUB_TOKEN": "reads"}, "::warning title=no comment%3A linux::the token may not write comments", ""},
		"a fork's token":        {map[string]string{"GITHUB_TOKEN": "reads", "GITHUB_EVENT_PATH": event}, "from forks only read", ""},
		"a push":                {map[string]string{"GITHUB_REF": "refs/heads/main"}, "not for a pull request", ""},
		"no such pull request":  {map[string]string{"GITHUB_REF": "refs/pull/8/merge"}, "", "there is no pull request 8"},
		"no such server":        {map[string]string{"GITHUB_API_URL": "http://[::1]:0"}, "", "write the comment"},
		"a summary in a folder": {map[string]string{"GITHUB_STEP_SUMMARY": t.TempDir(), "GITHUB_TOKEN": ""}, "", "write the job's summary"},
		"GitLab without one":    {map[string]string{"GITHUB_ACTIONS": "", "GITLAB_CI": "true", "CI_MERGE_REQUEST_IID": "7"}, "no token (GITLAB_TOKEN)", ""},
		"a terminal":            {map[string]string{"GITHUB_ACTIONS": ""}, "", ""},
	} {
		if what == "no such server" && testing.Short() {
			continue
		}
		_, comments := aJob(t, tt.env)
		stderr, err := published(t, same, failOnWorse, nil)
		if len(comments) != 0 || !strings.Contains(stderr, tt.says) || tt.says == "" && tt.err == "" && stderr != "" {
			t.Errorf("%s: %s, %v", what, stderr, comments)
		}
		if (err != nil) != (tt.err != "") || err != nil && (!strings.Contains(err.Error(), tt.err) || exitCode(t.Context(), err) != exitOutput) {
			t.Errorf("%s: %v, want %q", what, err, tt.err)
		}
	}
}

// TestCIRefuses: a base that is not known, or is what is compared with it, is refused
// before anything is built.
func TestCIRefuses(t *testing.T) {
	h := newCommits(t)
	h.commit(t, "base", cost(1000))
	h.git(t, "branch", "-M", "main")
	h.commit(t, "head", cost(1000))
	whole, shallow := filepath.Join(t.TempDir(), "whole"), filepath.Join(t.TempDir(), "shallow")
	h.git(t, "clone", "-q", h.dir, whole)
	h.git(t, "clone", "-q", "--depth=1", "file://"+filepath.ToSlash(h.dir), shallow)
	for what, tt := range map[string]struct {
		dir  string
		env  map[string]string
		args string
		says string
	}{
		"no pull request":     {whole, map[string]string{"GITHUB_ACTIONS": "", "GITHUB_BASE_REF": ""}, "", "name the revision to compare with, as --base"},
		"shallow":             {shallow, nil, "", "the clone is shallow: give actions/checkout fetch-depth: 0, or name a commit"},
		"shallow, on GitLab":  {shallow, map[string]string{"GITHUB_ACTIONS": "", "GITLAB_CI": "true", "CI_MERGE_REQUEST_DIFF_BASE_SHA": strings.TrimSpace(h.git(t, "rev-parse", "base"))}, "", `GIT_DEPTH: "0"`},
		"the same commit":     {whole, nil, "", "base and head are the same commit"},
		"the same, by name":   {whole, nil, "--base HEAD", "base and head are the same commit"},
		"a branch of no name": {whole, map[string]string{"GITHUB_BASE_REF": "nosuch"}, "", "there is no such revision"},
		"an option":           {whole, map[string]string{"GITHUB_BASE_REF": "--all"}, "", "there is no such revision"},
		"a name that ends it": {whole, nil, "--name a-->b", "--name a-->b: use 1 to 100 letters"},
	} {
		summary, comments := aJob(t, tt.env)
		t.Chdir(tt.dir)
		r := sightglass(t, "", append([]string{"ci", "--worker", "bench", h.guest}, strings.Fields(tt.args)...)...)
		if r.code != exitRefuse || !strings.Contains(r.stderr, tt.says) || r.stdout != "" || len(comments) > 0 || read(t, summary) != "of an earlier step\n" {
			t.Errorf("%s: %+v, want %q", what, r, tt.says)
		}
	}
}

// TestNameOfJob: what a forge calls a job is a name for a mark.
func TestNameOfJob(t *testing.T) {
	for name, want := range map[string]string{
		"linux": "linux", "": "sightglass", "bench: [wazero, 1]": "bench_ _wazero, 1_", "a-->b": "a-_b", "é": "_", "  ": "sightglass", strings.Repeat("x", 200): strings.Repeat("x", 80),
	} {
		if got := nameOfJob(name); got != want || report.ValidName(got) != nil {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
}

// TestCI is a pull request from its first commit to its last: slower, as it was, what
// does not compile, and a change in the working tree.
func TestCI(t *testing.T) {
	if os.Getenv("SIGHTGLASS_TESTS") == "" {
		t.Skip("builds several programs; to run it: SIGHTGLASS_TESTS=all go test -run TestCI ./examples/sightglass/command")
	}
	h := newCommits(t)
	h.commit(t, "base", cost(1000))
	h.git(t, "branch", "-M", "main")
	runner := commits{dir: filepath.Join(t.TempDir(), "a runner"), guest: h.guest}
	h.git(t, "clone", "-q", h.dir, runner.dir)
	runner.git(t, "checkout", "-q", "-b", "change")
	summary, comments := aJob(t, nil)
	t.Chdir(runner.dir)
	args := append([]string{"ci"}, runner.ab()[1:]...)
	args = append(args[:len(args)-1:len(args)-1], "--name", "a program", runner.guest)
	for _, tt := range []struct {
		costs            string
		code             int
		comment, says    string
		stdout, annotate string
	}{
		{cost(1030), exitFailed, "a program: 1 worse", "confirmed by a second recording", "3.0% more (worse)", "::error title=worse%3A a program::"},
		{cost(1000) + "// as it was\n", 0, "a program: 2 not changed", "gate --fail-on changed-worse: open", "not changed", ""},
		{"const cost = nonsense\n", exitRefuse, "a program: nothing was compared", "nonsense", "", "::error title=no verdict%3A a program::"},
		{cost(900), 0, "a program: 1 better", "open", "(better)", ""},
	} {
		runner.commit(t, fmt.Sprint("c", len(read(t, summary))), tt.costs)
		r := sightglass(t, "", args...)
		if r.code != tt.code || !strings.Contains(r.stderr, tt.says) || !strings.Contains(r.stdout, tt.stdout) || tt.stdout == "" && r.stdout != "" {
			t.Errorf("%s: %+v", tt.costs, r)
		}
		if strings.Contains(r.stderr, "::error") != (tt.annotate != "") || !strings.Contains(r.stderr, tt.annotate) {
			t.Errorf("%s: annotations: %s", tt.costs, r.stderr)
		}
		if len(comments) != 1 || !strings.HasPrefix(comments[1], "<!-- sightglass:a program -->\n") || !strings.Contains(comments[1], tt.comment) || !strings.Contains(comments[1], ", where it left main. Head: ") ||
			!strings.HasSuffix(read(t, summary), comments[1]+"\n") {
			t.Errorf("%s: %d comments, %s", tt.costs, len(comments), comments[1])
		}
	}
	put(t, filepath.Join(runner.dir, "bench", "cost.go"), "package main\n\n"+cost(1500))
	if r := sightglass(t, "", args...); r.code != exitFailed || !strings.Contains(r.stdout, "and what was changed since in the working tree") {
		t.Errorf("%+v", r)
	}
}
