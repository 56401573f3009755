// Command schema reads manifests of Kubernetes, decodes them strictly into the types of
// its API, and prints what they have become.
package main

import (
	"bytes"
	"fmt"
	"os"

	"io"

	batch "k8s.io/api/batch/v1"
	core "k8s.io/api/core/v1"
	"sigs.k8s.io/yaml"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run() error {
	text, err := io.ReadAll(os.Stdin)
	if err != nil {
		return err
	}
	for _, document := range bytes.Split(text, []byte("\n---\n")) {
		var is struct{ Kind, APIVersion string }
		if err := yaml.Unmarshal(document, &is); err != nil {
			return err
		}
		switch is.Kind + " " + is.APIVersion {
		case "ConfigMap v1":
			var c core.ConfigMap
			if err := yaml.UnmarshalStrict(document, &c); err != nil {
				return err
			}
			fmt.Printf("ConfigMap %s\n%s\n", c.Name, c.Data["plan.json"])
		case "Job batch/v1":
			var j batch.Job
			if err := yaml.UnmarshalStrict(document, &j); err != nil {
				return err
			}
			pod := j.Spec.Template.Spec
			fmt.Printf("Job %s\n%s %d of %d\nbackoffLimitPerIndex %d\nrestartPolicy %s\nworkingDir %s\n", j.Name, *j.Spec.CompletionMode, *j.Spec.Parallelism, *j.Spec.Completions,
				*j.Spec.BackoffLimitPerIndex, pod.RestartPolicy, pod.Containers[0].WorkingDir)
			fmt.Println(pod.Affinity.PodAntiAffinity.RequiredDuringSchedulingIgnoredDuringExecution[0].TopologyKey)
			fmt.Println(quality(&pod))
			fmt.Printf("podReplacementPolicy %s, maxFailedIndexes %v, backoffLimit %v, suspend %v\n", *j.Spec.PodReplacementPolicy, j.Spec.MaxFailedIndexes, j.Spec.BackoffLimit, j.Spec.Suspend)
			for _, rule := range j.Spec.PodFailurePolicy.Rules {
				switch {
				case rule.OnExitCodes != nil && (rule.OnExitCodes.ContainerName == nil || *rule.OnExitCodes.ContainerName != pod.Containers[0].Name):
					return fmt.Errorf("a rule for the container %v", rule.OnExitCodes.ContainerName)
				case rule.OnExitCodes != nil:
					fmt.Println(rule.Action, rule.OnExitCodes.Operator, rule.OnExitCodes.Values)
				default:
					fmt.Println(rule.Action, rule.OnPodConditions[0].Type, rule.OnPodConditions[0].Status)
				}
			}
			for _, m := range pod.Containers[0].VolumeMounts {
				fmt.Println("mount", m.MountPath, m.SubPath, m.ReadOnly)
			}
		case "Pod v1":
			var p core.Pod
			if err := yaml.UnmarshalStrict(document, &p); err != nil {
				return err
			}
			fmt.Println("Pod", p.Name)
		default:
			return fmt.Errorf("%s of %s", is.Kind, is.APIVersion)
		}
	}
	return nil
}

// quality is Guaranteed if every container's requests are its limits, for CPUs and for
// memory, as Kubernetes' documentation of quality of service has it.
func quality(pod *core.PodSpec) core.PodQOSClass {
	for _, c := range pod.Containers {
		for _, name := range []core.ResourceName{core.ResourceCPU, core.ResourceMemory} {
			limit, request := c.Resources.Limits[name], c.Resources.Requests[name]
			if limit.IsZero() || limit.Cmp(request) != 0 {
				return core.PodQOSBurstable
			}
		}
	}
	return core.PodQOSGuaranteed
}
