package project

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/pelletier/go-toml/v2"
)

// document is the file as it is written. The keys of settings are names of flags.
type document struct {
	Baseline  string      `toml:"baseline"`
	Engine    []engine    `toml:"engine"`
	Benchmark []benchmark `toml:"benchmark"`

	Measure     []string `toml:"measure"`
	Phase       string   `toml:"phase"`
	Processes   int      `toml:"processes"`
	Until       string   `toml:"until"`
	MaxTime     string   `toml:"max-time"`
	Timeout     string   `toml:"timeout"`
	Retries     int      `toml:"retries"`
	Layouts     int      `toml:"layouts"`
	Pin         string   `toml:"pin"`
	MemoryLimit string   `toml:"memory-limit"`
	OutputLimit string   `toml:"output-limit"`
	each

	NoiseThreshold    number `toml:"noise-threshold"`
	SignificanceLevel number `toml:"significance-level"`
	FailOn            string `toml:"fail-on"`
	AllowIncomplete   bool   `toml:"allow-incomplete"`
	AllowConfounded   bool   `toml:"allow-confounded"`
}

// each is what may differ from benchmark to benchmark.
type each struct {
	Iterations     int      `toml:"iterations-per-process"`
	Arg            []string `toml:"arg"`
	Stdin          string   `toml:"stdin"`
	WorkingDir     string   `toml:"working-dir"`
	SmallWorkloads bool     `toml:"small-workloads"`
	Whole          bool     `toml:"whole"`
	Entry          string   `toml:"entry"`
	ExpectResult   []string `toml:"expect-result"`
}

type engine struct {
	Engine string `toml:"engine"`
	Flags  string `toml:"engine-flags"`
	Name   string `toml:"name"`
}

type benchmark struct {
	Wasm     string   `toml:"wasm"`
	Suite    string   `toml:"suite"`
	Tags     []string `toml:"tags"`
	Expected bool     `toml:"expected"`
	each
}

// number is one, or a text such as "2%".
type number string

// UnmarshalText implements encoding.TextUnmarshaler, which gets numbers, too.
func (n *number) UnmarshalText(text []byte) error {
	*n = number(text)
	return nil
}

// otherWords are keys that one might try, and what they are called.
var otherWords = map[string]string{
	"args": "arg", "arguments": "arg", "budget": "max-time", "benchmarks": "benchmark", "engines": "engine", "flags": "engine-flags", "gate": "fail-on",
	"iterations": "iterations-per-process", "measures": "measure", "path": "wasm", "rounds": "processes", "tag": "tags", "threshold": "noise-threshold",
	"workload": "small-workloads", "file": "wasm", "input": "stdin", "results": "expect-result",
}

// Parse reads a file, as far as it can be read, and returns all that is wrong with
// it. suggest says, of a word that is not known, which of those that are was perhaps meant.
func Parse(path string, text []byte, suggest func(word string, known []string) string) (*File, []error) {
	f := &File{Path: path}
	text = bytes.TrimPrefix(text, []byte("\ufeff"))
	var doc document
	err := toml.NewDecoder(bytes.NewReader(text)).DisallowUnknownFields().Decode(&doc)
	var unknown *toml.StrictMissingError
	var wrong *toml.DecodeError
	if !errors.As(err, &unknown) && errors.As(err, &wrong) {
		return f, []error{f.wrong(wrong)}
	}
	where, syntax := places(text)
	if err != nil && unknown == nil || syntax != nil {
		return f, []error{f.Errorf(Position{1, 1}, "%w", cmp.Or(err, syntax))}
	}
	problems := f.unknown(unknown, where, suggest)
	for name, n := range map[string]int{"engine": len(doc.Engine), "benchmark": len(doc.Benchmark)} {
		_, listed := where[name+".0"]
		if at, ok := where[name]; ok && n > 0 && !listed {
			problems = append(problems, f.Errorf(at, "%s may be many: write %s", name, wantOf([]string{name})))
		}
	}
	f.Settings = settings(reflect.ValueOf(doc), "", where)
	for i, e := range doc.Engine {
		at, ok := where[fmt.Sprintf("engine.%d", i)]
		if !ok {
			break // it was refused
		}
		f.Engines = append(f.Engines, Engine{at, e.Engine, e.Flags, e.Name})
	}
	for i, b := range doc.Benchmark {
		path := fmt.Sprintf("benchmark.%d", i)
		at, ok := where[path]
		if !ok {
			break
		}
		f.Benchmarks = append(f.Benchmarks, Benchmark{at, b.Wasm, b.Suite, b.Tags, b.Expected, settings(reflect.ValueOf(b), path+".", where)})
	}
	problems = append(problems, f.check()...)
	Sort(problems)
	return f, problems
}

// Sort puts errors in the order of their places.
func Sort(problems []error) {
	at := func(err error) (p Position) {
		var e *Error
		if errors.As(err, &e) {
			p = e.At
		}
		return p
	}
	slices.SortStableFunc(problems, func(a, b error) int { return at(a).compare(at(b)) })
}

// settings are those of a struct that are written in the file, flags' names alone.
func settings(of reflect.Value, prefix string, where map[string]Position) (list []Setting) {
	for _, field := range reflect.VisibleFields(of.Type()) {
		key := field.Tag.Get("toml")
		at, given := where[prefix+key]
		if key == "" || !given || slices.Contains([]string{"engine", "benchmark", "wasm", "suite", "tags", "expected"}, key) {
			continue
		}
		s := Setting{At: at, Key: key}
		if is := of.FieldByIndex(field.Index); is.Kind() == reflect.Slice {
			s.Values, s.List = is.Interface().([]string), true
		} else {
			s.Values = []string{fmt.Sprint(is.Interface())}
		}
		list = append(list, s)
	}
	slices.SortFunc(list, func(a, b Setting) int { return a.At.compare(b.At) })
	return list
}

// check finds what no flag knows: tables without a name, and things that are listed
// twice.
func (f *File) check() (problems []error) {
	refuse := func(at Position, format string, args ...any) {
		problems = append(problems, f.Errorf(at, format, args...))
	}
	names := map[string]Position{}
	for _, e := range f.Engines {
		if e.Engine == "" {
			refuse(e.At, `an [[engine]] without its engine: add engine = "wazero"`)
			continue
		}
		name := cmp.Or(e.Name, e.Engine+":"+e.Flags)
		if was, twice := names[name]; twice {
			refuse(e.At, "engine %s is listed twice, in line %d, too: give each a name of its own", strings.TrimSuffix(name, ":"), was.Line)
		}
		names[name] = e.At
	}
	files := map[string]Position{}
	for _, b := range f.Benchmarks {
		name := cmp.Or(b.Wasm, b.Suite)
		switch {
		case name == "":
			refuse(b.At, `a [[benchmark]] without its file: add wasm = "NAME.wasm" or suite = "NAME.suite"`)
			continue
		case b.Wasm != "" && b.Suite != "":
			refuse(b.At, "a [[benchmark]] is a wasm or a suite: make two of them")
			continue
		case strings.HasSuffix(b.Wasm, ".suite"):
			refuse(b.At, "%s is a suite: write suite = %q", b.Wasm, b.Wasm)
		case b.Suite != "" && !strings.HasSuffix(b.Suite, ".suite"):
			refuse(b.At, "%s is not a suite, whose name ends in .suite", b.Suite)
		}
		if was, twice := files[f.Join(name)]; twice {
			refuse(b.At, "%s is listed twice, in line %d, too: one recording has it once", name, was.Line)
		}
		files[f.Join(name)] = b.At
		if slices.Contains(b.Tags, "") {
			refuse(b.At, "%s has an empty tag", name)
		}
	}
	return problems
}

// keysOf are the keys of a table, by the path that it has in places: "",
// "benchmark.0".
func keysOf(table string) (known []string) {
	of, n, _ := strings.Cut(table, ".")
	in := map[string]reflect.Type{"": reflect.TypeFor[document](), "engine": reflect.TypeFor[engine](), "benchmark": reflect.TypeFor[benchmark]()}[of]
	if in == nil || strings.Contains(n, ".") {
		return nil
	}
	for _, field := range reflect.VisibleFields(in) {
		if key := field.Tag.Get("toml"); key != "" {
			known = append(known, key)
		}
	}
	return known
}

// split is a path of places as the table that it is in and its name there, "" for a
// table of a list itself.
func split(path string) (table, name string) {
	for _, list := range []string{"engine", "benchmark"} {
		if rest, ok := strings.CutPrefix(path, list+"."); ok {
			n, name, _ := strings.Cut(rest, ".")
			if _, err := strconv.Atoi(n); err == nil {
				return list + "." + n, name
			}
			return "", "" // another kind of table, which Parse refuses
		}
	}
	return "", path
}

// unknown says of keys that are not known what may be meant. The library takes keys in
// capitals for those that it knows, too; here they would be lost.
func (f *File) unknown(strict *toml.StrictMissingError, where map[string]Position, suggest func(string, []string) string) (problems []error) {
	reported := map[Position]bool{}
	var tables []string // that are not known
	say := func(at Position, table, name string) {
		if reported[at] {
			return
		}
		reported[at] = true
		known, hint, in := keysOf(table), "", ""
		if of, _, ok := strings.Cut(table, "."); ok {
			in = " in [[" + of + "]]"
		}
		if word := otherWords[name]; slices.Contains(known, word) {
			hint = fmt.Sprintf(" (it is called %s)", word)
		} else if hint = suggest(strings.ToLower(name), known); slices.Contains(known, strings.ToLower(name)) {
			hint = fmt.Sprintf(" (it is written %s)", strings.ToLower(name))
		} else if hint == "" {
			hint = ": known are " + strings.Join(known, ", ")
		}
		problems = append(problems, f.Errorf(at, "there is no key %q%s%s", name, in, hint))
	}
	for _, path := range slices.Sorted(maps.Keys(where)) { // a table before what is in it
		table, name := split(path)
		if name == "" || slices.Contains(keysOf(table), name) || slices.ContainsFunc(tables, func(of string) bool { return strings.HasPrefix(path, of) }) {
			continue
		}
		tables = append(tables, path+".")
		say(where[path], table, name)
	}
	if strict != nil {
		for i := range strict.Errors {
			line, column := strict.Errors[i].Position()
			if at := (Position{line, column}); len(problems) == 0 { // else they are these
				say(at, "", strings.Join(strict.Errors[i].Key(), "."))
			}
		}
	}
	return problems
}

// wrong is what the library says, in the words of this file.
func (f *File) wrong(e *toml.DecodeError) error {
	line, column := e.Position()
	key, text := strings.Join(e.Key(), "."), strings.TrimPrefix(e.Error(), "toml: ")
	if strings.Contains(text, "expected keyword") || strings.Contains(text, "start of value") {
		text += "; a text needs quotes around it"
	}
	if key == "" {
		return f.Errorf(Position{line, column}, "%s", text)
	}
	if wants := wantOf(e.Key()); wants != "" && strings.HasPrefix(text, "cannot ") {
		text = "it must be " + wants
	}
	return f.Errorf(Position{line, column}, "%s: %s", key, text)
}

// wantOf says what the value of a key must be, "" if that is not known.
func wantOf(key []string) string {
	in := reflect.TypeFor[document]()
	if len(key) > 1 && key[0] == "engine" {
		in, key = reflect.TypeFor[engine](), key[1:]
	} else if len(key) > 1 && key[0] == "benchmark" {
		in, key = reflect.TypeFor[benchmark](), key[1:]
	}
	for _, field := range reflect.VisibleFields(in) {
		if len(key) == 0 || field.Tag.Get("toml") != key[0] {
			continue
		}
		switch {
		case field.Type == reflect.TypeFor[[]string]():
			return `a list of texts, such as ["a", "b"]`
		case field.Type.Kind() == reflect.Slice:
			return fmt.Sprintf("tables, each headed [[%s]]", key[0])
		case field.Type == reflect.TypeFor[number]():
			return `a number, such as 0.02 or "2%"`
		case field.Type.Kind() == reflect.String:
			return `a text in quotes`
		case field.Type.Kind() == reflect.Int:
			return "a whole number"
		case field.Type.Kind() == reflect.Bool:
			return "true or false"
		}
	}
	return ""
}
