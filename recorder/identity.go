package recorder

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/recorder/job"
)

// identity is the part of a plan that says what is measured and in which
// order, as JSON by name. How long it may take, how many rounds there are and
// what happens to a process that fails may change when it is resumed.
func (p *Plan) identity() map[string]string {
	of := p.named()
	of.Processes, of.Retries, of.Timeout, of.Budget = 0, 0, 0, 0
	of.Results = nil
	of.MemoryLimit, of.OutputLimit, of.FailFast, of.Labels, of.PolicyName = 0, 0, false, nil, ""
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
	names := make([]string, 0, len(id))
	for name := range id {
		names = append(names, name)
	}
	slices.Sort(names)
	h := sha256.New()
	for _, name := range names {
		fmt.Fprintf(h, "%q:%q\n", name, id[name])
	}
	return hex.EncodeToString(h.Sum(nil))
}

// differences names what two plans do not have in common.
func (p *Plan) differences(q *Plan) []string {
	a, b := p.identity(), q.identity()
	var names []string
	for name := range a {
		if a[name] != b[name] {
			names = append(names, name)
		}
	}
	for name := range b {
		if _, ok := a[name]; !ok {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
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
