package pprof

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/google/pprof/profile"

	ours "github.com/sightglass-go/sightglass/analysis/profile"
	"github.com/sightglass-go/sightglass/measure/record"
)

func arms() (a, b ours.Arm) {
	frames := []record.ProfileFrame{
		{Kind: record.Guest, Index: 2, Name: "_start"}, {Kind: record.Guest, Index: 3, Name: "_ZN4text4foldEi"},
		{Kind: record.Host, Name: "runtime.mcall", Object: "/bin/x"}, {Kind: record.Unknown},
	}
	of := func(fold, host uint64) *record.Profile {
		return &record.Profile{Event: "instructions-retired", Windows: 1, Total: fold + host + 1, Frames: frames, Samples: []record.ProfileSample{
			{Stack: []int{1, 0}, Count: fold}, {Stack: []int{2}, Count: host}, {Stack: []int{3}, Count: 1}}}
	}
	return ours.Arm{Name: "wazero", Module: "m", Profile: of(60, 5)}, ours.Arm{Name: "wasmtime", Module: "m", Profile: of(90, 2)}
}

// TestWrite: what go tool pprof reads is what was written.
func TestWrite(t *testing.T) {
	a, b := arms()
	for _, tt := range []struct {
		arms []ours.Arm
		want map[string][]int64 // by the stack, outermost first
	}{
		{[]ours.Arm{a}, map[string][]int64{"_start;text::fold(int)": {60}, "runtime.mcall [host]": {5}, "unknown code [unknown]": {1}}},
		{[]ours.Arm{a, b}, map[string][]int64{"_start;text::fold(int)": {60, 90, 30}, "runtime.mcall [host]": {5, 2, -3}, "unknown code [unknown]": {1, 1, 0}}},
	} {
		var out bytes.Buffer
		if err := Write(&out, tt.arms...); err != nil {
			t.Fatal(err)
		}
		p, err := profile.Parse(&out)
		if err != nil {
			t.Fatal(err)
		}
		if len(p.Sample) != len(tt.want) {
			t.Errorf("%d samples, want %d", len(p.Sample), len(tt.want))
		}
		for _, s := range p.Sample {
			var names []string
			for i := len(s.Location) - 1; i >= 0; i-- {
				names = append(names, s.Location[i].Line[0].Function.Name)
			}
			want := tt.want[strings.Join(names, ";")]
			for i := range s.Value {
				if len(want) != len(s.Value) || s.Value[i] != want[i] {
					t.Errorf("%s: %d, want %d", names, s.Value, want)
					break
				}
			}
		}
		if n := len(tt.arms); n == 1 && (p.SampleType[0].Type != "instructions-retired" || p.SampleType[0].Unit != "instructions") ||
			n == 2 && (p.DefaultSampleType != "difference" || p.SampleType[0].Type != "wazero" || p.SampleType[1].Type != "wasmtime") {
			t.Errorf("%d arms: %v, default %q", n, p.SampleType, p.DefaultSampleType)
		}
	}
	hostile := a
	hostile.Profile = &record.Profile{Event: "fuel", Windows: 1, Total: 1, Frames: []record.ProfileFrame{{Kind: record.Guest, Name: "a\x1b[31m\n"}}, Samples: []record.ProfileSample{{Stack: []int{0}, Count: 1}}}
	var out bytes.Buffer
	if err := Write(&out, hostile); err != nil {
		t.Fatal(err)
	}
	if p, err := profile.Parse(&out); err != nil || p.Function[0].Name != `a\x1b[31m\n` || p.Function[0].SystemName != p.Function[0].Name {
		t.Errorf("a name with control characters: %v, %v", p, err)
	}
	lines := a
	lines.Profile = &record.Profile{Event: "fuel", Windows: 1, Total: 1, Frames: []record.ProfileFrame{{Kind: record.Guest, Name: "f", File: "/src/f.c", Line: 7}}, Samples: []record.ProfileSample{{Stack: []int{0}, Count: 1}}}
	if err := Write(&out, lines); err != nil {
		t.Fatal(err)
	}
	if p, err := profile.Parse(&out); err != nil || p.Function[0].Filename != "/src/f.c" || p.Function[0].StartLine != 7 || p.Location[0].Line[0].Line != 7 {
		t.Errorf("a function with a line: %v, %v", p, err)
	}
	// Functions without names are not the same one in another module.
	x, y := hostile, hostile
	x.Profile = &record.Profile{Event: "fuel", Windows: 1, Total: 1, Frames: []record.ProfileFrame{{Kind: record.Guest, Index: 5}}, Samples: []record.ProfileSample{{Stack: []int{0}, Count: 1}}}
	y.Profile, y.Module, y.Name = x.Profile, "n", "b"
	if err := Write(&out, x, y); err != nil {
		t.Fatal(err)
	}
	if p, err := profile.Parse(&out); err != nil || len(p.Function) != 2 || p.Function[0].Name != "function 5 of wazero" {
		t.Errorf("functions without names: %v, %v", p, err)
	}
	b.Profile.Windows = 2
	for _, list := range [][]ours.Arm{{}, {a, b}, {a, a, a}} {
		if err := Write(new(bytes.Buffer), list...); !errors.Is(err, ours.ErrIncomparable) {
			t.Errorf("%d arms: %v", len(list), err)
		}
	}
}
