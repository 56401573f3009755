package build

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path"
	"slices"
	"strings"

	"github.com/sightglass-go/sightglass/measure/quote"
)

// Repository is all of the repository that a folder is in: see State.
const Repository = ":/"

// State says which commit a folder is of, "" if that is not known, and whether
// anything was changed since within the folder (".") or its Repository. A new file
// that is neither built nor in a testdata folder is no change: the recording is one,
// where it is made in the repository that it is of, and would keep itself from being
// resumed.
func State(ctx context.Context, dir, within string) (commit string, changed bool) {
	commit, _, err := git(ctx, dir, nil, "rev-parse", "--verify", "HEAD")
	if err != nil {
		return "", false
	}
	changes, _, err := git(ctx, dir, nil, "status", "--porcelain", "--untracked-files=all", "--", within)
	if err != nil {
		return "", false
	}
	return commit, slices.ContainsFunc(strings.Split(changes, "\n"), isChange)
}

// Unchanged is whether a folder is the same in two commits, as where what was committed
// between them is elsewhere in its repository.
func Unchanged(ctx context.Context, dir, one, other string) bool {
	was, _, err := git(ctx, dir, nil, "rev-parse", "--verify", one+":./")
	if err != nil {
		return false
	}
	is, _, err := git(ctx, dir, nil, "rev-parse", "--verify", other+":./")
	return err == nil && is == was
}

// built are how names of files end that the go command builds from.
var built = []string{".go", ".s", ".S", ".c", ".h", ".cc", ".cpp", ".cxx", ".hh", ".hpp", ".m", ".syso", ".mod", ".sum", ".work"}

// isChange is whether a line of git status is of a change, see State.
func isChange(line string) bool {
	file, isNew := strings.CutPrefix(line, "?? ")
	if !isNew {
		return line != ""
	}
	file = strings.Trim(file, `"`)
	return slices.Contains(built, path.Ext(file)) || slices.Contains(strings.Split(path.Dir(file), "/"), "testdata")
}

// repositoryOwn are the variables by which git tells its hooks which repository
// they are called for. It need not be the one that is asked for here.
var repositoryOwn = []string{"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_COMMON_DIR", "GIT_NAMESPACE"}

// git runs git in a folder, with variables beside those of this process, and
// returns what it prints on its standard output and error, without their last
// line ends. Its error is in git's words.
func git(ctx context.Context, dir string, env []string, args ...string) (out, warnings string, err error) {
	program, err := exec.LookPath("git")
	if err != nil {
		return "", "", fmt.Errorf("git is needed for revisions: %w", err)
	}
	cmd := exec.CommandContext(ctx, program, args...)
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
