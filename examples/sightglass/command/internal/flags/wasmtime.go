package flags

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// wasmtimeFlags returns flags as our adapter has them for those of wasmtime's
// own command line, such as "-C compiler=cranelift -W simd=n": the Rust original
// takes these. Other flags, and those of other engines, are returned as they are.
func wasmtimeFlags(engine, flags string) (string, error) {
	if engine != "wasmtime" || !strings.HasPrefix(strings.TrimSpace(flags), "-") {
		return flags, nil
	}
	var ours []string
	group, empty := "", false
	for _, word := range strings.FieldsFunc(flags, func(r rune) bool { return r == ' ' || r == '\t' || r == ',' }) {
		switch {
		case strings.HasPrefix(word, "--"):
			group = "--"
			word = word[2:]
		case strings.HasPrefix(word, "-"):
			group, word = word[:min(2, len(word))], word[min(2, len(word)):]
		}
		if empty = word == "" && len(group) == 2 && !empty; empty {
			continue // its flags are the next word
		}
		key, value, given := strings.Cut(word, "=")
		flag, err := wasmtimeFlag(group, strings.ReplaceAll(key, "_", "-"), value, given)
		if err != nil {
			return flags, fmt.Errorf("%s %s: %w", group, word, err)
		}
		ours = append(ours, flag)
	}
	if empty {
		return flags, fmt.Errorf("%s: no flag follows it", group)
	}
	return strings.Join(ours, ","), nil
}

// wasmtimeSwitches are flags of wasmtime that are yes or no, by their group.
var wasmtimeSwitches = map[string][]string{
	"-C": {"parallel-compilation", "native-unwind-info"},
	"-D": {"debug-info"},
	"-O": {"memory-init-cow"},
	"-W": {"nan-canonicalization", "threads", "simd", "relaxed-simd", "bulk-memory", "multi-value", "multi-memory", "memory64", "tail-call",
		"reference-types", "function-references", "gc", "wide-arithmetic", "exceptions", "custom-page-sizes", "stack-switching"},
}

var errNoFlag = errors.New(`our adapter has no such flag; --engine-flags help lists those that it has`)

func wasmtimeFlag(group, key, value string, given bool) (string, error) {
	choice := func(name string, ours map[string]string) (string, error) {
		if v, ok := ours[value]; ok {
			return name + "=" + v, nil
		}
		return "", errNoFlag
	}
	switch group + " " + key {
	case "-O opt-level":
		return choice("opt-level", map[string]string{"0": "none", "1": "speed", "2": "speed", "s": "speed-and-size"})
	case "-C compiler":
		if value == "winch" {
			return "", errors.New("wasmtime is linked in without Winch; our flag is strategy=cranelift")
		}
		return choice("strategy", map[string]string{"cranelift": "cranelift", "auto": "auto"})
	case "-- profile":
		return choice("profiler", map[string]string{"none": "none", "jitdump": "jitdump", "perfmap": "perfmap"})
	case "-W max-wasm-stack":
		return "max-wasm-stack=" + value, nil
	case "-W fuel":
		return "", errors.New("our flag is fuel, without a number: it counts and never runs out")
	}
	if !slices.Contains(wasmtimeSwitches[group], key) {
		return "", errNoFlag
	}
	if group == "-W" && key != "nan-canonicalization" {
		key = "wasm-" + key
	}
	switch {
	case !given || slices.Contains([]string{"y", "yes", "true"}, value):
		return key + "=on", nil
	case slices.Contains([]string{"n", "no", "false"}, value):
		return key + "=off", nil
	}
	return "", fmt.Errorf("%q is neither y nor n", value)
}
