package command

import (
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/measure/words"
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
			})
			if f.Name == "output-format" && !listed {
				t.Errorf("%s --%s takes any value", cmd.Name(), f.Name)
			}
			if !listed {
				return
			}
			seen++
			r := sightglass(t, "", cmd.Name(), "missing.wasm", "--"+f.Name, "worse")
			if r.code != exitRefuse || r.stdout != "" || !strings.Contains(r.stderr, "--"+f.Name) || !strings.Contains(r.stderr, "use "+words.Or(v.Values()...)) {
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
	if gate.code != exitRefuse || !strings.Contains(gate.stderr, "use changed-worse, unsure or never") || strings.Contains(gate.stderr, "needs 8") {
		t.Errorf("%+v", gate)
	}
	for args, want := range map[string]string{
		"benchmark --phase exection noop.wasm": "or execution (did you mean execution?)",
		"benchmark -f markdwn noop.wasm":       "(did you mean markdown?)",
		"benchmark -m cylces noop.wasm":        "(did you mean cycles?)",
		"benchmark -e wazer noop.wasm":         "(did you mean wazero?)",
		"compare --baseline a --event cylces":  "it has cycles (did you mean cycles?)",
		"report --plot-format bmp":             "use svg or png\n",
	} {
		if r := sightglass(t, golden(), strings.Fields(args)...); r.code != exitRefuse || !strings.Contains(r.stderr, want) {
			t.Errorf("%s: %+v, want %s", args, r, want)
		}
	}
}
