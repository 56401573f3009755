package build

import (
	"errors"
	"strings"
	"testing"
)

func TestParse(t *testing.T) {
	for _, want := range []Spec{
		{Engine: "wazero"},
		{Engine: "wazero", Flags: "interpreter"},
		{Engine: "wazero", Flags: "a=b@c,d"},
		{Engine: "wazero", Build: "v1.9.0", Version: "v1.9.0"},
		{Engine: "wazero", Build: "v1.9.0", Version: "v1.9.0", Flags: "interpreter,compilation-workers=2"},
		{Engine: "wazero", Build: "feature/tail-calls", Version: "feature/tail-calls"},
		{Engine: "wazero", Build: "../wazero", Path: "../wazero"},
		{Engine: "wazero", Build: "..", Path: ".."},
		{Engine: "wazero", Build: "/a b/c@d", Path: "/a b/c@d", Flags: "x"},
		{Engine: "wazero", Build: "../wazero#main", Path: "../wazero", Revision: "main"},
		{Engine: "wazero", Build: "../wazero#fix/#12", Path: "../wazero", Revision: "fix/#12", Flags: "f"},
		{Engine: "wazero", Build: "./bench-old", Path: "./bench-old"},
		{Engine: "mine", Build: "./cmd/bench#HEAD~1", Path: "./cmd/bench", Revision: "HEAD~1"},
		{Engine: "wazero", Build: `C:\wazero#main`, Path: `C:\wazero`, Revision: "main", Flags: "x"},
		{Engine: "wazero", Build: `..\wazero`, Path: `..\wazero`},
		{Engine: "wazero", Flags: "a=x.so"},
		{Engine: "./libengine.so", Flags: "-O opt-level=2"},
	} {
		text := want.Engine
		if want.Build != "" {
			text += "@" + want.Build
		}
		if want.Flags != "" {
			text += ":" + want.Flags
		}
		if got, err := Parse(text); err != nil || got != want {
			t.Errorf("%s: %+v, %v; want %+v", text, got, err, want)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	for text, want := range map[string]string{
		"":                      "no name",
		"@v1.9.0":               "no name",
		":interpreter":          "no name",
		"wazero@":               "nothing behind @",
		"wazero@:interpreter":   "nothing behind @",
		"wazero@v1.9.0#main":    "one of a folder",
		"wazero@#main":          "one of a folder",
		"wazero@./x#":           "no revision",
		"wazero@~/wazero":       "write $HOME",
		"wazero@v1.9.0@v1.10.0": "not a version",
		"wazero@-mod=mod":       "not a version",
		"wazero@my folder":      "a path begins with",
		"wazero@./a\nb":         "control character",
	} {
		if got, err := Parse(text); !errors.Is(err, ErrSpec) || !strings.Contains(err.Error(), want) || got != (Spec{}) {
			t.Errorf("%q: %+v, %v; want %q", text, got, err, want)
		}
	}
}

// FuzzParse: whatever is typed is refused, or is read so that it can be shown
// as it was typed.
func FuzzParse(f *testing.F) {
	for _, text := range []string{"wazero", "wazero@v1.9.0:interpreter", `w@C:\x#main:f`, "w@../x#fix/#12", "w:a@b", "w@:", "@", "w@./#"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		s, err := Parse(text)
		if err != nil {
			if !errors.Is(err, ErrSpec) || s != (Spec{}) || len(err.Error()) > 4*len(text)+1500 {
				t.Fatalf("%q: %+v, %v", text, s, err)
			}
			return
		}
		if s.String() != strings.TrimSuffix(text, ":") {
			t.Fatalf("%q is shown as %q", text, s)
		}
		if again, err := Parse(s.String()); err != nil || again != s {
			t.Fatalf("%q: %+v, then %+v, %v", text, s, again, err)
		}
		build := s.Version
		if s.Path != "" {
			build = s.Path
		}
		if s.Revision != "" {
			build += "#" + s.Revision
		}
		if build != s.Build || s.Version != "" && s.Path != "" {
			t.Fatalf("%q: %+v", text, s)
		}
	})
}
