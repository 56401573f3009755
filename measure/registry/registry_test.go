package registry_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/measure/registry"
)

type opener func() string

func named(name string) opener { return func() string { return name } }

func TestRegistry(t *testing.T) {
	var r registry.Registry[opener]
	if _, ok := r.Lookup("a"); ok || len(r.Names()) > 0 {
		t.Error("the zero value is not empty")
	}
	r.Register("b", named("b"))
	r.Register("a", named("a"))
	if got := r.Names(); !slices.Equal(got, []string{"a", "b"}) {
		t.Errorf("names %v", got)
	}
	r.RegisterUnlisted("hidden", named("hidden"))
	if open, ok := r.Lookup("hidden"); !ok || open() != "hidden" || slices.Contains(r.Names(), "hidden") {
		t.Errorf("what is not listed: found %v, among %v", ok, r.Names())
	}
	if open, ok := r.Lookup("b"); !ok || open() != "b" {
		t.Errorf("b is not found")
	}
	if open, ok := r.Lookup("c"); ok || open != nil {
		t.Error("c is found")
	}
}

func TestRegisterPanics(t *testing.T) {
	type registryOf = registry.Registry[opener]
	tests := map[string]func(r *registryOf){
		"twice":           func(r *registryOf) { r.Register("x", named("x")); r.Register("x", named("x")) },
		"twice, unlisted": func(r *registryOf) { r.Register("x", named("x")); r.RegisterUnlisted("x", named("x")) },
		"without opener":  func(r *registryOf) { r.Register("x", nil) },
		"without name":    func(r *registryOf) { r.Register("", named("x")) },
	}
	for name, register := range tests {
		t.Run(name, func(t *testing.T) {
			defer func() {
				if text, _ := recover().(string); !strings.HasPrefix(text, "BUG: ") {
					t.Errorf("panic %q, want one that says BUG", text)
				}
			}()
			register(new(registryOf))
		})
	}
}

func TestTyped(t *testing.T) {
	for want, of := range map[string][2]string{
		"wazero":             {"wazero", ""},
		"wazero:interpreter": {"wazero", "interpreter"},
		"interpreter":        {"interpreter", "interpreter"}, // wazero:interpreter, so called by its user
	} {
		if got := registry.Typed(of[0], of[1]); got != want {
			t.Errorf("%q: %s, want %s", of, got, want)
		}
	}
}
