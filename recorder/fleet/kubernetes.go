package fleet

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/sightglass-go/sightglass/measure/record"
)

// Kubernetes records shares as the indexes of a Job, each in a pod on a node of its own,
// into a folder of a volume that all of them write to. It is driven through kubectl, of
// version 1.31 or later, whose configuration says which cluster that is.
type Kubernetes struct {
	Fleet *Fleet
	// Image holds sh, sleep, sha256sum, and sightglass in PATH: the program that wrote the
	// plan, or shares refuse to be recorded.
	Image string
	// WorkingDir is the folder in the image below which the plan's files have
	// the names that it gives them.
	WorkingDir string
	// Claim is the PersistentVolumeClaim of the results: ReadWriteMany.
	Claim       string
	CPU, Memory string // of each pod: request and limit
	Namespace   string // "" for that of kubectl's context
	Attempts    int    // how often Kubernetes itself starts a share again
	Program     string // that of kubectl; "" means kubectl

	submitted int  // how many Jobs there are
	reading   bool // the pod that reads is there
}

// Check refuses what Kubernetes would, and a machine without kubectl.
func (k *Kubernetes) Check() error {
	if err := k.CheckManifest(); err != nil {
		return err
	}
	return k.programs().installed(cmp.Or(k.Program, "kubectl"))
}

func (k *Kubernetes) programs() programs {
	return programs{where: "install it, and have its configuration name the cluster", means: func(e *ProgramError) error {
		for _, away := range []string{"Unable to connect to the server", "connection refused", "was refused - did you specify the right host or port", "i/o timeout",
			"TLS handshake timeout", "(ServiceUnavailable)", "the server is currently unable", "(Timeout)", "(TooManyRequests)", "unexpected EOF", "connection reset", "error dialing backend"} {
			if strings.Contains(e.Said, away) {
				return ErrUnreachable
			}
		}
		return ErrRejected
	}}
}

func (k *Kubernetes) kubectl(ctx context.Context, in io.Reader, args ...string) (string, error) {
	return k.programs().output(ctx, in, k.command(args...)...)
}

func (k *Kubernetes) command(args ...string) []string {
	command := []string{cmp.Or(k.Program, "kubectl")}
	if k.Namespace != "" {
		command = append(command, "--namespace="+k.Namespace)
	}
	return append(command, args...)
}

// Submit implements [Scheduler]: a Job starts all shares, and those that are recorded
// end at once.
func (k *Kubernetes) Submit(ctx context.Context, _ []int) error {
	text, err := k.Manifest(k.submitted + 1)
	if err != nil {
		return err
	}
	_, err = k.kubectl(ctx, strings.NewReader(text), "apply", "--filename=-")
	return err
}

// Look implements [Scheduler].
func (k *Kubernetes) Look(ctx context.Context) (map[int]Sight, error) {
	out, err := k.kubectl(ctx, nil, "get", "jobs,pods", "--selector=sightglass-fleet="+k.Fleet.ID, "--output=json")
	if err != nil {
		return nil, err
	}
	sights, jobs, err := parseObjects([]byte(out), k.Fleet.Shares)
	if err != nil {
		return nil, err
	}
	k.submitted = jobs
	for share := 1; share <= k.Fleet.Shares; share++ {
		if code, ended := k.Fleet.code(share); ended && code < 2 { // it is here
			sights[share] = sights[share].with(code)
		}
	}
	return sights, nil
}

// Fetch implements [Scheduler]: a pod reads from the volume.
func (k *Kubernetes) Fetch(ctx context.Context, share int) error {
	if code, ended := k.Fleet.code(share); ended && code < 2 {
		return nil
	}
	log, _ := k.kubectl(ctx, nil, "logs", "--tail=100", fmt.Sprintf("--selector=sightglass-fleet=%s,batch.kubernetes.io/job-completion-index=%d", k.Fleet.ID, share-1))
	if err := write(k.Fleet.Log(share), []byte(log), 0o666); err != nil {
		return err
	}
	if err := k.read(ctx); err != nil {
		return err
	}
	if err := k.fetch(ctx, share, "jsonl"); err != nil {
		return err
	}
	return k.fetch(ctx, share, "exit") // last: where it is, the recording is
}

func (k *Kubernetes) readerPod() string { return k.Fleet.ID + "-reader" }

// read has the pod that reads run.
func (k *Kubernetes) read(ctx context.Context) error {
	if k.reading {
		return nil
	}
	text, err := filled(reader, k)
	if err != nil {
		return err
	}
	if _, err := k.kubectl(ctx, strings.NewReader(text), "apply", "--filename=-"); err != nil {
		return err
	}
	if _, err := k.kubectl(ctx, nil, "wait", "--for=condition=Ready", "--timeout=100s", "pod/"+k.readerPod()); err != nil {
		return fmt.Errorf("the pod that reads the recordings does not start: %w", err)
	}
	k.reading = true
	return nil
}

func (k *Kubernetes) fetch(ctx context.Context, share int, ending string) error {
	name := shareFile(share, ending)
	return record.Replace(k.Fleet.file(share, ending), func(w io.Writer) error {
		in := &hashed{to: w, sum: sha256.New()}
		err := k.programs().run(ctx, transfer, nil, in, k.command("exec", k.readerPod(), "--", "sh", "-c", `sha256sum <"$1" && cat "$1"`, "sh", "/results/"+name)...)
		if err != nil {
			k.reading = false // it may be another node's turn
			return err
		}
		if got := hex.EncodeToString(in.sum.Sum(nil)); got != in.said {
			return fmt.Errorf("%s: %w: what arrived here is not what was sent", name, ErrUnreachable)
		}
		return nil
	})
}

// finish removes the pod that reads.
func (k *Kubernetes) finish(ctx context.Context) error {
	if !k.reading {
		return nil
	}
	k.reading = false
	_, err := k.kubectl(ctx, nil, "delete", "--ignore-not-found", "--wait=false", "pod/"+k.readerPod())
	return err
}

// End implements [Scheduler].
func (k *Kubernetes) End() string {
	return strings.Join(k.command("delete", "jobs,pods,configmaps", "--selector=sightglass-fleet="+k.Fleet.ID), " ")
}

// object is what matters of a Job or a Pod, in JSON as kubectl prints it.
type object struct {
	Kind     string
	Metadata struct {
		Labels      map[string]string
		Annotations map[string]string
	}
	Spec   struct{ NodeName string }
	Status struct {
		CompletedIndexes, FailedIndexes string
		Phase, Reason                   string
		Conditions                      []struct{ Type, Status, Reason, Message string }
		ContainerStatuses               []struct {
			State struct {
				Waiting    *struct{ Reason string }
				Terminated *struct{ Reason string }
			}
		}
	}
}

const indexKey = "batch.kubernetes.io/job-completion-index"

// parseObjects reads what kubectl get prints: the Jobs of a fleet, and their pods.
func parseObjects(text []byte, shares int) (sights map[int]Sight, jobs int, err error) {
	var list struct {
		Kind  string
		Items []object
	}
	if err := json.Unmarshal(text, &list); err != nil || list.Kind != "List" {
		return nil, 0, fmt.Errorf("kubectl printed something that is not a list in JSON: %w", cmp.Or(err, errors.New(strconv.Quote(list.Kind))))
	}
	sights = map[int]Sight{}
	better := func(share int, s Sight) {
		if old, ok := sights[share]; share >= 1 && share <= shares && (!ok || s.State > old.State) {
			s.Where = cmp.Or(s.Where, old.Where)
			sights[share] = s
		}
	}
	for _, o := range list.Items {
		if o.Kind != "Job" {
			continue
		}
		jobs++
		done, err := indexes(o.Status.CompletedIndexes)
		failed, wrong := indexes(o.Status.FailedIndexes)
		if err = errors.Join(err, wrong); err != nil {
			return nil, 0, err
		}
		why := ended(&o)
		for share := 1; share <= shares; share++ {
			switch {
			case done[share-1]:
				better(share, Sight{State: Ended})
			case failed[share-1]:
				better(share, Sight{Why: cmp.Or(why, "the Job: its index failed")})
			case why != "":
				better(share, Sight{Why: why})
			default:
				better(share, Sight{State: Waiting})
			}
		}
	}
	for _, o := range list.Items {
		index, err := strconv.Atoi(cmp.Or(o.Metadata.Labels[indexKey], o.Metadata.Annotations[indexKey]))
		if o.Kind != "Pod" || err != nil {
			continue
		}
		share := index + 1
		switch s := sights[share]; {
		case s.State == Ended || s.State == Waiting && o.Status.Phase == "Succeeded":
			s.Where = cmp.Or(s.Where, o.Spec.NodeName)
			sights[share] = s
		case s.State == Waiting && o.Status.Phase == "Running":
			better(share, Sight{State: Running, Where: o.Spec.NodeName})
		case s.State == Waiting && o.Status.Phase == "Pending":
			s.Why = waits(&o)
			sights[share] = s
		}
	}
	return sights, jobs, nil
}

// ended is why a Job is over, "" if it is not.
func ended(job *object) string {
	for _, c := range job.Status.Conditions {
		if c.Status == "True" && (c.Type == "Complete" || c.Type == "Failed") {
			return "the Job: " + cmp.Or(c.Reason, c.Type)
		}
	}
	return ""
}

// waits is why a pod waits.
func waits(pod *object) string {
	for _, c := range pod.Status.ContainerStatuses {
		if c.State.Waiting != nil && c.State.Waiting.Reason != "" {
			return c.State.Waiting.Reason // such as ImagePullBackOff
		}
	}
	for _, c := range pod.Status.Conditions {
		if c.Type == "PodScheduled" && c.Status == "False" {
			return cmp.Or(c.Message, c.Reason)
		}
	}
	return pod.Status.Reason
}

// indexes reads those of a Job's status, such as "0,2-4".
func indexes(text string) (map[int]bool, error) {
	set := map[int]bool{}
	if text == "" {
		return set, nil
	}
	for _, part := range strings.Split(text, ",") {
		first, last, ranged := strings.Cut(part, "-")
		from, err := strconv.Atoi(first)
		to := from
		if ranged && err == nil {
			to, err = strconv.Atoi(last)
		}
		if err != nil || from < 0 || to < from || to > 1<<20 {
			return nil, fmt.Errorf("kubectl printed %.100q, which are no indexes of a Job", text)
		}
		for i := from; i <= to; i++ {
			set[i] = true
		}
	}
	return set, nil
}
