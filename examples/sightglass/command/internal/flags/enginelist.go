package flags

import (
	"regexp"
	"slices"
	"strings"

	"github.com/sightglass-go/sightglass/engines"
)

// engineList is the value of --engine: engines as users type them, with commas
// between them or each with a flag of its own.
type engineList struct{ list *[]string }

func (l engineList) Set(text string) error {
	*l.list = append(*l.list, splitEngines(text, engines.Default.Names())...)
	return nil
}

func (l engineList) String() string { return strings.Join(*l.list, ",") }

func (l engineList) Type() string { return "stringArray" }

// Append, Replace and GetSlice implement pflag.SliceValue.
func (l engineList) Append(text string) error { return l.Set(text) }

func (l engineList) Replace(list []string) error { *l.list = list; return nil }

func (l engineList) GetSlice() []string { return *l.list }

// splitEngines splits a list of engines at commas. Flags have commas, too, and so
// may paths: behind a colon or an "@" a comma separates two engines only if what
// follows begins like an engine. So "wazero:interpreter,close-on-context-done" is one
// engine, and "wazero:interpreter,wasmtime:fuel" two.
func splitEngines(text string, known []string) (list []string) {
	for i, part := range strings.Split(text, ",") {
		if i == 0 || begins(part, list[len(list)-1], known) {
			list = append(list, strings.TrimSpace(part))
		} else {
			list[len(list)-1] += "," + part
		}
	}
	return list
}

// begins is whether a text that follows an engine and a comma is the next one: it
// has the name of an engine that is known, is a build, or the path of a file; or
// the one before is a name alone, which has no comma.
func begins(part, before string, known []string) bool {
	path, flags, file := engines.CutFile(before)
	library := file && !engines.IsProgram(path)
	if rooted.MatchString(before) && !file {
		return false // a path that has a comma
	}
	part = strings.TrimSpace(part)
	name, _, _ := strings.Cut(part, ":")
	after, _, next := engines.CutFile(part)
	if engines.IsProgram(after) && strings.Contains(before, ":") {
		next = false // it ends like nothing else, and may belong to a flag
	}
	return slices.Contains(known, name) || isBuild.MatchString(part) || next && rooted.MatchString(part) ||
		!strings.ContainsAny(before, ":@") && !rooted.MatchString(before) || library && flags == ""
}

var (
	rooted  = regexp.MustCompile(`^([./\\]|[A-Za-z]:[/\\])`)
	isBuild = regexp.MustCompile(`^[\w-]+@.`)
)
