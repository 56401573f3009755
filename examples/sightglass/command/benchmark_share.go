package command

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/sightglass-go/sightglass/examples/sightglass/command/internal/flags"
	"github.com/sightglass-go/sightglass/measure/quote"
	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/measure/words"
	"github.com/sightglass-go/sightglass/recorder"
	fleets "github.com/sightglass-go/sightglass/recorder/fleet"
	"github.com/sightglass-go/sightglass/recorder/job"
)

// shareFlags are --plan and --share: a part of a plan that several machines record.
type shareFlags struct {
	file  string
	share string
	wait  time.Duration     // for another process that has the recording
	found *recorder.Planned // nil without --plan
	is    record.Share
	name  string // of the recording
}

func (s *shareFlags) register(cmd *cobra.Command) {
	fs := cmd.Flags()
	fs.StringVar(&s.file, "plan", "", "record a `FILE` that sightglass plan wrote, or with --share a part of it")
	fs.StringVar(&s.share, "share", "", "`I/N`: record only this share of the rounds of --plan, and resume it if it has begun; auto takes both\nfrom the variables of Slurm's job arrays, GitLab's parallel jobs or SIGHTGLASS_SHARE_INDEX (from 0) and\n_COUNT, auto/N the number from these or from a Kubernetes indexed Job")
	flags.Number(fs, &s.wait, "wait", "", time.Minute, "--plan: how long to wait while another process holds the recording, as one that a scheduler has replaced does", 0, time.Hour)
}

// besidePlan are the flags that a share of a plan may have, as they are no part of it.
var besidePlan = []string{"plan", "share", "wait", "project", "resume-despite", "max-time", "fail-fast", "in-process", "exec", "exec-program", "output-file", "output-format",
	"baseline", "noise-threshold", "significance-level", "show-insignificant", "verbose", "progress", "color", "width", "unit"}

// find reads the plan and finds out which share is meant, and what there is of it.
func (b *benchmarkCommand) findShare(cmd *cobra.Command, args []string) error {
	s := &b.share
	if s.file == "" {
		if s.share != "" {
			return errors.New("--share is a part of a plan: name its file with --plan; sightglass plan writes one")
		}
		if cmd.Flags().Changed("wait") {
			return errors.New("--wait is for the recording of a share: name its plan with --plan")
		}
		return nil
	}
	other := flags.OthersThan(cmd, besidePlan)
	switch {
	case len(args) > 0:
		return fmt.Errorf("--plan says what is recorded: leave out %s", strings.Join(args, ", "))
	case len(other) > 0:
		return fmt.Errorf("--plan says what is recorded, and how: leave out --%s; sightglass plan takes it where it belongs to the plan, and sightglass compare judges all shares together", strings.Join(other, ", --"))
	}
	f, err := record.OpenNamed(cmd.Context(), s.file)
	if err != nil {
		return fmt.Errorf("--plan: %w", err)
	}
	defer f.Close()
	if s.found, err = recorder.ReadPlanned(f); err != nil {
		return fmt.Errorf("--plan %s: %w", quote.Name(s.file), err)
	}
	share := record.Share{Index: 1, Of: 1}
	if s.share != "" {
		from := ""
		if share, from, err = shareOf(s.share, os.Getenv); err != nil {
			return fmt.Errorf("--share %w", err)
		}
		if from != "" {
			fmt.Fprintf(cmd.ErrOrStderr(), "note: this is share %v of the plan, says %s\n", &share, from)
		}
	}
	if s.is, err = s.found.Share(share.Index, share.Of); err != nil {
		return fmt.Errorf("--share %w", err)
	}
	if err := b.shareFile(cmd); err != nil {
		return err
	}
	b.plan = s.found.Plan
	b.plan.Engines = besidePrograms(s.found, filepath.Dir(s.file))
	b.options.Share = &recorder.Share{Of: s.found, Index: share.Index, Total: share.Of}
	b.options.Resume, b.options.Despite = b.resume.found, b.resume.despite
	return built(b.plan.Engines, "--plan "+s.file, "neither in "+fleets.Programs+"/ beside it (as sightglass fleet has it), nor")
}

// besidePrograms are the engines of a plan, with the programs of builds where they lie
// beside it under their hashes, as they do on the machines of a fleet.
func besidePrograms(p *recorder.Planned, dir string) []job.Engine {
	list := slices.Clone(p.Plan.Engines)
	for i := range list {
		list[i].Programs = slices.Clone(list[i].Programs)
		for n := range list[i].Programs {
			path, err := filepath.Abs(filepath.Join(dir, fleets.Programs, filepath.Base(programOf(p, i, n))))
			if info, statErr := os.Stat(path); err == nil && statErr == nil && info.Mode().IsRegular() {
				list[i].Programs[n] = path
			}
		}
	}
	return list
}

// shareFile finds the one file that a share goes to, which is resumed if it has begun:
// the same command line does both.
func (b *benchmarkCommand) shareFile(cmd *cobra.Command) error {
	s := &b.share
	files, stdout, err := b.output.targets()
	switch {
	case err != nil:
		return err
	case stdout.rows() != record.Auto, len(files) > 1, len(files) == 1 && files[0].form.rows() != record.JSONL, len(files) == 1 && record.IsStream(files[0].name):
		return errors.New("a share of a plan is kept in one file, FILE.jsonl (--output-file), which is resumed: sightglass convert and report make others of all shares")
	case len(files) == 0:
		name := strings.TrimSuffix(filepath.Base(s.file), filepath.Ext(s.file))
		b.output.files = []string{filepath.Join(os.Getenv(dataDir), fmt.Sprintf("%s-share-%d-of-%d.jsonl", name, s.is.Index, s.is.Of))}
		if _, err := makeDataDir(); err != nil {
			return err
		}
	}
	name := b.output.files[0]
	s.name = name
	found, err := s.recoverShare(cmd, name)
	switch {
	case err == nil:
		b.resume.file, b.resume.found, b.output.files = name, found, nil
		return nil
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, record.ErrNotResumable):
		return nil // what cannot be replaced is refused when it is opened
	}
	return err
}

// shareOf reads the value of --share. from names the variables that say more than it
// does, "" if they were not asked.
func shareOf(text string, env func(string) string) (share record.Share, from string, err error) {
	of, counted := strings.CutPrefix(text, "auto/")
	if text != "auto" && !counted {
		share, err = record.ParseShare(text)
		return share, "", err
	}
	wrong := func(format string, args ...any) (record.Share, string, error) {
		return record.Share{}, "", fmt.Errorf("%s: %s", text, fmt.Sprintf(format, args...))
	}
	number := func(name string) int {
		n, wrong := strconv.Atoi(env(name))
		switch {
		case env(name) == "":
			err = errors.Join(err, fmt.Errorf("%s: the variable %s is not set", text, name))
		case wrong != nil:
			err = errors.Join(err, fmt.Errorf("%s: the variable %s is %q, not a number", text, name, env(name)))
		}
		return n
	}
	n := 0
	if counted {
		if n, err = strconv.Atoi(of); err != nil {
			return wrong("how many shares there are is %q, and no number", of)
		}
	}
	const slurm = "SLURM_ARRAY_TASK_"
	switch {
	case env("SIGHTGLASS_SHARE_INDEX") != "":
		from, share.Index = "SIGHTGLASS_SHARE_INDEX", number("SIGHTGLASS_SHARE_INDEX")+1
		if !counted {
			n = number("SIGHTGLASS_SHARE_COUNT")
		}
	case env(slurm+"ID") != "" && counted:
		from, share.Index = slurm+"ID", number(slurm+"ID")
	case env(slurm+"ID") != "":
		id, least, most, step := number(slurm+"ID"), number(slurm+"MIN"), number(slurm+"MAX"), number(slurm+"STEP")
		n = number(slurm + "COUNT")
		// An array of some numbers is of what was lost, and does not say how many there were.
		if err == nil && (step < 1 || least > 1 || least < 0 || (most-least)/step+1 != n || (id-least)%step != 0) {
			return wrong("this job array has %s from %d to %d, which may be a part of another array: say how many shares there are, as in auto/%d, with tasks numbered from 1", words.Count(n, "task"), least, most, max(n, most))
		}
		if err == nil {
			from, share.Index = slurm+"ID and _COUNT", (id-least)/step+1
		}
	case env("JOB_COMPLETION_INDEX") != "" && !counted:
		return wrong("JOB_COMPLETION_INDEX says the number of this job, and nothing how many there are: add that, as in auto/8")
	case env("JOB_COMPLETION_INDEX") != "":
		from, share.Index = "JOB_COMPLETION_INDEX", number("JOB_COMPLETION_INDEX")+1
	case env("CI_NODE_INDEX") != "":
		from, share.Index = "CI_NODE_INDEX", number("CI_NODE_INDEX")
		if !counted {
			from, n = "CI_NODE_INDEX and CI_NODE_TOTAL", number("CI_NODE_TOTAL")
		}
	default:
		return wrong("no variable says which share this is: " + slurm + "ID, CI_NODE_INDEX, JOB_COMPLETION_INDEX and SIGHTGLASS_SHARE_INDEX are not set; write the share, such as 3/8")
	}
	if err != nil {
		return record.Share{}, "", err
	}
	share.Of = n
	if err := share.Check(); err != nil {
		return record.Share{}, "", fmt.Errorf("%s, which %s says: %w", text, from, err)
	}
	return share, from, nil
}
