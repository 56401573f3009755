package engines

import (
	"reflect"
	"runtime"
	"strings"
)

// Source says what an engine is built from.
type Source struct {
	Module  string // path of the Go module that is the engine
	Version string // the one that is linked in, as ModuleVersion returns it
	// Package is the import path of its adapter, which a main package imports to
	// have the engine, and File the path of one of the adapter's source files as
	// it was built: not where it was, if it was built without paths.
	Package, File string
}

// Sourced is implemented by an Engine of which other versions can be built with
// nothing but its adapter and its module. It returns false if this one has more
// to it, such as functions of the program.
type Sourced interface {
	Source() (Source, bool)
}

// SourceOf returns what e is built from, false if that is not all, or if e does
// not say.
func SourceOf(e Engine) (Source, bool) {
	if s, ok := e.(Sourced); ok {
		return s.Source()
	}
	return Source{}, false
}

// NewSource returns the source of an engine that is a Go module, by any function
// of the adapter's package that is no method.
func NewSource(module string, function any) Source {
	s := Source{Module: module}
	if f := runtime.FuncForPC(reflect.ValueOf(function).Pointer()); f != nil {
		s.File, _ = f.FileLine(f.Entry())
		path := f.Name()
		slash := strings.LastIndexByte(path, '/') + 1
		last, _, _ := strings.Cut(path[slash:], ".")
		s.Package = path[:slash] + last
	}
	return s
}
