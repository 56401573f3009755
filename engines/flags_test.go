package engines_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/engines"
)

func TestParseFlags(t *testing.T) {
	tests := []struct {
		flags string
		want  string // the values set, or the error
	}{
		{"", ""},
		{" ,\t\n", ""},
		{"on", "on=true"},
		{"--on", "on=true"},
		{"-on=yes", "on=true"},
		{"on=0", "on=false"},
		{"on=OFF", "on=false"},
		{"level=high, n=3,on", "level=2 n=3 on=true"},
		{"n=3\non=n", "n=3 on=false"},
		{"on=maybe", "on=maybe: neither on nor off; use on=on|off"},
		{"level=medium", "level=medium: no such value; use level=low|high"},
		{"level", "level=on: no such value"},
		{"n=0", "n=0: not a whole number from 1 to 9; use n=1..9"},
		{"n=1e3", "n=1e3: not a whole number"},
		{"n=", "n=: not a whole number"},
		{"on,on=off", "on is given twice"},
		{"nope=1", `unknown flag "nope"; known are on=on|off, level=low|high, n=1..9`},
		{"=x", `unknown flag ""`},
		{"--", `unknown flag ""`},
	}
	for _, tt := range tests {
		var got []string
		set := func(name string) func(v any) { return func(v any) { got = append(got, fmt.Sprintf("%s=%v", name, v)) } }
		err := engines.ParseFlags(tt.flags, []engines.Flag{
			engines.OnOff("on", "", func(on bool) { set("on")(on) }),
			engines.Choice("level", "", func(n int) { set("level")(n) }, []string{"low", "high"}, []int{1, 2}),
			engines.Integer("n", "", 1, 9, func(n int) { set("n")(n) }),
		})
		switch {
		case err == nil && strings.Join(got, " ") != tt.want:
			t.Errorf("%q sets %v, want %s", tt.flags, got, tt.want)
		case err != nil && (!errors.Is(err, engines.ErrFlag) || !strings.Contains(err.Error(), tt.want) || tt.want == ""):
			t.Errorf("%q: %v, want %s", tt.flags, err, tt.want)
		}
	}
}

// FuzzParseFlags: flags of all kinds are set within their range, each once, or
// refused by an error that names the flag.
func FuzzParseFlags(f *testing.F) {
	f.Add("a=1,b --c\td=on")
	f.Add("level=high n=9,on=off")
	f.Add("n=+07,,on=yes level=low")
	f.Add("n=99999999999999999999")
	f.Fuzz(func(t *testing.T, flags string) {
		set := map[string]int{}
		err := engines.ParseFlags(flags, []engines.Flag{
			engines.OnOff("on", "", func(bool) { set["on"]++ }),
			engines.Choice("level", "", func(n int) {
				if set["level"]++; n != 1 && n != 2 {
					t.Errorf("%q sets level %d", flags, n)
				}
			}, []string{"low", "high"}, []int{1, 2}),
			engines.Integer("n", "", 1, 9, func(n int) {
				if set["n"]++; n < 1 || n > 9 {
					t.Errorf("%q sets n to %d", flags, n)
				}
			}),
		})
		if err != nil && (!errors.Is(err, engines.ErrFlag) || len(err.Error()) > 5*len(flags)+200) {
			t.Errorf("%q: %v", flags, err)
		}
		words := strings.FieldsFunc(flags, func(r rune) bool { return strings.ContainsRune(", \t\n", r) })
		sum := 0
		for name, n := range set {
			if sum += n; n > 1 || !strings.Contains(flags, name) {
				t.Errorf("%q sets %s %d times", flags, name, n)
			}
		}
		if err == nil && sum != len(words) {
			t.Errorf("%q sets %v: %d of %d flags", flags, set, sum, len(words))
		}
	})
}
