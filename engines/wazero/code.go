package wazero

import (
	"fmt"
	"reflect"

	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/measure"
)

// Code makes a module an engines.Code. wazero has no API for it, so that it reads the
// fields in which wazero keeps it, without a write and without package unsafe, and
// returns an error where they are not what they were in v1.7 to v1.12.
func (m *module) Code() (ranges []engines.CodeRange, err error) {
	defer func() {
		if r := recover(); r != nil { // reflection met something else
			ranges, err = nil, fmt.Errorf("%w: %s keeps its code in another way than v1.12: %v", measure.ErrUnavailable, m.engine.identity, r)
		}
	}()
	if m.runtime == nil {
		return nil, fmt.Errorf("wazero: code: %w", engines.ErrClosed)
	}
	compiled := field(reflect.ValueOf(m.compiled), "*wazero.compiledModule")
	mine := compiled.FieldByName("module").Pointer()
	compiler := compiled.FieldByName("compiledEngine").Elem()
	if compiler.Type().String() == "*interpreter.engine" {
		return nil, fmt.Errorf("%w: an interpreter has no machine code of a guest's functions: leave the flag interpreter out", measure.ErrUnavailable)
	}
	all := field(compiler, "*wazevo.engine")
	list := all.FieldByName("sortedCompiledModules")
	for i := range list.Len() {
		of := field(list.Index(i), "*wazevo.compiledModule")
		executables := of.FieldByName("executables").Elem()
		wasm := of.FieldByName("module")
		host := wasm.Elem().FieldByName("IsHostModule").Bool()
		imported := int64(wasm.Elem().FieldByName("ImportFunctionCount").Uint())
		start, end := span(executables.FieldByName("executable"))
		offsets := of.FieldByName("functionOffsets")
		switch {
		case wasm.Pointer() == mine:
			for k := range offsets.Len() {
				r := engines.CodeRange{Start: start + uintptr(offsets.Index(k).Int()), End: end, Function: imported + int64(k)}
				if k+1 < offsets.Len() {
					r.End = start + uintptr(offsets.Index(k+1).Int())
				}
				if r.Start > r.End || r.End > end {
					panic("its functions do not follow one another")
				}
				ranges = append(ranges, r)
			}
			ranges = append(ranges, rest(executables.FieldByName("entryPreambles"), "entry")...)
		case host:
			ranges = append(ranges, engines.CodeRange{Start: start, End: end, Function: engines.NoFunction, Name: "call of the host"})
		}
	}
	shared := all.FieldByName("sharedFunctions").Elem()
	for i := range shared.NumField() {
		ranges = append(ranges, rest(shared.Field(i), "shared code")...)
	}
	return ranges, nil
}

// field is what a pointer of this type points to.
func field(v reflect.Value, want string) reflect.Value {
	if got := v.Type().String(); got != want {
		panic(fmt.Sprintf("%s where %s was", got, want))
	}
	return v.Elem()
}

// span is where the bytes of a slice lie.
func span(code reflect.Value) (start, end uintptr) {
	start = code.Pointer()
	return start, start + uintptr(code.Len())
}

// rest is code that is no function's: a slice of bytes, or of such, as older versions
// have it.
func rest(v reflect.Value, name string) (ranges []engines.CodeRange) {
	if v.Kind() != reflect.Slice {
		return nil
	}
	switch v.Type().Elem().Kind() {
	case reflect.Slice:
		for i := range v.Len() {
			ranges = append(ranges, rest(v.Index(i), name)...)
		}
	case reflect.Uint8:
		if start, end := span(v); end > start {
			ranges = append(ranges, engines.CodeRange{Start: start, End: end, Function: engines.NoFunction, Name: name})
		}
	}
	return ranges
}
