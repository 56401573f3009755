// Package forge is what a command needs to know of the job that it runs in on GitHub
// or GitLab: which pull request (or merge request) that is for, what it is compared
// with, where a summary goes, and how a comment is written and later replaced.
//
//	forge.go       the job, from the environment
//	event.go       what GitHub says happened
//	comment.go     a comment that is found by its first line and replaced
//	rest.go        requests to their APIs, and what they answer
//	annotation.go  errors and warnings that GitHub shows beside the job
package forge

import (
	"cmp"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// Job is the job that this process runs in. The zero Job is none that is known.
type Job struct {
	// Forge is "GitHub", "GitLab" or "".
	Forge string
	// Number is that of the pull request, 0 for none.
	Number int
	// BaseCommit is what the change is compared with, if that is known as a commit,
	// and BaseBranch the branch that it goes to.
	BaseCommit, BaseBranch string
	// Fork is set for a pull request from another repository, whose jobs get no
	// token that can write.
	Fork bool
	// Name is the job's, Link its address, Summary the file that GitHub shows it by.
	Name, Link, Summary string
	// Annotates is whether errors and warnings are shown beside the job.
	Annotates bool
	// MaxComment is how long a comment may be, in bytes, MaxSummary a Summary.
	MaxComment, MaxSummary int

	project string // in the API's paths
	api     api
}

// Tokens are the variables that hold one.
var Tokens = []string{"GITHUB_TOKEN", "GITLAB_TOKEN"}

// HasToken is whether Comment may be tried.
func (j *Job) HasToken() bool { return j.api.token != "" }

// Whole is what to write into the job's definition so that its clone has all of the
// history.
func (j *Job) Whole() string {
	switch j.Forge {
	case "GitHub":
		return "give actions/checkout fetch-depth: 0"
	case "GitLab":
		return `set the variable GIT_DEPTH: "0"`
	}
	return "run git fetch --unshallow"
}

const (
	requestTimeout = 30 * time.Second
	firstWait      = 2 * time.Second
)

var repositoryName = regexp.MustCompile(`^[A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+$`)

// Detect finds the job by the variables of its environment. The error is of what
// they say and cannot be read; the Job has the rest.
func Detect(getenv func(string) string) (Job, error) {
	switch {
	case getenv("GITHUB_ACTIONS") == "true":
		return github(getenv)
	case getenv("GITLAB_CI") == "true":
		return gitlab(getenv)
	}
	return Job{}, nil
}

func github(getenv func(string) string) (Job, error) {
	j := Job{
		Forge: "GitHub", BaseBranch: getenv("GITHUB_BASE_REF"), Name: getenv("GITHUB_JOB"), Summary: getenv("GITHUB_STEP_SUMMARY"),
		Annotates: true, MaxComment: 65536, MaxSummary: 1 << 20, project: getenv("GITHUB_REPOSITORY"),
	}
	j.api = api{base: cmp.Or(getenv("GITHUB_API_URL"), "https://api.github.com"), token: getenv("GITHUB_TOKEN"), authorize: func(token string) (string, string) {
		return "Authorization", "Bearer " + token
	}, timeout: requestTimeout, wait: firstWait}
	if run := getenv("GITHUB_RUN_ID"); run != "" && j.project != "" {
		j.Link = fmt.Sprintf("%s/%s/actions/runs/%s", cmp.Or(getenv("GITHUB_SERVER_URL"), "https://github.com"), j.project, run)
	}
	var err error
	if j.project != "" && !repositoryName.MatchString(j.project) {
		err = fmt.Errorf("GITHUB_REPOSITORY %q is not the name of a repository", j.project)
	}
	event, eventErr := readEvent(getenv("GITHUB_EVENT_PATH"))
	j.Number = event.number()
	if j.Number == 0 { // "refs/pull/7/merge"
		if number, ok := strings.CutPrefix(getenv("GITHUB_REF"), "refs/pull/"); ok {
			number, _, _ = strings.Cut(number, "/")
			j.Number, _ = strconv.Atoi(number)
		}
	}
	j.BaseCommit, j.Fork = event.MergeGroup.BaseSHA, event.fork(j.project)
	return j, errors.Join(err, eventErr)
}

func gitlab(getenv func(string) string) (Job, error) {
	j := Job{
		Forge: "GitLab", Name: getenv("CI_JOB_NAME"), Link: getenv("CI_JOB_URL"), MaxComment: 1_000_000,
		BaseBranch: getenv("CI_MERGE_REQUEST_TARGET_BRANCH_NAME"),
		// A pipeline of merged results has the tip of the target merged in.
		BaseCommit: cmp.Or(getenv("CI_MERGE_REQUEST_TARGET_BRANCH_SHA"), getenv("CI_MERGE_REQUEST_DIFF_BASE_SHA")),
		Fork:       getenv("CI_MERGE_REQUEST_SOURCE_PROJECT_ID") != getenv("CI_MERGE_REQUEST_PROJECT_ID"),
		project:    getenv("CI_PROJECT_ID"),
	}
	j.api = api{base: cmp.Or(getenv("CI_API_V4_URL"), "https://gitlab.com/api/v4"), token: getenv("GITLAB_TOKEN"), authorize: func(token string) (string, string) {
		return "PRIVATE-TOKEN", token
	}, timeout: requestTimeout, wait: firstWait}
	var err error
	if number := getenv("CI_MERGE_REQUEST_IID"); number != "" {
		if j.Number, err = strconv.Atoi(number); err != nil {
			err = fmt.Errorf("CI_MERGE_REQUEST_IID: %w", err)
		}
	}
	return j, err
}
