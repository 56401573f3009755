package command

import (
	"fmt"
	"strings"
	"testing"
)

// TestOriginalFlags: two files of one engine, which differ in its flags, as the original's
// own tests of effect-size and report have them. The means are by hand: 1000..1005 and
// 2000..2005, so that 1002.5 and 2002.5 are in the middle.
func TestOriginalFlags(t *testing.T) {
	t.Chdir(t.TempDir())
	for name, of := range map[string]struct {
		flags string
		base  int
	}{"plain.json": {"null", 1000}, "epoch.json": {`"-W epoch-interruption=y"`, 2000}} {
		var rows []string
		for i := range 6 {
			rows = append(rows, fmt.Sprintf(`{"arch":"aarch64","engine":"v38/libengine.dylib","wasm":"benchmarks/bz2/benchmark.wasm","process":%d,"iteration":0,"phase":"Execution","event":"cycles","count":%d,"engine_flags":%s}`,
				94624+i, of.base+i, of.flags))
		}
		put(t, name, "["+strings.Join(rows, ",")+"]")
	}
	for args, want := range map[string][]string{
		"effect-size -f plain.json -f epoch.json":                     {"libengine.dylib:-W epoch-interruption=y"},
		"effect-size -f plain.json -f epoch.json --output-format csv": {"1002.5", "2002.5"},
		"summarize -f plain.json -f epoch.json -o csv":                {",-W epoch-interruption=y,", "1002.5", "2002.5"},
		"report plain.json epoch.json -o page.html":                   nil,
	} {
		r := sightglass(t, "", strings.Fields(args)...)
		for _, w := range want {
			if !strings.Contains(r.stdout, w) {
				t.Errorf("%s: lacks %q: %+v", args, w, r)
			}
		}
		if r.code != 0 {
			t.Errorf("%s: %+v", args, r)
		}
	}
	// One engine has nothing to be compared with.
	if r := sightglass(t, "", "effect-size", "-f", "plain.json"); r.code == 0 {
		t.Errorf("%+v", r)
	}
}
