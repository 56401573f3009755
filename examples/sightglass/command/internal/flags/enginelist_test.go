package flags

import (
	"slices"
	"strings"
	"testing"
)

// TestSplitEngines: engines are told apart, and neither flags nor paths torn.
func TestSplitEngines(t *testing.T) {
	for text, want := range map[string]string{
		"wazero":                                  "wazero",
		"wazero,wasmtime":                         "wazero|wasmtime",
		"wazero, wasmtime":                        "wazero|wasmtime",
		"theirs,mine":                             "theirs|mine", // of another program
		"wazero:interpreter,foo":                  "wazero:interpreter,foo",
		"wazero:interpreter,wasmtime":             "wazero:interpreter|wasmtime",
		"wasmtime:opt-level=none,fuel,wazero:a,b": "wasmtime:opt-level=none,fuel|wazero:a,b",
		"wazero@v1.9.0,wazero@v1.10.0":            "wazero@v1.9.0|wazero@v1.10.0",
		"wazero@v1.9.0:interpreter,x,mine@./cmd":  "wazero@v1.9.0:interpreter,x|mine@./cmd",
		"wazero@../a,b":                           "wazero@../a,b",
		"wazero@../a,wazero":                      "wazero@../a|wazero",
		"wazero@../a,b#main,wasmtime":             "wazero@../a,b#main|wasmtime",
		"./liba.so,./libb.so":                     "./liba.so|./libb.so",
		"./liba.so,libb.so":                       "./liba.so|libb.so",
		"./liba.so:x,y.so":                        "./liba.so:x,y.so",
		"./liba.so:x,/y.so":                       "./liba.so:x|/y.so",
		"./a,b/lib.so,wazero":                     "./a,b/lib.so|wazero",
		`C:\a,b\lib.dll:x,wazero`:                 `C:\a,b\lib.dll:x|wazero`,
		"./engine,wazero":                         "./engine|wazero",
		"wazero,./engine":                         "wazero|./engine",
		"./engine,../other:x,y":                   "./engine|../other:x,y",
		"./engine:x,/y":                           "./engine:x,/y",
		"./engine:x,wazero":                       "./engine:x|wazero",
		"./engine,libb.so":                        "./engine,libb.so",
		"wazero,,wasmtime":                        "wazero||wasmtime", // refused: see NoneEmpty
		"wazero,":                                 "wazero|",
		"":                                        "",
	} {
		if got := splitEngines(text, []string{"wazero", "wasmtime"}); !slices.Equal(got, strings.Split(want, "|")) {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// FuzzSplitEngines: nothing is lost but white space around a name, and a list of
// names is as long as it has names.
func FuzzSplitEngines(f *testing.F) {
	f.Add("wazero:a,b,wasmtime@../x,y#main")
	f.Fuzz(func(t *testing.T, text string) {
		list := splitEngines(text, []string{"wazero", "wasmtime"})
		without := func(s string) string { return strings.Join(strings.Fields(s), "") }
		if without(strings.Join(list, ",")) != without(text) || len(list) > strings.Count(text, ",")+1 {
			t.Errorf("%q: %q", text, list)
		}
		if !strings.ContainsAny(text, ":@./\\") && len(list) != strings.Count(text, ",")+1 {
			t.Errorf("%q: %q", text, list)
		}
	})
}
