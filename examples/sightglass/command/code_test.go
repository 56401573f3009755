package command

import (
	"encoding/json"
	"fmt"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/engines/enginetest/guests"
	"github.com/sightglass-go/sightglass/measure/record"
)

// functions puts a file with names into an empty folder: function 0 is bench.start, 1 is
// bench.end, 2 _start, 3 scan, 4 text::fold(int), 5 mix.
func functions(t *testing.T) {
	t.Helper()
	folder(t)
	put(t, "functions.wasm", string(guests.Wasm("functions")))
}

// TestCodeRefuses: what cannot be is refused, a typo with what was perhaps meant.
func TestCodeRefuses(t *testing.T) {
	functions(t)
	put(t, "text.wasm", "text")
	for args, want := range map[string]string{
		"":                                                    "name one file or two",
		"functions.wasm":                                      "name a function: --function NAME",
		"--function mix nosuch.wasm":                          "nosuch.wasm",
		"--function mix text.wasm":                            "text.wasm: ",
		"--function mux functions.wasm":                       "there is no function mux (did you mean mix?)",
		"--function nosuch functions.wasm":                    "there is no function nosuch; its functions are shown by",
		"--function FOLD functions.wasm":                      "(there are: text::fold(int))",
		"--function 99 functions.wasm":                        "there is no function 99: they are 2 to ",
		"--function -1 functions.wasm":                        "there is no function -1",
		"--function 0 functions.wasm":                         "function 0 is imported (start)",
		"--function [ functions.wasm":                         "syntax error in pattern",
		"--function mix -e wazero:interpreter functions.wasm": "leave the flag interpreter out",
		"--function mix functions.wasm functions.wasm":        "named twice",
		"--function mix -e wazero -e wazero:interpreter functions.wasm noop.wasm": "these would be 4",
		"--function mix -f yaml functions.wasm":                                   "use text, markdown or json",
	} {
		r := sightglass(t, "", append([]string{"code"}, strings.Fields(args)...)...)
		if r.code != exitRefuse || !strings.Contains(r.stderr, want) || r.stdout != "" {
			t.Errorf("%s: %+v, want %q", args, r, want)
		}
	}
}

// TestCodeFails: of code that cannot be had it is said why: there is no other place for it.
func TestCodeFails(t *testing.T) {
	functions(t)
	// A function of which nothing is left where its type says an i32 is.
	put(t, "invalid.wasm", "\x00asm\x01\x00\x00\x00\x01\x05\x01\x60\x00\x01\x7f\x03\x02\x01\x00\x0a\x04\x01\x02\x00\x0b")
	for args, want := range map[string]string{
		"--function 0 invalid.wasm":                   "there is no code to show: invalid.wasm on wazero: Compilation: module does not compile: ",
		"--function mix --timeout 1ns functions.wasm": "functions.wasm on wazero: timed out after 1ns; to allow more: --timeout",
	} {
		if r := sightglass(t, "", append([]string{"code"}, strings.Fields(args)...)...); r.code != exitFailed || !strings.Contains(r.stderr, want) || r.stdout != "" {
			t.Errorf("%s: %+v, want %q", args, r, want)
		}
	}
}

// TestCode: a function is found by its names, its index and patterns, with its code.
func TestCode(t *testing.T) {
	if !slices.Contains([]string{"x86_64", "aarch64"}, record.Arch()) {
		t.Skipf("machine code of %s cannot be disassembled: run it on x86_64 or aarch64", record.Arch())
	}
	functions(t)
	code := func(args ...string) []shownFunction {
		t.Helper()
		r := sightglass(t, "", append([]string{"code", "-f", "json", "functions.wasm"}, args...)...)
		var list []shownFunction
		if err := json.Unmarshal([]byte(r.stdout), &list); err != nil || r.code != 0 {
			t.Fatalf("%v: %v, %d, %s", args, err, r.code, r.stderr)
		}
		return list
	}
	for word, want := range map[string]string{
		"mix": "[mix]", "5": "[mix]", "text::fold(int)": "[text::fold(int)]", "_ZN4text4foldEi": "[text::fold(int)]",
		"text::*": "[text::fold(int)]", "?i*": "[mix]", "[ms]*": "[scan mix]",
	} {
		var names []string
		for _, f := range code("--function", word) {
			names = append(names, f.Name)
			size := 0
			for _, i := range f.Arms[0].Instructions {
				size += i.Size
			}
			if len(f.Arms) != 1 || size != f.Arms[0].Bytes || len(f.Arms[0].Instructions) < 2 {
				t.Errorf("%s: instructions of %d bytes, of %+v", word, size, f)
			}
		}
		if got := fmt.Sprint(names); got != want {
			t.Errorf("%s: %s, want %s", word, got, want)
		}
	}
	if all := code("--function", "*"); len(all) != 4 || all[0].Arms[0].Function != 2 {
		t.Errorf("%d functions, from %d on", len(all), all[0].Arms[0].Function)
	}
	if twice := code("--function", "mix", "--function", "5"); len(twice) != 1 {
		t.Errorf("one function named twice is shown %d times", len(twice))
	}
	// Of one engine by two names the code is the same.
	r := sightglass(t, "", "code", "--function", "mix", "-e", "wazero", "-e", "wazero", "-n", "old", "-n", "new", "functions.wasm")
	if r.code != 0 || !regexp.MustCompile(`(?m)^mix \(function 5\)\nold: \d+ bytes in \d+ instructions\nnew: \d+ bytes in \d+ instructions: bytes the same, instructions the same\n\nold +new\n    0  `).MatchString(r.stdout) ||
		regexp.MustCompile(`(?m) [|<>] `).MatchString(r.stdout) {
		t.Errorf("%+v", r)
	}
	// Of two files functions are matched by name.
	put(t, "other.wasm", string(guests.Wasm("functions")))
	r = sightglass(t, "", "code", "--function", "*", "-f", "markdown", "functions.wasm", "other.wasm")
	if r.code != 0 || strings.Count(r.stdout, "### ") != 4 || strings.Count(r.stdout, "```") != 8 || !strings.Contains(r.stdout, "- other.wasm: ") {
		t.Errorf("%+v", r)
	}
}

// TestCodeObjdump: where each instruction begins is what GNU objdump says of the same bytes.
func TestCodeObjdump(t *testing.T) {
	if record.Arch() != "x86_64" {
		t.Skip("of x86_64, where instructions have many lengths: run it there")
	}
	if out, err := exec.Command("objdump", "--version").Output(); err != nil || !strings.Contains(string(out), "GNU") {
		t.Skip("needs GNU objdump: apt-get install binutils")
	}
	functions(t)
	r := sightglass(t, "", "code", "-f", "json", "--function", "*", "functions.wasm")
	var list []shownFunction
	if err := json.Unmarshal([]byte(r.stdout), &list); err != nil || len(list) == 0 {
		t.Fatalf("%v: %+v", err, r)
	}
	begins := regexp.MustCompile(`(?m)^ *([0-9a-f]+):\t[^\t\n]+\t`) // what has no text continues the line before
	for _, f := range list {
		put(t, "code.bin", string(f.Arms[0].Code))
		out, err := exec.Command("objdump", "-D", "-z", "-b", "binary", "-m", "i386:x86-64", "code.bin").Output()
		if err != nil {
			t.Fatal(err)
		}
		var want, got []string
		for _, m := range begins.FindAllStringSubmatch(string(out), -1) {
			want = append(want, m[1])
		}
		for _, i := range f.Arms[0].Instructions {
			if !strings.HasPrefix(i.Text, ".zero") {
				got = append(got, fmt.Sprintf("%x", i.Offset))
			}
		}
		if len(got) > len(want) || !slices.Equal(got, want[:len(got)]) {
			t.Errorf("%s: instructions begin at %v, and for objdump at %v\n%s", f.Name, got, want, out)
		}
	}
}
