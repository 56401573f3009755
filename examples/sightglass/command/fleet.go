package command

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/analysis/report"
	"github.com/sightglass-go/sightglass/examples/sightglass/command/internal/flags"
	"github.com/sightglass-go/sightglass/examples/sightglass/command/internal/help"
	"github.com/sightglass-go/sightglass/measure/quote"
	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/measure/words"
	"github.com/sightglass-go/sightglass/recorder"
	fleets "github.com/sightglass-go/sightglass/recorder/fleet"
)

type fleetCommand struct {
	planCommand
	folder     string
	attempts   int
	interval   time.Duration
	nodes      int
	partition  string
	sbatch     []string
	hostFolder string
	cluster    fleets.Kubernetes // its settings
	dryRun     bool

	kind       string   // slurm, ssh or kubernetes
	hosts      []string // of ssh
	benchmarks []string
	recorded   *recorder.Planned // as it is in the folder
}

// The schedulers, and the flags of each that others do not have.
var schedulers = map[string][]string{
	"slurm":      {"nodes", "partition", "sbatch"},
	"ssh":        {"host-folder"},
	"kubernetes": {"nodes", "image", "image-dir", "claim", "cpu", "memory", "namespace", "dry-run"},
}

func newFleet() *cobra.Command {
	f := new(fleetCommand)
	cmd := &cobra.Command{
		Use:     "fleet slurm|ssh|kubernetes [flags] [HOST...] [BENCHMARK.wasm...]",
		GroupID: help.Record,
		Short:   "Record on many machines, and compare",
		Long: `Records on many machines what benchmark would record on one, and compares: writes a
plan (see sightglass plan) into --folder, has each machine record a share of its rounds,
shows how they are, starts those that were lost again, and gathers the recordings.
It may be stopped at any time: what it has started goes on, and the same command line
follows it again, or starts what is missing. Nothing is recorded twice.

slurm submits a job array, of which each task has a machine to itself. --folder and the
current folder must be on a file system that all machines see under the same name.

ssh records a share on each host that is named, and copies the program, the plan and its
files there. Hosts are of this platform, and need sh, tar and sha256sum (or shasum);
benchmarks lie below the current folder. Keys, ports and users belong into the
configuration of ssh and its agent, as it is not to ask for anything.

kubernetes submits, by kubectl, an indexed Job, each pod of which has a node to itself
and its requests as limits; --dry-run writes its manifest. --image holds this program
in PATH and, in --image-dir, the benchmarks under the names that they have here;
--claim is a volume that all pods write to (ReadWriteMany).`,
		Args: takes(1, -1, "where: slurm, ssh or kubernetes"),
		RunE: func(cmd *cobra.Command, args []string) error { return f.run(cmd, args) },
	}
	f.registerWork(cmd)
	f.compare.register(cmd)
	f.output.screen.Register(cmd)
	fs := cmd.Flags()
	fs.StringVar(&f.folder, "folder", "sightglass-fleet", "where the plan and the recordings are kept; created if missing")
	flags.Number(fs, &f.attempts, "attempts", "", fleets.DefaultAttempts, "how often a share is started before it is given up", 1, 1000)
	flags.Number(fs, &f.interval, "interval", "", fleets.DefaultInterval, "how long to wait before looking at shares again", 10*time.Millisecond, time.Hour)
	flags.Number(fs, &f.nodes, "nodes", "", 0, "slurm, kubernetes: on how many machines; each records a share", 0, fleets.MaxShares)
	fs.StringVar(&f.partition, "partition", "", "slurm: the partition of the jobs (default the cluster's)")
	fs.StringArrayVar(&f.sbatch, "sbatch", nil, "slurm: one more `OPTION` of sbatch, such as --sbatch=--time=2:00:00; may be repeated")
	fs.StringVar(&f.hostFolder, "host-folder", fleets.DefaultFolder, "ssh: where hosts keep what is copied to them until the recordings are here; from the home folder")
	fs.StringVar(&f.cluster.Image, "image", "", "kubernetes: the container's image, which holds this program and the benchmarks")
	fs.StringVar(&f.cluster.WorkingDir, "image-dir", "/srv", "kubernetes: the folder in the image in which benchmarks have the names that they have here")
	fs.StringVar(&f.cluster.Claim, "claim", "", "kubernetes: the PersistentVolumeClaim that recordings are written to")
	fs.StringVar(&f.cluster.CPU, "cpu", "2", "kubernetes: how many CPUs a pod has; whole ones can be its own")
	fs.StringVar(&f.cluster.Memory, "memory", "4Gi", "kubernetes: how much memory a pod has")
	fs.StringVar(&f.cluster.Namespace, "namespace", "", "kubernetes: where the Job is (default that of kubectl)")
	fs.BoolVar(&f.dryRun, "dry-run", false, "kubernetes: write the manifest to standard output, and submit nothing; without it, the same\ncommand line submits that, or follows it")
	return cmd
}

// following are the flags that do not say what the fleet records: they may change when
// it is followed again.
var following = []string{"folder", "attempts", "interval", "partition", "sbatch", "dry-run", "namespace", "baseline", "noise-threshold", "significance-level", "show-insignificant", "verbose", "fail-on",
	"allow-confounded", "allow-incomplete", "progress", "color", "width"}

// sort tells where it is to be recorded, on what and what.
func (f *fleetCommand) sort(cmd *cobra.Command, args []string) error {
	f.kind = args[0]
	if _, known := schedulers[f.kind]; !known {
		return fmt.Errorf("%.100q: it is not known how to record there: slurm, ssh or kubernetes%s", f.kind, flags.DidYouMean(f.kind, []string{"slurm", "ssh", "kubernetes"}))
	}
	for kind, names := range schedulers {
		for _, name := range names {
			if kind != f.kind && cmd.Flags().Changed(name) && !slices.Contains(schedulers[f.kind], name) {
				return fmt.Errorf("--%s is not for fleet %s (it is for %s): leave it out", name, f.kind, kind)
			}
		}
	}
	for _, arg := range args[1:] {
		if f.kind != "ssh" || isBenchmark(arg) {
			f.benchmarks = append(f.benchmarks, arg)
		} else {
			f.hosts = append(f.hosts, arg)
		}
	}
	switch {
	case f.kind == "ssh" && len(f.hosts) == 0:
		return errors.New("name the hosts, each of which records a share: sightglass fleet ssh HOST HOST")
	case f.kind == "ssh":
		f.nodes = len(f.hosts)
	case f.nodes == 0:
		return errors.New("--nodes: say on how many machines; each records a share of the rounds")
	}
	return nil
}

// isBenchmark is whether an argument of fleet ssh names a benchmark, and no host: by its
// ending, or as no host has a separator in its name, but in a URL.
func isBenchmark(arg string) bool {
	ext := filepath.Ext(arg)
	return ext == ".wasm" || ext == ".suite" || strings.ContainsAny(filepath.ToSlash(arg), "/") && !strings.HasPrefix(arg, "ssh://")
}

// request is what the folder belongs to.
func (f *fleetCommand) request(cmd *cobra.Command) (fleets.Request, error) {
	dir, err := os.Getwd()
	r := fleets.Request{Scheduler: f.kind, Shares: f.nodes, Directory: dir, Arguments: slices.Concat(f.hosts, f.benchmarks)}
	cmd.Flags().Visit(func(flag *pflag.Flag) {
		if !slices.Contains(following, flag.Name) && flag.Name != "nodes" {
			r.Arguments = append(r.Arguments, "--"+flag.Name+"="+flag.Value.String())
		}
	})
	return r, err
}

func (f *fleetCommand) run(cmd *cobra.Command, args []string) (err error) {
	if err := f.sort(cmd, args); err != nil {
		return err
	}
	if err := f.check(); err != nil {
		return err
	}
	want, err := f.request(cmd)
	if err != nil {
		return err
	}
	about := io.Discard
	if f.progress != "none" {
		about = cmd.ErrOrStderr()
	}
	var planErr error
	shares, found, release, err := fleets.Open(f.folder, want, func() (c fleets.Contents, err error) {
		c, planErr = f.contents(cmd)
		return c, planErr
	})
	switch {
	case planErr != nil: // which is not about the folder
		return planErr
	case err != nil:
		return fmt.Errorf("--folder: %w", err)
	}
	defer func() { err = errors.Join(err, release()) }()
	if f.recorded, err = readPlanned(filepath.Join(shares.Folder, "plan.json")); err != nil {
		return err
	}
	if err := f.comparable(f.recorded); err != nil { // --fail-on may be new
		return err
	}
	if found {
		if err := errors.Join(f.unchanged(cmd), f.sameSources(cmd.Context())); err != nil {
			return err
		}
		fmt.Fprintf(about, "following what was started before, as %s in %s\n", shares.ID, shares.Folder)
		f.sayBuilt(cmd.ErrOrStderr())
	}
	if f.kind == "kubernetes" {
		f.sayImage(about)
	}
	if f.dryRun {
		f.cluster.Fleet, f.cluster.Attempts = shares, f.attempts
		text, err := f.cluster.Manifest(1)
		if err == nil {
			_, err = io.WriteString(cmd.OutOrStdout(), text)
		}
		return err
	}
	note := func(line string) { fmt.Fprintln(about, line) }
	scheduler, err := f.scheduler(shares, note)
	if err != nil {
		return err
	}
	happened, err := shares.Run(cmd.Context(), scheduler, fleets.Options{Attempts: f.attempts, Interval: f.interval, Note: note, Check: f.isShare})
	if err != nil {
		if happened.Started {
			fmt.Fprintf(cmd.ErrOrStderr(), "note: what was started goes on; the same command line follows it again; to end it: %s\n", scheduler.End())
		}
		if len(happened.Recorded) == 0 {
			return err
		}
		return &failedError{fmt.Errorf("%s recorded: %w", words.Count(len(happened.Recorded), "share"), err)}
	}
	return f.conclude(cmd, shares, happened)
}

// check refuses what the scheduler would, and a machine without its programs.
func (f *fleetCommand) check() error {
	switch {
	case f.kind == "slurm":
		return (&fleets.Slurm{Partition: f.partition, Options: f.sbatch}).Check()
	case f.kind == "ssh":
		return (&fleets.SSH{Hosts: f.hosts, Folder: f.hostFolder}).Check()
	case f.dryRun:
		return f.cluster.CheckManifest()
	}
	return f.cluster.Check()
}

// contents are what a new fleet is given: this program, and the plan.
func (f *fleetCommand) contents(cmd *cobra.Command) (c fleets.Contents, err error) {
	if f.kind == "kubernetes" { // the image has it
	} else if c.Program, err = os.Executable(); err != nil {
		return c, fmt.Errorf("find this program, to be copied to machines: %w", err)
	}
	f.file, f.force, f.fleet = filepath.Join(f.folder, "plan.json"), true, true
	if err := f.planCommand.run(cmd, f.benchmarks); err != nil {
		return c, err
	}
	planned, err := readPlanned(f.file)
	if err != nil {
		return c, err
	}
	if err := f.comparable(planned); err != nil {
		return c, err
	}
	if _, err := planned.Share(1, f.nodes); err != nil {
		return c, fmt.Errorf("--processes: %w", err)
	}
	if f.kind != "slurm" {
		if err := elsewhere(planned); err != nil {
			return c, err
		}
	}
	if f.kind == "ssh" {
		if _, err := filesOf(planned); err != nil { // before anything is claimed
			return c, err
		}
	}
	if c.Programs, err = programsOf(planned); err != nil {
		return c, err
	}
	c.Plan, err = os.ReadFile(f.file)
	return c, err
}

// sayImage says what the image has to hold beside this program.
func (f *fleetCommand) sayImage(to io.Writer) {
	for _, e := range f.recorded.Plan.Engines {
		if len(e.Programs) > 0 {
			fmt.Fprintf(to, "note: %v is a build: the image has to hold its program: COPY %s /fleet/%s\n", e, quote.Name(filepath.ToSlash(filepath.Join(f.folder, fleets.Programs))), fleets.Programs)
			return
		}
	}
}

// sayBuilt says of engines that were built that they are what they were then: their sources
// may have changed.
func (f *fleetCommand) sayBuilt(to io.Writer) {
	for _, e := range f.recorded.Plan.Engines {
		if len(e.Programs) > 0 {
			fmt.Fprintf(to, "note: %v is what was built when the fleet was started; if its source has changed since, another --folder measures that\n", e)
		}
	}
}

// comparable refuses a gate that would have nothing to judge, before anything is recorded.
func (f *fleetCommand) comparable(p *recorder.Planned) error {
	if f.compare.failOn != "" && f.compare.failOn != failOnNever && len(p.Plan.Engines) < 2 {
		return errNothingToCompare
	}
	f.plan = p.Plan
	return f.tooFew()
}

func readPlanned(name string) (*recorder.Planned, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	planned, err := recorder.ReadPlanned(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return planned, nil
}

func (f *fleetCommand) scheduler(shares *fleets.Fleet, note func(string)) (fleets.Scheduler, error) {
	if _, err := f.recorded.Share(1, shares.Shares); err != nil {
		return nil, fmt.Errorf("--processes: %w", err)
	}
	switch f.kind {
	case "kubernetes":
		f.cluster.Fleet, f.cluster.Attempts = shares, f.attempts
		return &f.cluster, nil
	case "slurm":
		return &fleets.Slurm{Fleet: shares, Partition: f.partition, Options: f.sbatch}, nil
	}
	files, err := filesOf(f.recorded)
	return &fleets.SSH{Fleet: shares, Hosts: f.hosts, Files: files, Folder: f.hostFolder, Note: note}, err
}

// isShare is whether a file is the whole recording of a share.
func (f *fleetCommand) isShare(share int, name string) error {
	file, err := os.Open(name)
	if err != nil {
		return err
	}
	defer file.Close()
	rec, err := record.Recover(file, name)
	switch {
	case err != nil:
		return err
	case !rec.Finished || len(rec.Damage) > 0:
		return errors.New("it does not end as a recording does, or is damaged")
	case rec.Header.Share == nil || rec.Header.Share.Plan != f.recorded.Hash() || rec.Header.Share.Index != share:
		return errors.New("it is not that share of the plan")
	}
	return nil
}

// conclude says what was recorded, and what is missing.
func (f *fleetCommand) conclude(cmd *cobra.Command, shares *fleets.Fleet, happened *fleets.Report) error {
	var errs []error
	for _, missing := range happened.Missing {
		errs = append(errs, missing)
	}
	var files []string
	for _, share := range happened.Recorded {
		files = append(files, shares.Recording(share))
	}
	if len(happened.Missing) > 0 {
		errs = append(errs, fmt.Errorf("%s missing of %d; the same command line starts them again", words.Count(len(happened.Missing), "share"), shares.Shares))
		if len(files) == 0 {
			return errors.Join(errs...)
		}
		errs = []error{&failedError{errors.Join(errs...)}}
	}
	if len(happened.Failures) > 0 {
		errs = append(errs, &failedError{fmt.Errorf("in %s benchmarks failed: sightglass check %s says which", words.Count(len(happened.Failures), "share"), quoted(shares.Recording(happened.Failures[0])))})
	}
	rows, err := f.show(cmd, files, len(happened.Missing) > 0)
	errs = append(errs, err)
	pattern := filepath.Join(f.folder, "share-*.jsonl")
	if strings.ContainsAny(f.folder, " '\"$*?[") {
		pattern = quoted(f.folder) + string(filepath.Separator) + "share-*.jsonl"
	}
	fmt.Fprintf(cmd.ErrOrStderr(), "\nKept in %s\n", pattern)
	if rows {
		fmt.Fprintf(cmd.ErrOrStderr(), "Next: sightglass report %s\n", pattern)
	}
	return errors.Join(errs...)
}

// show compares what was recorded, or summarizes it if that is of one engine. rows is
// whether there is anything to look at.
func (f *fleetCommand) show(cmd *cobra.Command, files []string, missing bool) (rows bool, err error) {
	f.compare.judgeNever()
	options := f.compare.complete()
	data, readErr := new(inputFlags).read(cmd, files)
	out := cmd.OutOrStdout()
	switch {
	case errors.Is(readErr, errNoRows) && f.compare.failOn == "" && slices.Equal(f.recorded.Plan.Measures, []string{"noop"}):
		_, err := fmt.Fprintln(out, "no events recorded")
		return false, err
	case data == nil || data.Rows == 0:
		return false, f.compare.undecided(readErr)
	}
	screen := f.output.screen.On(out)
	if len(f.recorded.Plan.Engines) < 2 {
		o := report.NewOptions(data)
		o.Screen = screen
		return true, errors.Join(readErr, report.Table(out, analysis.Summarize(data), o))
	}
	result, err := analysis.Compare(data, options)
	if err != nil {
		return true, f.compare.undecided(err)
	}
	err = report.Compare(out, result, f.compare.in(report.CompareCompact), f.compare.shown(screen))
	if err == nil && missing && f.compare.failOn != "" && !f.compare.gate.Incomplete {
		err = f.compare.undecided(errors.New("shares are missing (--allow-incomplete judges without them)"))
	} else if err == nil {
		_, err = f.compare.judge(cmd.ErrOrStderr(), result)
	}
	return true, errors.Join(readErr, err)
}
