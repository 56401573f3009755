package analysis

import (
	"fmt"
	"slices"
	"strings"

	"github.com/sightglass-go/sightglass/measure/record"
)

// OneKernel is the warning that shares of a plan name several machines that are one: they
// ran on one kernel. Containers on one host share its processor, neighbours and noise,
// whatever they are called, and taken for several they would agree for no other reason.
type OneKernel struct {
	Names []string
}

func (w *OneKernel) Error() string {
	return fmt.Sprintf("%s are names of one machine: what ran there ran on one kernel, and counts as one machine's", strings.Join(w.Names, ", "))
}

// OneName is the warning that recordings give one name to machines that look different, and
// that the name is believed.
type OneName struct {
	Name         string
	Fingerprints []string
}

func (w *OneName) Error() string {
	return fmt.Sprintf("%s is the name of machines with %d fingerprints (%s), which are taken for one: give each a name of its own if they are several", w.Name, len(w.Fingerprints), strings.Join(w.Fingerprints, ", "))
}

// namesOfMachines are the warnings of names that say otherwise than what was seen.
func namesOfMachines(headers []record.Header) (list []error) {
	var kernels, names []string
	named, prints, boots := map[string][]string{}, map[string][]string{}, map[string][]string{}
	add := func(to map[string][]string, key, value string) bool {
		if value == "" || slices.Contains(to[key], value) {
			return false
		}
		to[key] = append(to[key], value)
		return len(to[key]) == 1
	}
	for i := range headers {
		m := &headers[i].Machine
		if m.Name == "" {
			continue
		}
		if headers[i].Share != nil && m.Boot != "" && add(named, m.Boot, m.Name) {
			kernels = append(kernels, m.Boot)
		}
		add(boots, m.Name, m.Boot)
		if add(prints, m.Name, record.ShortHash(m.Fingerprint)) {
			names = append(names, m.Name)
		}
	}
	for _, kernel := range kernels {
		if len(named[kernel]) > 1 {
			list = append(list, &OneKernel{named[kernel]})
		}
	}
	for _, name := range names {
		if len(prints[name]) > 1 && len(boots[name]) != 1 {
			list = append(list, &OneName{name, prints[name]})
		}
	}
	return list
}
