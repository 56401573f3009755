package recorder

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/recorder/job"
)

// mayChange are the fields of a Plan that may change when a recording is
// resumed.
var mayChange = slices.DeleteFunc(reflect.VisibleFields(reflect.TypeFor[Plan]()), func(f reflect.StructField) bool {
	return f.Tag.Get("resume") != "may-change"
})

// Resumed is the plan p of a recording with those fields of now that may change
// when it is resumed and for which changed says so, by their names in JSON.
func (p Plan) Resumed(now Plan, changed func(name string) bool) Plan {
	for _, f := range mayChange {
		if name, _, _ := strings.Cut(f.Tag.Get("json"), ","); changed(name) {
			reflect.ValueOf(&p).Elem().FieldByIndex(f.Index).Set(reflect.ValueOf(now).FieldByIndex(f.Index))
		}
	}
	return p
}

// identity is the part of a plan that says what is measured and in which
// order, as JSON by name.
func (p *Plan) identity() map[string]string {
	of := p.named()
	// Where programs are is not what they are, which their hashes say.
	of.Engines = slices.Clone(of.Engines)
	for i := range of.Engines {
		of.Engines[i].Programs = nil
	}
	of.Settings = maps.Clone(of.Settings)
	for name, s := range of.Settings {
		if s.Guest != nil { // whose results may change, like the plan's
			guest := *s.Guest
			guest.Results = nil
			of.Settings[name] = Settings{s.Iterations, &guest}
		}
	}
	for _, f := range mayChange {
		reflect.ValueOf(&of).Elem().FieldByIndex(f.Index).SetZero()
	}
	text, err := json.Marshal(of)
	if err != nil {
		panic(fmt.Sprintf("BUG: plan as JSON: %v", err))
	}
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(text, &fields); err != nil {
		panic(fmt.Sprintf("BUG: plan from its JSON: %v", err))
	}
	id := make(map[string]string, len(fields))
	for name, value := range fields {
		id[name] = string(value)
	}
	return id
}

func (p *Plan) hash() string {
	id := p.identity()
	h := sha256.New()
	for _, name := range slices.Sorted(maps.Keys(id)) {
		fmt.Fprintf(h, "%q:%q\n", name, id[name])
	}
	return hex.EncodeToString(h.Sum(nil))
}

// differences names what two plans do not have in common.
func (p *Plan) differences(q *Plan) []string {
	a, b := p.identity(), q.identity()
	all := maps.Clone(a)
	maps.Copy(all, b)
	return slices.DeleteFunc(slices.Sorted(maps.Keys(all)), func(name string) bool { return a[name] == b[name] })
}

// OtherWork names in what two plans differ that decides how long a round takes.
func (p *Plan) OtherWork(q *Plan) string {
	return strings.Join(slices.DeleteFunc(p.differences(q), func(name string) bool {
		return slices.Contains([]string{"seed", "first_process", "padding", "pin"}, name)
	}), ", ")
}

// PlanOf returns the plan of a recording. Its Seed and FirstProcess are those
// that were drawn for it; it has no Policy, but its PolicyName.
func PlanOf(h *record.Header) (Plan, error) {
	var p Plan
	if err := json.Unmarshal(h.Plan, &p); err != nil {
		return p, fmt.Errorf("%w: the recording's plan cannot be read: %w", job.ErrPlan, err)
	}
	return p, nil
}
