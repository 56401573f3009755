package build

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"

	"github.com/sightglass-go/sightglass/measure/quote"
)

// Repository is all of the repository that a folder is in: see State.
const Repository = ":/"

// State says which commit a folder is of, "" if that is not known, and whether
// anything was changed since within the folder (".") or its Repository.
func State(ctx context.Context, dir, within string) (commit string, changed bool) {
	commit, _, err := git(ctx, dir, nil, "rev-parse", "--verify", "HEAD")
	if err != nil {
		return "", false
	}
	changes, _, err := git(ctx, dir, nil, "status", "--porcelain", "--", within)
	if err != nil {
		return "", false
	}
	return commit, changes != ""
}

// repositoryOwn are the variables by which git tells its hooks which repository
// they are called for. It need not be the one that is asked for here.
var repositoryOwn = []string{"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_COMMON_DIR", "GIT_NAMESPACE"}

// git runs git in a folder, with variables beside those of this process, and
// returns what it prints on its standard output and error, without their last
// line ends. Its error is in git's words.
func git(ctx context.Context, dir string, env []string, args ...string) (out, warnings string, err error) {
	path, err := exec.LookPath("git")
	if err != nil {
		return "", "", fmt.Errorf("git is needed for revisions: %w", err)
	}
	cmd := exec.CommandContext(ctx, path, args...)
	cmd.Dir = dir
	cmd.Env = append(slices.DeleteFunc(os.Environ(), func(kv string) bool {
		name, _, _ := strings.Cut(kv, "=")
		return slices.Contains(repositoryOwn, name)
	}), "LC_ALL=C", "GIT_OPTIONAL_LOCKS=0", "GIT_TERMINAL_PROMPT=0")
	cmd.Env = append(cmd.Env, env...)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err = cmd.Run()
	out, warnings = strings.TrimRight(stdout.String(), "\r\n"), strings.TrimSpace(stderr.String())
	var exit *exec.ExitError
	switch {
	case ctx.Err() != nil:
		return "", "", ctx.Err()
	case errors.As(err, &exit) && warnings != "":
		return "", warnings, fmt.Errorf("git %s: %s", args[0], quote.Clip(warnings, quote.MaxLine))
	case err != nil:
		return "", warnings, fmt.Errorf("git %s: %w", args[0], err)
	}
	return out, warnings, nil
}
