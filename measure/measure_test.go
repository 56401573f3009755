package measure

import (
	"encoding/json"
	"errors"
	"os"
	"slices"
	"strings"
	"testing"
)

// spy writes down what is done to it.
type spy struct {
	name string
	log  *[]string
	err  error
}

func (s spy) did(what string)             { *s.log = append(*s.log, s.name+"."+what) }
func (s spy) Events() []Event             { return []Event{{Name: s.name}} }
func (s spy) Start()                      { s.did("start") }
func (s spy) Stop()                       { s.did("stop") }
func (s spy) Close() error                { s.did("close"); return s.err }
func (s spy) Describe() Description       { return Description{Warnings: []string{s.name}} }
func (s spy) opener() (Measure, error)    { s.did("open"); return s, nil }
func (s spy) refuses() (Measure, error)   { s.did("refuse"); return nil, s.err }
func (s spy) reading(st Status) []Reading { return []Reading{{Event: Event{Name: s.name}, Status: st}} }
func (s spy) Readings(dst []Reading) ([]Reading, error) {
	if s.err != nil {
		return append(dst, s.reading(Missing)...), s.err
	}
	return append(dst, s.reading(Counted)...), nil
}

func TestMultiNests(t *testing.T) {
	var log []string
	a, b := spy{name: "a", log: &log}, spy{name: "b", log: &log}
	m := Multi(a, b)
	m.Start()
	m.Stop()
	m.Close()
	want := []string{"a.start", "b.start", "b.stop", "a.stop", "b.close", "a.close"}
	if !slices.Equal(log, want) {
		t.Errorf("happened %v, want %v", log, want)
	}
	if e := m.Events(); len(e) != 2 || e[0].Name != "a" || e[1].Name != "b" {
		t.Errorf("events %v", e)
	}
	if p := Parts(m); len(p) != 2 || p[0] != Measure(a) {
		t.Errorf("parts %v", p)
	}
	if w := Describe(m).Warnings; !slices.Equal(w, []string{"a", "b"}) {
		t.Errorf("warnings %v", w)
	}
}

// phasedSpy also wants to know the phase.
type phasedSpy struct{ spy }

func (s phasedSpy) Enter(p Phase) { s.did("enter " + p.String()) }

// Multi passes the phase on to those that want it, wherever they are nested.
func TestEnter(t *testing.T) {
	var log []string
	plain, phased := spy{name: "a", log: &log}, phasedSpy{spy{name: "b", log: &log}}
	Enter(plain, Execution)
	Enter(phased, Compilation)
	Enter(Multi(plain, Multi(phased, plain)), Execution)
	if want := []string{"b.enter Compilation", "b.enter Execution"}; !slices.Equal(log, want) {
		t.Errorf("happened %v, want %v", log, want)
	}
}

func TestMultiReadsPastAFailure(t *testing.T) {
	var log []string
	m := Multi(spy{name: "a", log: &log, err: os.ErrInvalid}, spy{name: "b", log: &log})
	got, err := m.Readings(nil)
	if !errors.Is(err, os.ErrInvalid) {
		t.Errorf("error %v", err)
	}
	if len(got) != 2 || got[0].Status != Missing || got[1].Status != Counted || got[1].Event.Name != "b" {
		t.Errorf("readings %+v", got)
	}
	if err := m.Close(); !errors.Is(err, os.ErrInvalid) || !slices.Equal(log, []string{"b.close", "a.close"}) {
		t.Errorf("close: %v after %v", err, log)
	}
}

func TestMultiOfFewerThanTwo(t *testing.T) {
	if m := Multi(); m != Noop() {
		t.Errorf("Multi() is %T", m)
	}
	one := Noop()
	if m := Multi(one); m != one || len(Parts(m)) != 1 {
		t.Errorf("Multi of one is %T", m)
	}
}

func TestNoop(t *testing.T) {
	m, err := Open("noop")
	if err != nil {
		t.Fatal(err)
	}
	m.Start()
	m.Stop()
	got, err := m.Readings(nil)
	if len(m.Events()) != 0 || len(got) != 0 || err != nil || m.Close() != nil {
		t.Errorf("events %v, readings %v, error %v", m.Events(), got, err)
	}
	if d := Describe(m); d.Clock != "" || d.Warnings != nil {
		t.Errorf("description %+v", d)
	}
}

func TestRegistryOpens(t *testing.T) {
	tests := []struct {
		names string
		want  error  // nil for success
		text  string // in the error
		log   string
	}{
		{"a", nil, "", "a.open"},
		{"b a", nil, "", "b.open a.open"},
		{"", errors.ErrUnsupported, "choose from a, b, broken", ""},
		{"nonesuch", ErrUnknown, "a, b, broken", ""},
		{"a nonesuch", ErrUnknown, `"nonesuch"`, "a.open a.close"},
		{"a b a", errors.ErrUnsupported, `"a" named twice`, "a.open b.open a.close b.close"},
		{"a broken", ErrUnavailable, `"broken"`, "a.open broken.refuse a.close"},
	}
	for _, tt := range tests {
		t.Run(tt.names, func(t *testing.T) {
			var log []string
			var r Registry
			r.Register("b", spy{name: "b", log: &log}.opener)
			r.Register("a", spy{name: "a", log: &log}.opener)
			r.Register("broken", spy{name: "broken", log: &log, err: ErrUnavailable}.refuses)
			if got := r.Names(); !slices.Equal(got, []string{"a", "b", "broken"}) {
				t.Errorf("names %v", got)
			}
			m, err := r.Open(strings.Fields(tt.names)...)
			if (err == nil) != (tt.want == nil) || (err == nil) != (m != nil) {
				t.Fatalf("measure %v, error %v", m, err)
			}
			// ErrUnsupported stands for an error without a sentinel.
			if tt.want != errors.ErrUnsupported && !errors.Is(err, tt.want) {
				t.Errorf("error %v, want %v", err, tt.want)
			}
			if err != nil && !strings.Contains(err.Error(), tt.text) {
				t.Errorf("error %q does not say %q", err, tt.text)
			}
			if got := strings.Join(log, " "); got != tt.log {
				t.Errorf("happened %q, want %q", got, tt.log)
			}
		})
	}
}

// TestAlone: the same measure twice is named twice, and not beside others.
func TestAlone(t *testing.T) {
	var r Registry
	r.RegisterAlone("a")
	for names, want := range map[string]string{
		"a a":     `measure "a" named twice`,
		"a b":     `measure "a" can only be used alone, and not with b: record again for the others`,
		"b a c a": `measure "a" can only be used alone, and not with b, c: record again for the others`,
	} {
		if _, err := r.Open(strings.Fields(names)...); err == nil || err.Error() != want {
			t.Errorf("%s: %v", names, err)
		}
	}
}

func TestPhase(t *testing.T) {
	tests := []struct {
		text string
		want Phase
		err  error
	}{
		{"Compilation", Compilation, nil},
		{"instantiation", Instantiation, nil},
		{"EXECUTION", Execution, nil},
		{"", 0, ErrPhase},
		{"Phase(0)", 0, ErrPhase},
		{"Execution ", 0, ErrPhase},
	}
	for _, tt := range tests {
		got, err := ParsePhase(tt.text)
		if got != tt.want || !errors.Is(err, tt.err) {
			t.Errorf("ParsePhase(%q) = %v, %v, want %v, %v", tt.text, got, err, tt.want, tt.err)
		}
	}
	for _, p := range append(Phases(), 0) {
		text, err := json.Marshal(p)
		if err != nil {
			t.Errorf("%v: %v", p, err)
		}
		q := Phase(9)
		if err := json.Unmarshal(text, &q); err != nil || q != p {
			t.Errorf("%v became %s and then %v: %v", p, text, q, err)
		}
	}
	if _, err := json.Marshal(Phase(9)); !errors.Is(err, ErrPhase) {
		t.Errorf("phase 9: %v", err)
	}
	q := Execution
	if err := q.UnmarshalText([]byte("Run")); !errors.Is(err, ErrPhase) || q != Execution {
		t.Errorf("phase Run: %v, %v", q, err)
	}
}

func TestBetterText(t *testing.T) {
	for text, want := range map[string]Better{"lower": Lower, "higher": Higher, "neither": Neither, "?": Neither} {
		b := Better(7)
		if err := b.UnmarshalText([]byte(text)); err != nil || b != want {
			t.Errorf("%q is %v, %v, want %v", text, b, err, want)
		}
		if out, err := b.MarshalText(); err != nil || (text != "?" && string(out) != text) {
			t.Errorf("%v is written %q, %v", b, out, err)
		}
	}
	for s, want := range map[Status]string{Counted: "counted", Scaled: "scaled", Missing: "missing"} {
		if s.String() != want {
			t.Errorf("status %d is %q, want %q", s, s, want)
		}
	}
}
