package command

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/sightglass-go/sightglass/measure/quote"
	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/recorder"
	"github.com/sightglass-go/sightglass/recorder/build"
)

// unchanged refuses to follow a fleet whose benchmarks, or files that these read, have
// changed here since: what it has recorded would be taken for what they are now. The
// program and its engines are those that lie in the folder, whichever are here now.
func (f *fleetCommand) unchanged(cmd *cobra.Command) error {
	plan := f.recorded.Plan
	plan.Engines = besidePrograms(f.recorded, f.folder)
	_, err := f.recorder(recorder.Options{
		Share:   &recorder.Share{Of: f.recorded, Index: 1, Total: f.nodes},
		Despite: []string{"plan", "machine", "binary"},
	}).Record(cmd.Context(), plan, new(beginning))
	var changed *recorder.ChangedError
	switch {
	case errors.Is(err, errBegun):
		return nil
	case err == nil || cmd.Context().Err() != nil:
		return cmp.Or(err, errors.New("BUG: a recording that only had to begin ended"))
	case !errors.As(err, &changed):
		return fmt.Errorf("--folder: %s: to see whether the fleet's files are still those it was started with, its plan is begun here, and cannot be: %w; nothing was asked of machines: mend that, and repeat the command line, or use another folder", quote.Name(f.folder), err)
	}
	// Without what it wraps: shares of a fleet cannot be recorded despite that.
	return fmt.Errorf("--folder: %s: the fleet was started with other files: %s; put them back, or use another folder", quote.Name(f.folder), strings.Join(changed.Texts, "; "))
}

// sameSources refuses to follow a fleet of an engine that the command line would build of
// something else now: a program that was replaced, a folder that a commit has changed, or with changes
// that it had not, or no longer has. Of changes to changes only sayBuilt says something, and nothing is
// known of what is no longer there.
func (f *fleetCommand) sameSources(ctx context.Context) error {
	named := f.engines.Named()
	if len(named) != len(f.recorded.Engines) { // of a project's file, or each layout by itself
		return nil
	}
	for i, text := range named {
		spec, err := build.Parse(text)
		if err != nil || spec.Path == "" {
			continue
		}
		if was, now := sourceOf(ctx, f.recorded, i, spec); now != "" {
			return fmt.Errorf("--folder: %s: %s is not what the fleet was started with: that was %s, and here is %s; bring it back, or use another folder", quote.Name(f.folder), quote.Name(spec.Name()), was, now)
		}
	}
	return nil
}

// sumOf is the SHA-256 of a file, in hexadecimal.
func sumOf(name string) (string, error) {
	f, err := os.Open(name)
	if err != nil {
		return "", err
	}
	defer f.Close()
	sum := sha256.New()
	_, err = io.Copy(sum, f)
	return hex.EncodeToString(sum.Sum(nil)), err
}

var commitHash = regexp.MustCompile(`\b[0-9a-f]{12,64}\b`)

// sourceOf is what an engine was built of, and of what it would be now, if these differ.
func sourceOf(ctx context.Context, p *recorder.Planned, engine int, spec build.Spec) (was, now string) {
	sum := programOf(p, engine, 0)
	if found, err := sumOf(spec.Path); err == nil {
		if found == sum {
			return "", ""
		}
		return "the program " + record.ShortHash(sum), record.ShortHash(found)
	}
	version := p.Engines[engine].Version
	text := version
	for _, program := range p.Programs {
		if program.SHA256 == sum {
			text += " " + program.Revision
		}
	}
	changed := false
	if spec.Revision != "" {
		now, _ = build.Commit(ctx, spec.Path, spec.Revision)
	} else {
		now, changed = build.State(ctx, spec.Path, ".")
	}
	commits := commitHash.FindAllString(text, -1)
	if len(commits) == 0 || now == "" {
		return "", ""
	}
	was, suffix := record.ShortHash(commits[len(commits)-1]), map[bool]string{true: build.Uncommitted}
	had := strings.Contains(text, build.Uncommitted)
	// What a program says of itself is of all of its repository, and so tells nothing of its folder.
	ofFolder := func(commit string) bool { return len(commit) >= 40 && strings.Contains(version, commit) }
	same := slices.IndexFunc(commits, func(c string) bool {
		return strings.HasPrefix(c, now) || strings.HasPrefix(now, c) || ofFolder(c) && build.Unchanged(ctx, spec.Path, c, now)
	})
	if same >= 0 && (spec.Revision != "" || !ofFolder(commits[same]) || had == changed) {
		return "", ""
	}
	return "commit " + was + suffix[had], record.ShortHash(now) + suffix[changed]
}
