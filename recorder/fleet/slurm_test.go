package fleet

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
)

func TestParseQueue(t *testing.T) {
	// Printed by squeue 22.05 --noheader --array --states=all --format='%K|%T|%N|%r', but for the last two.
	got, err := parseQueue("3|PENDING||Resources\n1|RUNNING|n1|None\n2|COMPLETED|n2|None\n4|NODE_FAIL|n1|NodeDown\n4|PENDING||BeginTime\n" +
		"5|CANCELLED|n2|None\n5|CANCELLED||None\nN/A|RUNNING|n9|None\n6|CONFIGURING|n4|None\n7|WHATEVER_COMES|n5|None\n\n8|PENDING||Nodes required for job are DOWN, DRAINED | or reserved\n")
	want := map[int]Sight{
		1: {State: Running, Where: "n1"}, 2: {Where: "n2", Why: "COMPLETED"}, 3: {State: Waiting, Why: "Resources"}, 4: {State: Waiting, Why: "BeginTime"},
		5: {Where: "n2", Why: "CANCELLED"}, 6: {State: Waiting, Where: "n4"}, 7: {State: Running, Where: "n5"},
		8: {State: Waiting, Why: "Nodes required for job are DOWN, DRAINED | or reserved"},
	}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, error %v", got, err)
	}
	if _, err := parseQueue("slurm_load_jobs: hello\n"); err == nil {
		t.Error("a line of something else was read")
	}
}

func FuzzParseQueue(f *testing.F) {
	f.Add("1|RUNNING|n1|None\n")
	f.Fuzz(func(t *testing.T, text string) {
		sights, err := parseQueue(text)
		if err == nil && len(sights) > strings.Count(text, "\n")+1 {
			t.Errorf("%q: %v", text, sights)
		}
	})
}

// The messages are those of Slurm 22.05.
func TestSlurmMeans(t *testing.T) {
	for said, want := range map[string]error{
		"slurm_load_jobs error: Unable to contact slurm controller (connect failure)":                                                       ErrUnreachable,
		"sbatch: error: Batch job submission failed: Socket timed out on send/recv operation":                                               ErrUnreachable,
		"sbatch: error: invalid partition specified: mian\nsbatch: error: Batch job submission failed: Invalid ...":                         ErrPartition,
		"sbatch: error: Batch job submission failed: Requested node configuration is not available":                                         ErrRejected,
		"sbatch: error: Batch job submission failed: Job violates accounting/QOS policy (job submit limit, user's size and/or time limits)": ErrRejected,
	} {
		if got := slurmMeans(&ProgramError{Said: said}); got != want {
			t.Errorf("%s: %v, want %v", said, got, want)
		}
	}
}

func TestCheckOptions(t *testing.T) {
	for option, fine := range map[string]bool{
		"--time=2:00:00": true, "--constraint=skylake": true, "-t5": true, "--account=a b": true, "--nice": true,
		"": false, "-": false, "--": false, "time=5": false, "--array=1-3": false, "-a1-3": false, "-N2": false, "--nodes=2": false, "--no-requeue": false, "--wrap=ls": false,
		"--job-name=x": false, "-Jx": false, "--partition=main": false, "--mem=4G": false, "--wait": false,
	} {
		if err := (&Slurm{Options: []string{option}}).Check(); (err == nil || errors.Is(err, ErrNoProgram)) != fine {
			t.Errorf("%q: error %v", option, err)
		}
	}
	if err := (&Slurm{Partition: "--wrap=ls"}).Check(); !errors.Is(err, ErrPartition) {
		t.Errorf("error %v", err)
	}
}

// TestNoSlurm: on a machine without Slurm's programs.
func TestNoSlurm(t *testing.T) {
	f := standIn(t, t.TempDir(), 2, 4)
	t.Setenv("PATH", t.TempDir())
	if err := (&Slurm{}).Check(); !errors.Is(err, ErrNoProgram) {
		t.Errorf("error %v", err)
	}
	_, err := f.Run(t.Context(), &Slurm{Fleet: f}, Options{})
	if !errors.Is(err, ErrNoProgram) || !strings.Contains(fmt.Sprint(err), "machine of the cluster") {
		t.Errorf("error %v", err)
	}
}
