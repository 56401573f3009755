package analysis

import (
	"cmp"
	"path/filepath"
	"slices"
	"strings"

	"github.com/sightglass-go/sightglass/measure/record"
)

// recordingLabels names two recordings by the first of these that tells them
// apart: the header's label "label", its label "commit", another label in
// alphabetical order, the name of the file and as many of its folders as it
// takes, and else "before" and "after".
func recordingLabels(before, after []record.Header, names [2]string) [2]string {
	a, b := labelsOf(before), labelsOf(after)
	var keys []string
	for k := range a {
		if a[k] != "" && b[k] != "" && a[k] != b[k] {
			keys = append(keys, k)
		}
	}
	first := func(k string) int { return slices.Index([]string{"commit", "label"}, k) }
	slices.SortFunc(keys, func(x, y string) int { return cmp.Or(cmp.Compare(first(y), first(x)), cmp.Compare(x, y)) })
	if len(keys) > 0 {
		return shortHashes(a[keys[0]], b[keys[0]])
	}
	if names[0] != names[1] {
		return tailsOf(names[0], names[1])
	}
	return [2]string{"before", "after"}
}

// labelsOf returns the labels that all headers of a recording agree in.
func labelsOf(headers []record.Header) map[string]string {
	out := map[string]string{}
	for i, h := range headers {
		if i == 0 {
			for k, v := range h.Labels {
				out[k] = v
			}
			continue
		}
		for k := range out {
			if h.Labels[k] != out[k] {
				delete(out, k)
			}
		}
	}
	return out
}

// shortHashes cuts two commits as long as they are told apart.
func shortHashes(a, b string) [2]string {
	const enough = 10
	hash := func(s string) bool { return len(s) >= 20 && strings.Trim(s, "0123456789abcdef") == "" }
	if hash(a) && hash(b) && a[:enough] != b[:enough] {
		return [2]string{a[:enough], b[:enough]}
	}
	return [2]string{a, b}
}

// tailsOf returns the names of two files, and as many of their folders as
// tell them apart.
func tailsOf(a, b string) [2]string {
	partsA, partsB := pathParts(a), pathParts(b)
	for n := 1; n <= max(len(partsA), len(partsB)); n++ {
		x := strings.Join(partsA[max(0, len(partsA)-n):], "/")
		y := strings.Join(partsB[max(0, len(partsB)-n):], "/")
		if x != y {
			return [2]string{x, y}
		}
	}
	return [2]string{a, b}
}

func pathParts(name string) []string {
	return strings.Split(filepath.ToSlash(filepath.Clean(name)), "/")
}
