package fleet

import (
	"context"
	"errors"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
)

// objects are what kubectl get jobs,pods --output=json prints, with the fields that
// Kubernetes' documentation of Jobs and pods describes.
const objects = `{"apiVersion":"v1","kind":"List","items":[
 {"kind":"Job","metadata":{"name":"x-1"},"status":{"completedIndexes":"0,2-3","failedIndexes":"4","conditions":[{"type":"Failed","status":"True","reason":"FailedIndexes"}]}},
 {"kind":"Job","metadata":{"name":"x-2"},"status":{"completedIndexes":"0","active":5}},
 {"kind":"Pod","metadata":{"annotations":{"batch.kubernetes.io/job-completion-index":"0"}},"spec":{"nodeName":"n1"},"status":{"phase":"Succeeded"}},
 {"kind":"Pod","metadata":{"labels":{"batch.kubernetes.io/job-completion-index":"1"}},"spec":{"nodeName":"n2"},"status":{"phase":"Running"}},
 {"kind":"Pod","metadata":{"labels":{"batch.kubernetes.io/job-completion-index":"4"}},"spec":{},"status":{"phase":"Pending",
  "conditions":[{"type":"PodScheduled","status":"False","reason":"Unschedulable","message":"0/3 nodes are available"}]}},
 {"kind":"Pod","metadata":{"labels":{"batch.kubernetes.io/job-completion-index":"5"}},"spec":{"nodeName":"n3"},"status":{"phase":"Pending",
  "containerStatuses":[{"state":{"waiting":{"reason":"ImagePullBackOff"}}}]}},
 {"kind":"Pod","metadata":{"name":"x-reader"},"spec":{"nodeName":"n1"},"status":{"phase":"Running"}}]}`

func TestParseObjects(t *testing.T) {
	got, jobs, err := parseObjects([]byte(objects), 6)
	want := map[int]Sight{
		1: {State: Ended, Where: "n1"}, 2: {State: Running, Where: "n2"}, 3: {State: Ended}, 4: {State: Ended},
		5: {State: Waiting, Why: "0/3 nodes are available"}, 6: {State: Waiting, Why: "ImagePullBackOff"},
	}
	if err != nil || jobs != 2 || !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, %d jobs, error %v", got, jobs, err)
	}
	over := `{"kind":"List","items":[{"kind":"Job","status":{"completedIndexes":"0","failedIndexes":"1","conditions":[{"type":"Failed","status":"True","reason":"DeadlineExceeded"}]}}]}`
	if got, _, err := parseObjects([]byte(over), 3); err != nil || got[1].State != Ended || got[2] != (Sight{Why: "the Job: DeadlineExceeded"}) || got[3] != got[2] {
		t.Errorf("%+v, error %v", got, err)
	}
	for _, text := range []string{"", "{}", "No resources found", `{"kind":"List","items":[{"kind":"Job","status":{"completedIndexes":"a"}}]}`, `{"kind":"List","items":[{"kind":"Job","status":{"completedIndexes":"3-1"}}]}`} {
		if _, _, err := parseObjects([]byte(text), 2); err == nil {
			t.Errorf("%q was read", text)
		}
	}
	if got, jobs, err := parseObjects([]byte(`{"kind":"List","items":[]}`), 2); err != nil || jobs != 0 || len(got) != 0 {
		t.Errorf("%+v, %d jobs, error %v", got, jobs, err)
	}
}

func FuzzParseObjects(f *testing.F) {
	f.Add([]byte(objects))
	f.Fuzz(func(t *testing.T, text []byte) {
		sights, _, err := parseObjects(text, 4)
		for share := range sights {
			if err == nil && (share < 1 || share > 4) {
				t.Errorf("share %d of 4", share)
			}
		}
	})
}

// inCluster is a fleet with names that YAML would take apart.
func inCluster(t *testing.T, folder string, shares int) *Kubernetes {
	t.Helper()
	return &Kubernetes{Fleet: standIn(t, folder, shares, 4, `# "quoted": {{ .ID }} é`), Image: "registry.example/sightglass:1", WorkingDir: "/srv: #1", Claim: "results", CPU: "2", Memory: "4Gi", Attempts: 3}
}

// TestManifest validates what is submitted against the types of k8s.io/api, in a module
// of its own, which refuses every field that they do not have.
func TestManifest(t *testing.T) {
	if os.Getenv("SIGHTGLASS_TESTS") == "" {
		t.Skip("builds the types of Kubernetes' API: SIGHTGLASS_TESTS=all go test ./recorder/fleet")
	}
	schema := filepath.Join("testdata", "schema")
	if out, err := exec.Command("go", "-C", schema, "mod", "download").CombinedOutput(); err != nil {
		t.Skipf("k8s.io/api cannot be fetched (needs the network, once): %v: %s", err, out)
	}
	check := filepath.Join(t.TempDir(), "schema")
	if out, err := exec.Command("go", "-C", schema, "build", "-o", check, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	k := inCluster(t, t.TempDir(), 3)
	text, err := k.Manifest(2)
	if err != nil {
		t.Fatal(err)
	}
	pod, err := filled(reader, k)
	if err != nil {
		t.Fatal(err)
	}
	validated := func(text string) (string, error) {
		cmd := exec.Command(check)
		cmd.Stdin = strings.NewReader(text)
		out, err := cmd.CombinedOutput()
		return string(out), err
	}
	out, err := validated(text)
	// As Kubernetes would take it: the quality of service that the resources of the pod
	// have, what it runs, and what the plan has become.
	for _, want := range []string{"ConfigMap " + k.Fleet.ID, "Job " + k.Fleet.ID + "-2", "Indexed 3 of 3", "backoffLimitPerIndex 3", "Guaranteed", "kubernetes.io/hostname",
		"restartPolicy Never", "podReplacementPolicy Failed, maxFailedIndexes <nil>, backoffLimit <nil>, suspend <nil>",
		"Ignore DisruptionTarget True\nFailIndex In [2 3]\nCount In [75]\n", "mount /fleet/plan.json plan.json true", "mount /results " + k.Fleet.ID + " false",
		"workingDir /srv: #1", `# "quoted": {{ .ID }} é`} {
		if err != nil || !strings.Contains(out, want) {
			t.Fatalf("%v: %s; want %s in\n%s", err, out, want, text)
		}
	}
	if out, err := validated(pod); err != nil || !strings.Contains(out, "Pod "+k.Fleet.ID+"-reader") {
		t.Errorf("%v: %s", err, out)
	}
	for _, wrong := range [][2]string{{"completionMode", "completionsMode"}, {"backoffLimitPerIndex: 3", "backoffLimitPerIndex: three"}, {"topologyKey", "topology"}} {
		if out, err := validated(strings.Replace(text, wrong[0], wrong[1], 1)); err == nil {
			t.Errorf("%s is valid: %s", wrong[1], out)
		}
	}
}

var update = flag.Bool("update", false, "write the golden files anew")

// TestManifestGolden: what --dry-run writes, and kubectl is given.
func TestManifestGolden(t *testing.T) {
	const golden = "testdata/manifest.golden.yaml"
	k := &Kubernetes{Fleet: &Fleet{Folder: t.TempDir(), ID: "sightglass-abcdefgh", Shares: 3}, Image: "registry.example/sightglass:1", WorkingDir: "/srv", Claim: "results", CPU: "2", Memory: "4Gi", Attempts: 3}
	if err := os.WriteFile(filepath.Join(k.Fleet.Folder, planFile), []byte("{\n\t\"a\": \"plan\"\n}\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	text, err := k.Manifest(1)
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile(golden, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil || strings.ReplaceAll(string(want), "\r\n", "\n") != text {
		t.Errorf("%s differs (go test ./recorder/fleet -run Golden -update), error %v:\n%s", golden, err, text)
	}
}

func TestCheckManifest(t *testing.T) {
	for name, change := range map[string]func(k *Kubernetes){
		"no image": func(k *Kubernetes) { k.Image = "" }, "no claim": func(k *Kubernetes) { k.Claim = "" }, "a claim": func(k *Kubernetes) { k.Claim = "A B" },
		"CPUs": func(k *Kubernetes) { k.CPU = "two" }, "memory": func(k *Kubernetes) { k.Memory = "4GB" }, "a namespace": func(k *Kubernetes) { k.Namespace = "-x" },
		"a folder": func(k *Kubernetes) { k.WorkingDir = "work" },
	} {
		k := &Kubernetes{Image: "a", Claim: "b", CPU: "500m", Memory: "1.5Gi"}
		if err := k.CheckManifest(); err != nil {
			t.Error(err)
		}
		if change(k); k.CheckManifest() == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

// kubectl stands in for a cluster: it plays the answers of kubectl, as its documentation
// has them, and runs the shares of a Job one after the other. No real cluster was
// there to try this on.
const kubectl = `#!/bin/sh
echo "$*" >>"$CLUSTER/said"
case $1 in
apply)
	text=$(cat)
	case $text in
	*"kind: Job"*)
		job=$(echo "$text" | sed -n 's/^  name: \(.*-[0-9]*\)$/\1/p' | tail -1)
		[ -e "$CLUSTER/job.$job" ] && exit 0
		touch "$CLUSTER/job.$job"
		folder="$CLUSTER/results"
		mkdir -p "$folder"
		for index in 0 1 2; do
			[ -e "$CLUSTER/lose.$index" ] && rm "$CLUSTER/lose.$index" && continue
			JOB_COMPLETION_INDEX=$index sh "$FLEET/run.sh" "$folder" 3 "" "$FLEET/sightglass" "$FLEET/plan.json" && touch "$CLUSTER/done.$index"
		done
		echo "job.batch/$job created" ;;
	*"kind: Pod"*) touch "$CLUSTER/reader" ;;
	esac ;;
get)
	[ -e "$CLUSTER/away" ] && rm "$CLUSTER/away" && echo "The connection to the server 10.0.0.1:6443 was refused - did you specify the right host or port?" >&2 && exit 1
	done=$(cd "$CLUSTER" && ls | sed -n 's/^done\.//p' | paste -sd, -)
	echo '{"apiVersion":"v1","kind":"List","items":['
	comma=
	for job in "$CLUSTER"/job.*; do
		[ -e "$job" ] || continue
		echo "$comma"'{"kind":"Job","status":{"completedIndexes":"'"$done"'","conditions":[{"type":"Failed","status":"True","reason":"FailedIndexes"}]}}'
		comma=,
	done
	echo ']}' ;;
wait) [ -e "$CLUSTER/reader" ] ;;
exec) [ -e "$CLUSTER/reader" ] && shift 3 && file=$CLUSTER${5} && sh -c "$3" sh "$file" ;;
logs) echo "a log" ;;
delete) rm "$CLUSTER/reader" ;;
*) exit 1 ;;
esac
`

// TestKubernetes: a share is lost, and the cluster does not answer for a while.
func TestKubernetes(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the stand-in of kubectl is a script of sh")
	}
	cluster := t.TempDir()
	t.Setenv("CLUSTER", cluster)
	k := inCluster(t, t.TempDir(), 3)
	t.Setenv("FLEET", k.Fleet.Folder)
	k.Program = filepath.Join(cluster, "kubectl")
	if err := errors.Join(os.WriteFile(k.Program, []byte(kubectl), 0o777), os.WriteFile(filepath.Join(cluster, "lose.1"), nil, 0o666)); err != nil {
		t.Fatal(err)
	}
	said := &notes{t: t}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	report, err := k.Fleet.Run(ctx, k, Options{Interval: time.Millisecond, Note: func(line string) {
		said.add(line)
		if strings.Contains(line, "2 of 3") {
			if err := os.WriteFile(filepath.Join(cluster, "away"), nil, 0o666); err != nil {
				t.Error(err)
			}
		}
	}})
	if err != nil || !slices.Equal(report.Recorded, all(3)) {
		t.Fatalf("%+v, error %v", report, err)
	}
	k.Fleet.once(t, 4, all(3)...)
	if !said.has("share 2 lost: starting again") || !said.has("trying again for") {
		t.Errorf("%q", said.lines)
	}
	for name, is := range map[string]bool{"job." + k.Fleet.ID + "-1": true, "job." + k.Fleet.ID + "-2": true, "job." + k.Fleet.ID + "-3": false, "reader": false} {
		if _, err := os.Stat(filepath.Join(cluster, name)); (err == nil) != is {
			t.Errorf("%s: error %v", name, err)
		}
	}
	// Run again, nothing is submitted.
	k.submitted = 0
	if report, err := k.Fleet.Run(ctx, k, Options{Interval: time.Millisecond}); err != nil || !slices.Equal(report.Recorded, all(3)) {
		t.Errorf("%+v, error %v", report, err)
	}
	text, err := os.ReadFile(filepath.Join(cluster, "said"))
	if n := strings.Count(string(text), "apply "); err != nil || n != 3 { // two Jobs and a pod that reads
		t.Errorf("applied %d times, error %v: %s", n, err, text)
	}
}
