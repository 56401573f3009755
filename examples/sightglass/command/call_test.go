package command

import (
	"strings"
	"testing"
)

// TestExpectResult: a function that returns something else fails the recording,
// and so does a module that was built as a library and is not initialised: its
// functions trap.
func TestExpectResult(t *testing.T) {
	folder(t, "funcs", "reactor", "reactor-typed")
	for _, tt := range []struct {
		args string
		code int
		says string
	}{
		{"--entry fib --arg 20 --expect-result 6765 funcs.wasm", 0, ""}, // fib(20)
		{"--entry fib --arg 20 --expect-result 6766 funcs.wasm", 1, "result differs from what is expected: fib returned 6765, expected 6766"},
		{"--entry fib --arg 20 --expect-result 1 --expect-result 2 funcs.wasm", 1, "2 results given for a function (i32) -> (i32), which has 1"},
		{"--entry fib --arg 20 --expect-result many funcs.wasm", 1, `result 1, "many": is not an i32`},
		{"--entry work --arg 4 --expect-result 8 reactor.wasm", 0, ""},
		{"--entry many --expect-result -1 --expect-result -2 --expect-result nan --expect-result -0.5 reactor.wasm", 0, ""},
		{"--entry _initialize reactor.wasm", 1, "record the phase Instantiation"},
		{"--entry state reactor-typed.wasm", 1, "`_initialize` has type (i32) -> ()"},
		{"--expect-result 8 noop.wasm", 2, "--expect-result needs --entry"},
	} {
		for _, command := range []string{"validate", "benchmark --processes 1 -i 1 --raw --progress none"} {
			got := sightglass(t, "", strings.Fields(command+" "+tt.args)...)
			if got.code != tt.code || !strings.Contains(got.stderr, tt.says) {
				t.Errorf("%s %s: exit %d, %q; want %d, %q", command, tt.args, got.code, got.stderr, tt.code, tt.says)
			}
			if rows := strings.Contains(got.stdout, ",Execution,"); strings.HasPrefix(command, "benchmark") && rows != (tt.code == 0) {
				t.Errorf("%s %s: rows %q", command, tt.args, got.stdout)
			}
		}
	}
	if got := sightglass(t, "", "validate", "--entry", "fib", "--arg", "20", "--expect-result", "6765", "funcs.wasm"); got.stdout != "funcs.wasm: \"fib\" can be called and measured\n" {
		t.Errorf("validate prints %q", got.stdout)
	}
	if got := sightglass(t, "", strings.Fields("benchmark -i 1 --entry fib --expect-result 1 --phase instantiation funcs.wasm")...); got.code != 2 || !strings.Contains(got.stderr, "is not called") {
		t.Errorf("of a function that is not called: exit %d, %q", got.code, got.stderr)
	}
}
