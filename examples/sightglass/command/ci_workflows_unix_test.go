//go:build unix

package command

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// A step is a named part of a workflow or an action that runs a script.
type step struct {
	name, script string
	inputs       map[string]string // of its environment, by the variable
}

// steps reads those of a file as it stands in this repository: scripts below
// "run: |", or behind "run:"; below "script:" all behind dashes, and below "- |", are one.
func steps(t *testing.T, file string) (list []step) {
	t.Helper()
	input := regexp.MustCompile(`^ +([A-Z_]+): \$\{\{ inputs\.([a-z-]+) \}\}$`)
	now, indent := step{inputs: map[string]string{}}, -1
	inScript := false
	end := func() {
		if now.script != "" {
			list = append(list, now)
		}
		now, indent = step{inputs: map[string]string{}}, -1
	}
	for line := range strings.Lines(read(t, file)) {
		line = strings.TrimSuffix(line, "\n")
		trimmed := strings.TrimLeft(line, " ")
		depth := len(line) - len(trimmed)
		if indent >= 0 && (trimmed == "" || depth > indent) {
			now.script += strings.TrimPrefix(line, strings.Repeat(" ", indent+2)) + "\n"
			continue
		}
		indent = -1
		switch {
		case trimmed == "script:":
			inScript = true
		case inScript && trimmed == "- |":
			indent = depth
		case inScript && strings.HasPrefix(trimmed, "- "):
			now.script += trimmed[2:] + "\n"
		case strings.HasPrefix(trimmed, "- "):
			end()
			now.name = strings.TrimPrefix(trimmed, "- name: ")
		case inScript:
			inScript = false
			end()
		case trimmed == "run: |":
			indent = depth
		case strings.HasPrefix(trimmed, "run: "):
			now.script = strings.TrimPrefix(trimmed, "run: ") + "\n"
		}
		if m := input.FindStringSubmatch(line); m != nil {
			now.inputs[m[1]] = m[2]
		}
	}
	end()
	return list
}

// runs runs a script as a runner does, in a folder, and returns its exit code.
func runs(t *testing.T, dir, script string, env ...string) (code int, out string) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script)
	cmd.Dir = dir
	cmd.Env = append(append(os.Environ(), "GIT_CONFIG_GLOBAL="+os.DevNull), env...)
	text, err := cmd.CombinedOutput()
	if err != nil && cmd.ProcessState == nil {
		t.Fatal(err)
	}
	return cmd.ProcessState.ExitCode(), string(text)
}

// ciFile is a file of this repository by its path in it.
func ciFile(t *testing.T, name string) string {
	t.Helper()
	file, err := filepath.Abs("../../../" + name)
	if err != nil {
		t.Fatal(err)
	}
	return file
}

// TestWorkflowSteps: the scripts that the tests below run are all there are.
func TestWorkflowSteps(t *testing.T) {
	for file, want := range map[string]string{
		".github/actions/compare/action.yml":  "Build sightglass, Compare",
		"examples/ci/github-pull-request.yml": "",
		"examples/ci/github-nightly.yml":      "Install sightglass, Fetch the history, Record, Keep it, Draw the history, Judge",
		"examples/ci/gitlab.yml":              "sightglass ci",
		"examples/ci/gitlab-nightly.yml":      "nightly",
	} {
		var names []string
		for _, s := range steps(t, ciFile(t, file)) {
			if strings.HasPrefix(s.script, "sightglass ci ") { // GitLab's have no names
				s.name = "sightglass ci"
			}
			if strings.HasPrefix(s.script, `history="$CI_PROJECT_DIR`) {
				s.name = "nightly"
			}
			names = append(names, s.name)
		}
		if got := strings.Join(names, ", "); got != want {
			t.Errorf("%s: %s, want %s", file, got, want)
		}
	}
}

// workflowRepository is a repository with a pull request, of which each commit is
// slower, and the command on the path.
func workflowRepository(t *testing.T) commits {
	t.Helper()
	if os.Getenv("SIGHTGLASS_TESTS") == "" {
		t.Skip("builds several programs; to run it: SIGHTGLASS_TESTS=all go test -run TestWorkflow ./examples/sightglass/command")
	}
	if _, err := exec.LookPath("bash"); err != nil {
		t.Skip("needs bash: ", err)
	}
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	h := newCommits(t)
	h.commit(t, "base", cost(1000))
	h.git(t, "branch", "-M", "main")
	runner := commits{dir: filepath.Join(t.TempDir(), "a runner"), guest: h.guest}
	h.git(t, "clone", "-q", h.dir, runner.dir)
	runner.git(t, "checkout", "-q", "-b", "change")
	put(t, filepath.Join(runner.dir, "benchmarks", "no op.wasm"), read(t, h.guest))
	runner.commit(t, "slower", cost(1030))
	bin := t.TempDir()
	put(t, filepath.Join(bin, "sightglass"), "#!/bin/sh\n"+asCommand+"=1 exec '"+exe+"' \"$@\"\n")
	if err := os.Chmod(filepath.Join(bin, "sightglass"), 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", bin+string(os.PathListSeparator)+os.Getenv("PATH"))
	return runner
}

// TestWorkflowAction runs the action's scripts, with the environment that its inputs
// come to.
func TestWorkflowAction(t *testing.T) {
	runner := workflowRepository(t)
	summary, comments := aJob(t, nil)
	temp := filepath.Join(t.TempDir(), "runner temp")
	mkdir(t, temp)
	output := filepath.Join(temp, "output")
	env := []string{"GITHUB_ACTION_PATH=" + ciFile(t, ".github/actions/compare"), "RUNNER_TEMP=" + temp, "GITHUB_OUTPUT=" + output}
	inputs := map[string]string{"worker": "./bench", "engine": "planted", "benchmarks": "benchmarks/*.wasm\n", "name": "a job", "max-time": "1m", "fail-on": "changed-worse",
		"args": " -m fuel\n-i 1 --layouts 0 --progress none ", "comment": "true", "token": "secret"}
	for _, s := range steps(t, ciFile(t, ".github/actions/compare/action.yml")) {
		more := env
		for variable, name := range s.inputs {
			if !strings.Contains(read(t, ciFile(t, ".github/actions/compare/action.yml")), "\n  "+name+":\n") {
				t.Errorf("%s: there is no input %s", s.name, name)
			}
			more = append(more, variable+"="+inputs[name])
		}
		want := 0
		if s.name == "Compare" {
			want = exitFailed // it is slower
		}
		if code, out := runs(t, runner.dir, s.script, more...); code != want {
			t.Fatalf("%s: exit %d\n%s", s.name, code, out)
		}
	}
	if len(comments) != 1 || !strings.Contains(comments[1], "a job: 1 worse") || !strings.Contains(comments[1], "no op.wasm") || !strings.Contains(read(t, summary), "1 worse") {
		t.Errorf("%v\n%s", comments, read(t, summary))
	}
	file := strings.TrimSpace(strings.TrimPrefix(read(t, output), "recording="))
	for _, name := range []string{file, strings.TrimSuffix(file, ".jsonl") + ".again.jsonl"} {
		if info, err := os.Stat(name); err != nil || info.Size() == 0 {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestWorkflowGitLab runs the script of the job for GitLab, which has no token here.
func TestWorkflowGitLab(t *testing.T) {
	runner := workflowRepository(t)
	base := strings.TrimSpace(runner.git(t, "rev-parse", "main"))
	aJob(t, map[string]string{"GITHUB_ACTIONS": "", "GITLAB_CI": "true", "CI_MERGE_REQUEST_IID": "3", "CI_MERGE_REQUEST_DIFF_BASE_SHA": base, "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main"})
	list := steps(t, ciFile(t, "examples/ci/gitlab.yml"))
	script := list[len(list)-1].script
	if !strings.HasPrefix(script, "sightglass ci ") {
		t.Fatalf("%q", list)
	}
	if err := os.Rename(filepath.Join(runner.dir, "benchmarks", "no op.wasm"), filepath.Join(runner.dir, "benchmarks", "noop.wasm")); err != nil {
		t.Fatal(err)
	}
	code, out := runs(t, runner.dir, script, "WORKER=./bench", "ENGINE=planted", "MEASURE=fuel", "BENCHMARKS=benchmarks/*.wasm")
	if code != exitFailed || !strings.Contains(out, "no comment: there is no token (GITLAB_TOKEN)") || !strings.Contains(out, ": 1 worse") || !strings.Contains(out, ", from main. Head: ") {
		t.Errorf("exit %d\n%s", code, out)
	}
	if info, err := os.Stat(filepath.Join(runner.dir, "recording.jsonl")); err != nil || info.Size() == 0 {
		t.Errorf("%v", err)
	}
}

// TestWorkflowNightly runs three nights, of which the last is slower, each on a
// runner that knows nothing of the one before.
func TestWorkflowNightly(t *testing.T) {
	runner := workflowRepository(t)
	runner.git(t, "remote", "set-url", "origin", strings.TrimSpace(runner.git(t, "rev-parse", "--show-toplevel"))+".origin")
	runner.git(t, "clone", "-q", "--bare", ".", runner.dir+".origin")
	temp, summary := t.TempDir(), filepath.Join(t.TempDir(), "summary.md")
	for night, n := range []int{1000, 1000, 1000, 1100} {
		runner.commit(t, fmt.Sprint("night", night), cost(n)+fmt.Sprintf("// night %d\n", night))
		sha := strings.TrimSpace(runner.git(t, "rev-parse", "HEAD"))
		for _, s := range steps(t, ciFile(t, "examples/ci/github-nightly.yml")) {
			if s.name == "Install sightglass" {
				continue // from the network
			}
			want, says := 0, ""
			switch {
			case s.name == "Judge" && night < 2:
				says = "nothing is judged yet"
			case s.name == "Judge" && night == 3:
				want, says = exitFailed, "gate --fail-on changed-worse: closed"
			}
			code, out := runs(t, runner.dir, s.script, "ENGINE=planted", "BUILD=./bench", "MEASURE=fuel", "BENCHMARKS=benchmarks/*.wasm", "BRANCH=benchmark-history", "NIGHTS=3",
				"RUNNER_TEMP="+temp, "GITHUB_SHA="+sha, "GITHUB_SERVER_URL=https://github.com", "GITHUB_REPOSITORY=o/r", "GITHUB_STEP_SUMMARY="+summary)
			if code != want || !strings.Contains(out, says) {
				t.Fatalf("night %d, %s: exit %d, want %d with %q\n%s", night, s.name, code, want, says, out)
			}
		}
	}
	if files := strings.Fields(runner.git(t, "--git-dir", runner.dir+".origin", "ls-tree", "--name-only", "benchmark-history")); len(files) != 4 {
		t.Errorf("the branch has %q", files)
	}
	if text := read(t, summary); !strings.Contains(text, "https://github.com/o/r/commit/") && !strings.Contains(text, "worse") {
		t.Errorf("%s", text)
	}
	if changed := runner.git(t, "status", "--porcelain"); strings.TrimSpace(strings.ReplaceAll(changed, "?? benchmarks/", "")) != "" {
		t.Errorf("it left %s", changed)
	}
}

// TestWorkflowGitLabNightly runs four nights by the script for GitLab, of which the last is
// slower, each on a runner that knows nothing of the one before.
func TestWorkflowGitLabNightly(t *testing.T) {
	runner := workflowRepository(t)
	origin := runner.dir + ".origin"
	runner.git(t, "clone", "-q", "--bare", ".", origin)
	list := steps(t, ciFile(t, "examples/ci/gitlab-nightly.yml"))
	script := list[len(list)-1].script
	for night, n := range []int{1000, 1000, 1000, 1100} {
		runner.commit(t, fmt.Sprint("night", night), cost(n)+fmt.Sprintf("// night %d\n", night))
		sha := strings.TrimSpace(runner.git(t, "rev-parse", "HEAD"))
		want, says := 0, ""
		switch night {
		case 0, 1:
			says = fmt.Sprintf("%d of 3 recordings: nothing is judged yet", night+1)
		case 2:
			says = "gate --fail-on changed-worse: open"
		case 3:
			want, says = exitFailed, "gate --fail-on changed-worse: closed"
		}
		code, out := runs(t, runner.dir, script, "ENGINE=planted", "BUILD=./bench", "MEASURE=fuel", "BENCHMARKS=benchmarks/*.wasm", "BRANCH=benchmark-history", "NIGHTS=3",
			"REMOTE="+origin, "CI_PROJECT_DIR="+runner.dir, "CI_COMMIT_SHA="+sha, "CI_PROJECT_URL=https://gitlab.com/o/r")
		if code != want || !strings.Contains(out, says) {
			t.Fatalf("night %d: exit %d, want %d with %q\n%s", night, code, want, says, out)
		}
		if _, err := os.Stat(filepath.Join(runner.dir, "issue.md")); (err == nil) != (night == 3) {
			t.Errorf("night %d: the issue: %v", night, err)
		}
	}
	if files := strings.Fields(runner.git(t, "--git-dir", origin, "ls-tree", "--name-only", "benchmark-history")); len(files) != 4 {
		t.Errorf("the branch has %q", files)
	}
	if page := read(t, filepath.Join(runner.dir, "history.html")); !strings.Contains(page, "https://gitlab.com/o/r/-/commit/") {
		t.Error("the page has no links to commits")
	}
	// Where nothing can be kept, nothing passes.
	if code, out := runs(t, runner.dir, script, "ENGINE=planted", "BUILD=./bench", "MEASURE=fuel", "BENCHMARKS=benchmarks/*.wasm", "BRANCH=benchmark-history", "NIGHTS=3",
		"REMOTE="+filepath.Join(t.TempDir(), "nosuch.git"), "CI_PROJECT_DIR="+runner.dir, "CI_COMMIT_SHA=x", "CI_PROJECT_URL=https://gitlab.com/o/r"); code == 0 {
		t.Errorf("without a remote: %s", out)
	}
}
