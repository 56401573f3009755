package command

import (
	"strings"
	"testing"

	"github.com/spf13/pflag"
)

// TestValues: every flag that has certain values refuses others by its name,
// before anything else that is wrong, and takes each of its own.
func TestValues(t *testing.T) {
	folder(t)
	seen := 0
	for _, cmd := range newRoot().Commands() {
		cmd.LocalFlags().VisitAll(func(f *pflag.Flag) {
			v, listed := f.Value.(interface {
				Values() []string
				Refusal() error
			})
			if f.Name == "output-format" && !listed {
				t.Errorf("%s --%s takes any value", cmd.Name(), f.Name)
			}
			if !listed {
				return
			}
			seen++
			r := sightglass(t, "", cmd.Name(), "missing.wasm", "--"+f.Name, "worse")
			if r.code != exitRefuse || r.stdout != "" || !strings.Contains(r.stderr, "--"+f.Name) || !strings.Contains(r.stderr, v.Refusal().Error()) {
				t.Errorf("%s --%s worse: %+v", cmd.Name(), f.Name, r)
			}
			for _, text := range v.Values() {
				if err := f.Value.Set(strings.ToUpper(text)); err != nil {
					t.Errorf("%s --%s %s: %v", cmd.Name(), f.Name, text, err)
				}
			}
		})
	}
	if seen < 20 {
		t.Errorf("%d flags that have certain values", seen)
	}
	gate := sightglass(t, "", strings.Fields("benchmark -p 3 -e wazero -e wazero:interpreter --fail-on worse noop.wasm")...)
	if gate.code != exitRefuse || !strings.Contains(gate.stderr, "use changed-worse or unsure") || strings.Contains(gate.stderr, "needs 8") {
		t.Errorf("%+v", gate)
	}
}
