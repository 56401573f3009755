package forge

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestDetect(t *testing.T) {
	event := func(text string) string {
		file := filepath.Join(t.TempDir(), "event.json")
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return file
	}
	for what, tt := range map[string]struct {
		env  map[string]string
		want Job // these fields
		says string
	}{
		"a terminal": {nil, Job{}, ""},
		"a pull request": {map[string]string{"GITHUB_ACTIONS": "true", "GITHUB_REPOSITORY": "o/r", "GITHUB_BASE_REF": "main", "GITHUB_RUN_ID": "9",
			"GITHUB_EVENT_PATH": event(`{"number": 7, "pull_request": {"number": 7, "head": {"repo": {"full_name": "o/r"}}}}`)},
			Job{Forge: "GitHub", Number: 7, BaseBranch: "main", Link: "https://github.com/o/r/actions/runs/9"}, ""},
		"from a fork": {map[string]string{"GITHUB_ACTIONS": "true", "GITHUB_REPOSITORY": "o/r", "GITHUB_BASE_REF": "main",
			"GITHUB_EVENT_PATH": event(`{"number": 7, "pull_request": {"head": {"repo": {"full_name": "x/r"}}}}`)}, Job{Forge: "GitHub", Number: 7, BaseBranch: "main", Fork: true}, ""},
		"from a fork that was deleted": {map[string]string{"GITHUB_ACTIONS": "true", "GITHUB_REPOSITORY": "o/r",
			"GITHUB_EVENT_PATH": event(`{"number": 7, "pull_request": {"head": {"repo": null}}}`)}, Job{Forge: "GitHub", Number: 7, Fork: true}, ""},
		"an issue's number is none": {map[string]string{"GITHUB_ACTIONS": "true", "GITHUB_REPOSITORY": "o/r", "GITHUB_EVENT_PATH": event(`{"number": 7, "issue": {"number": 7}}`)}, Job{Forge: "GitHub"}, ""},
		"a merge queue":             {map[string]string{"GITHUB_ACTIONS": "true", "GITHUB_REPOSITORY": "o/r", "GITHUB_EVENT_PATH": event(`{"merge_group": {"base_sha": "abc"}}`)}, Job{Forge: "GitHub", BaseCommit: "abc"}, ""},
		"no event":                  {map[string]string{"GITHUB_ACTIONS": "true", "GITHUB_REPOSITORY": "o/r", "GITHUB_REF": "refs/pull/8/merge"}, Job{Forge: "GitHub", Number: 8}, ""},
		"an event that is none": {map[string]string{"GITHUB_ACTIONS": "true", "GITHUB_REPOSITORY": "o/r", "GITHUB_REF": "refs/pull/8/merge", "GITHUB_EVENT_PATH": event(`[`)},
			Job{Forge: "GitHub", Number: 8}, "GITHUB_EVENT_PATH"},
		"an event that is not there": {map[string]string{"GITHUB_ACTIONS": "true", "GITHUB_EVENT_PATH": "/nosuch"}, Job{Forge: "GitHub"}, "GITHUB_EVENT_PATH"},
		"an odd repository":          {map[string]string{"GITHUB_ACTIONS": "true", "GITHUB_REPOSITORY": "o/r/../x"}, Job{Forge: "GitHub"}, "not the name of a repository"},
		"a merge request": {map[string]string{"GITLAB_CI": "true", "CI_MERGE_REQUEST_IID": "3", "CI_MERGE_REQUEST_DIFF_BASE_SHA": "abc", "CI_JOB_URL": "u"},
			Job{Forge: "GitLab", Number: 3, BaseCommit: "abc", Link: "u"}, ""},
		"merged results": {map[string]string{"GITLAB_CI": "true", "CI_MERGE_REQUEST_IID": "3", "CI_MERGE_REQUEST_DIFF_BASE_SHA": "abc", "CI_MERGE_REQUEST_TARGET_BRANCH_SHA": "def"},
			Job{Forge: "GitLab", Number: 3, BaseCommit: "def"}, ""},
		"a merge request from a fork": {map[string]string{"GITLAB_CI": "true", "CI_MERGE_REQUEST_SOURCE_PROJECT_ID": "1", "CI_MERGE_REQUEST_PROJECT_ID": "2"}, Job{Forge: "GitLab", Fork: true}, ""},
		"an odd number":               {map[string]string{"GITLAB_CI": "true", "CI_MERGE_REQUEST_IID": "x"}, Job{Forge: "GitLab"}, "CI_MERGE_REQUEST_IID"},
	} {
		j, err := Detect(func(name string) string { return tt.env[name] })
		got := Job{Forge: j.Forge, Number: j.Number, BaseCommit: j.BaseCommit, BaseBranch: j.BaseBranch, Fork: j.Fork, Link: j.Link}
		if got.Forge != tt.want.Forge || got.Number != tt.want.Number || got.BaseCommit != tt.want.BaseCommit || got.BaseBranch != tt.want.BaseBranch ||
			got.Fork != tt.want.Fork || tt.want.Link != "" && got.Link != tt.want.Link || j.HasToken() {
			t.Errorf("%s: %+v, want %+v", what, got, tt.want)
		}
		if (err != nil) != (tt.says != "") || err != nil && !strings.Contains(err.Error(), tt.says) {
			t.Errorf("%s: %v, want %q", what, err, tt.says)
		}
	}
}

// TestAnnotate: expected as @actions/core's command.ts escapes them.
func TestAnnotate(t *testing.T) {
	var b bytes.Buffer
	if err := Annotate(&b, Error, "a,b:c%\n", "100%\r\n::warning::x ##[error]y, z: w"); err != nil {
		t.Fatal(err)
	}
	if want := "::error title=a%2Cb%3Ac%25%0A::100%25%0D%0A::warning::x ## [error]y, z: w\n"; b.String() != want {
		t.Errorf("%q, want %q", b.String(), want)
	}
}
