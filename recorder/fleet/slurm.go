package fleet

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// Slurm starts the shares of a fleet as the tasks of a job array, each on a machine
// of its own. The fleet's folder, with the program and the plan in it, has to be on a
// file system that all machines see under that name, and so has the current folder if
// names in the plan are relative to it.
type Slurm struct {
	Fleet *Fleet
	// Partition is that of the jobs, "" for the cluster's default.
	Partition string
	// Options are further ones for sbatch, such as "--time=2:00:00".
	Options []string
}

// ErrPartition: the cluster has no such partition.
var ErrPartition = errors.New("no such partition")

// taken are options of sbatch that Submit gives, or that undo what it needs.
var taken = []string{"array", "a", "nodes", "N", "ntasks", "n", "exclusive", "job-name", "J", "chdir", "D", "output", "o", "error", "e",
	"open-mode", "requeue", "no-requeue", "partition", "p", "parsable", "wrap", "wait", "W", "mem", "test-only", "help", "h", "usage", "version", "V", "quiet", "Q"}

// Check refuses options for sbatch that are none, or that Submit gives; and a machine
// without Slurm's programs.
func (s *Slurm) Check() error {
	for _, option := range s.Options {
		name, _, _ := strings.Cut(option, "=")
		switch bare := strings.TrimLeft(name, "-"); {
		case !strings.HasPrefix(option, "-") || bare == "":
			return fmt.Errorf("%q is not an option of sbatch: write it in one word, such as --time=2:00:00", option)
		case slices.Contains(taken, bare) || !strings.HasPrefix(option, "--") && slices.Contains(taken, bare[:1]):
			return fmt.Errorf("%s: each share is one task of a job array, with a machine of its own; that option of sbatch is given already, or would undo it", option)
		}
	}
	if s.Partition != "" && strings.HasPrefix(s.Partition, "-") {
		return fmt.Errorf("%q: %w", s.Partition, ErrPartition)
	}
	return s.programs().installed("sbatch", "squeue")
}

func (s *Slurm) programs() programs {
	return programs{where: "start this on a machine of the cluster from which jobs are submitted, with Slurm's programs in PATH", means: slurmMeans}
}

// slurmMeans tells a controller that is away from one that says no. The messages are
// those of Slurm, which are not translated.
func slurmMeans(e *ProgramError) error {
	for _, away := range []string{"Unable to contact slurm controller", "Socket timed out", "Connection refused", "slurm_persist_conn_open",
		"Zero Bytes were transmitted or received", "Slurm backup controller in standby mode", "Slurm temporarily unable to accept job",
		"Unexpected message received", "Communication connection failure", "Transport endpoint is not connected"} {
		if strings.Contains(e.Said, away) {
			return ErrUnreachable
		}
	}
	if strings.Contains(e.Said, "invalid partition") {
		return ErrPartition
	}
	return ErrRejected
}

// Submit implements [Scheduler].
func (s *Slurm) Submit(ctx context.Context, shares []int) error {
	folder, err := os.Getwd()
	if err != nil {
		return err
	}
	var array []string
	for _, share := range shares {
		array = append(array, strconv.Itoa(share))
	}
	args := []string{"sbatch", "--parsable", "--job-name=" + s.Fleet.ID, "--array=" + strings.Join(array, ","),
		"--nodes=1", "--ntasks=1", "--exclusive", "--mem=0", "--requeue", "--open-mode=append",
		"--chdir=" + folder, "--output=" + escaped(s.Fleet.Folder) + "/share-%a.log"}
	if s.Partition != "" {
		args = append(args, "--partition="+s.Partition)
	}
	args = append(args, s.Options...)
	args = append(args, filepath.Join(s.Fleet.Folder, scriptFile), s.Fleet.Folder, strconv.Itoa(s.Fleet.Shares))
	_, err = s.programs().output(ctx, nil, args...)
	if errors.Is(err, ErrPartition) {
		return fmt.Errorf("%w%s", err, s.partitions(ctx))
	}
	return err
}

// escaped is a folder's name in a pattern of sbatch's, in which % begins a symbol.
func escaped(folder string) string { return strings.ReplaceAll(folder, "%", "%%") }

// partitions says which there are.
func (s *Slurm) partitions(ctx context.Context) string {
	out, err := s.programs().output(ctx, nil, "sinfo", "--noheader", "--format=%R")
	names := strings.Fields(out)
	slices.Sort(names)
	if names = slices.Compact(names); err != nil || len(names) == 0 {
		return "; sinfo lists those of the cluster"
	}
	return "; there are: " + strings.Join(names, ", ")
}

// Look implements [Scheduler]: by the name of the jobs, so that it also finds one whose
// sbatch ended before it could tell.
func (s *Slurm) Look(ctx context.Context) (map[int]Sight, error) {
	out, err := s.programs().output(ctx, nil, "squeue", "--noheader", "--array", "--states=all",
		"--name="+s.Fleet.ID, "--format=%K|%T|%N|%r")
	if err != nil {
		return nil, err
	}
	// Exit codes are read behind that: a job that has left the queue has written its own.
	sights, err := parseQueue(out)
	if err != nil {
		return nil, err
	}
	if _, err := os.ReadDir(s.Fleet.Folder); err != nil { // which also has a network file system look anew
		return nil, fmt.Errorf("the folder of the fleet: %w", err)
	}
	for share := 1; share <= s.Fleet.Shares; share++ {
		if code, ended := s.Fleet.code(share); ended {
			sights[share] = sights[share].with(code)
		}
	}
	return sights, nil
}

// Fetch implements [Scheduler]: all of it is in the folder.
func (s *Slurm) Fetch(context.Context, int) error { return nil }

// End implements [Scheduler].
func (s *Slurm) End() string { return "scancel --name=" + s.Fleet.ID }

// parseQueue reads what squeue prints. Of several tasks for a share, one that runs
// counts, then one that waits.
func parseQueue(text string) (map[int]Sight, error) {
	sights := map[int]Sight{}
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		fields := strings.SplitN(line, "|", 4)
		if len(fields) < 4 {
			return nil, fmt.Errorf("squeue printed a line that it was not asked for: %.200q", line)
		}
		share, err := strconv.Atoi(fields[0])
		if err != nil {
			continue // a job of that name which is not an array
		}
		sight := Sight{State: slurmState(fields[1]), Where: fields[2]}
		switch {
		case sight.State == Waiting && fields[3] != "None":
			sight.Why = fields[3]
		case sight.State == Gone:
			sight.Why = fields[1]
		}
		if old, ok := sights[share]; !ok || sight.State > old.State {
			sights[share] = sight
		}
	}
	return sights, nil
}

// slurmState is what a state of Slurm means here. Those that are not known are taken
// for running, as a share that is thought to be lost would be started again.
func slurmState(state string) State {
	switch state {
	case "PENDING", "CONFIGURING", "REQUEUED", "REQUEUE_FED", "REQUEUE_HOLD", "SPECIAL_EXIT", "RESV_DEL_HOLD", "SUSPENDED", "STOPPED":
		return Waiting
	case "BOOT_FAIL", "CANCELLED", "COMPLETED", "DEADLINE", "FAILED", "NODE_FAIL", "OUT_OF_MEMORY", "PREEMPTED", "REVOKED", "TIMEOUT":
		return Gone
	}
	return Running
}
