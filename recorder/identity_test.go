package recorder

import (
	"encoding/json"
	"maps"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/measure/record"
)

// TestPlanOfOlderRecording: the plan of a recording made before Guest, Limits
// and Options were types of their own is read as it was meant, and has the hash
// that its recorder gave it.
func TestPlanOfOlderRecording(t *testing.T) {
	text, err := os.ReadFile("testdata/plan-v0.json")
	if err != nil {
		t.Fatal(err)
	}
	p, err := PlanOf(&record.Header{Plan: text})
	if err != nil {
		t.Fatal(err)
	}
	// By Plan.hash of that recorder.
	if h := p.hash(); h != "cd05a7f741f003642e3622f7d7eef91721c404a385b07748c898b0188814a3e6" {
		t.Errorf("its hash is %s", h)
	}
	now, err := json.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	var was, is map[string]any
	if err := json.Unmarshal(text, &was); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(now, &is); err != nil {
		t.Fatal(err)
	}
	delete(was, "budget") // they control a run: Options
	delete(was, "fail_fast")
	if !reflect.DeepEqual(was, is) {
		t.Errorf("was %v\nis  %v", was, is)
	}
}

// TestMayChange: each field of a plan is part of its identity, unless its tag
// says that it may change.
func TestMayChange(t *testing.T) {
	same := map[string]bool{}
	for _, f := range reflect.VisibleFields(reflect.TypeFor[Plan]()) {
		if f.Anonymous || !f.IsExported() {
			continue
		}
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		var plan Plan
		v := reflect.ValueOf(&plan).Elem().FieldByIndex(f.Index)
		switch v.Kind() {
		case reflect.Slice:
			v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		case reflect.Map:
			v.Set(reflect.MakeMap(v.Type()))
			v.SetMapIndex(reflect.ValueOf("a"), reflect.Zero(v.Type().Elem()))
		case reflect.String:
			v.SetString("a")
		case reflect.Bool:
			v.SetBool(true)
		case reflect.Struct:
			v.FieldByName("Entry").SetString("a") // of Call
		default:
			if v.CanInt() {
				v.SetInt(1)
			} else {
				v.SetUint(1)
			}
		}
		if differ := plan.differences(new(Plan)); len(differ) == 0 {
			same[name] = true
		} else if !slices.Equal(differ, []string{name}) {
			t.Errorf("%s: differs in %q", name, differ)
		}
		was := Plan{Seed: 7}
		if resumed := was.Resumed(plan, func(n string) bool { return n == name }); reflect.DeepEqual(resumed, was) == same[name] {
			t.Errorf("%s: resumed with %+v", name, resumed)
		}
	}
	want := []string{"labels", "memory_limit", "output_limit", "policy", "processes", "results", "retries", "timeout"}
	if got := slices.Sorted(maps.Keys(same)); !slices.Equal(got, want) {
		t.Errorf("%q may change, want %q", got, want)
	}
}
