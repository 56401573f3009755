package fleet

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"text/template"

	"github.com/sightglass-go/sightglass/measure/words"
)

//go:embed manifest.yaml
var manifest string

//go:embed reader.yaml
var reader string

// quotedYAML is a text in YAML, which takes strings as JSON has them.
func quotedYAML(text string) (string, error) {
	b, err := json.Marshal(text)
	return string(b), err
}

func filled(text string, with any) (string, error) {
	t, err := template.New("manifest").Funcs(template.FuncMap{"json": quotedYAML}).Parse(text)
	if err != nil {
		return "", fmt.Errorf("BUG: %w", err)
	}
	var b bytes.Buffer
	err = t.Execute(&b, with)
	return b.String(), err
}

// maxConfig is how much a ConfigMap holds, with some room for the script.
const maxConfig = 1<<20 - 16<<10

// Manifest is what is submitted the n-th time, counted from 1: the plan, and a Job in
// which each index is a share.
func (k *Kubernetes) Manifest(n int) (string, error) {
	plan, err := os.ReadFile(filepath.Join(k.Fleet.Folder, planFile))
	if err != nil {
		return "", err
	}
	if len(plan) > maxConfig {
		return "", fmt.Errorf("the plan has %s, and a ConfigMap of Kubernetes holds 1 MiB: record fewer benchmarks at once", words.Bytes(int64(len(plan))))
	}
	return filled(manifest, struct {
		*Kubernetes
		Job, Script, Plan string
	}{k, fmt.Sprintf("%s-%d", k.Fleet.ID, n), script, string(plan)})
}

// Forms of what Kubernetes takes, so that a typo is said here.
var (
	quantity = regexp.MustCompile(`^[0-9]+(\.[0-9]+)?(m|[kMGTPE]i?)?$`)
	dnsName  = regexp.MustCompile(`^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$`)
)

// CheckManifest refuses what Kubernetes would.
func (k *Kubernetes) CheckManifest() error {
	switch {
	case k.Image == "":
		return errors.New("no image: it holds sightglass, the one that wrote the plan, and the benchmarks")
	case !dnsName.MatchString(k.Claim):
		return fmt.Errorf("%q is not the name of a PersistentVolumeClaim: all pods write to it, so that it has to be ReadWriteMany", k.Claim)
	case !quantity.MatchString(k.CPU) || !quantity.MatchString(k.Memory):
		return fmt.Errorf("%q CPUs and %q of memory: want quantities as Kubernetes has them, such as 2 and 4Gi", k.CPU, k.Memory)
	case k.Namespace != "" && !dnsName.MatchString(k.Namespace):
		return fmt.Errorf("%q is not the name of a namespace", k.Namespace)
	case k.WorkingDir != "" && k.WorkingDir[0] != '/':
		return fmt.Errorf("%q is not a folder's full name in the image", k.WorkingDir)
	}
	return nil
}
