package html

import (
	"reflect"

	"github.com/sightglass-go/sightglass/measure/quote"
)

// maxPlan is how many characters of a plan a page shows; the recording has all.
const maxPlan = 100_000

// bound shortens the texts that a template will show, wherever they are in its
// view: a name or a message from a recording may be of any length. Markup,
// scripts and packed files have types of their own, and stay as they are.
func bound(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			bound(v.Elem())
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if f := v.Type().Field(i); f.IsExported() || f.Anonymous {
				bound(v.Field(i))
			}
		}
	case reflect.Slice:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			return
		}
		for i := range v.Len() {
			bound(v.Index(i))
		}
	case reflect.String:
		if v.Type() == reflect.TypeFor[string]() && v.CanSet() {
			v.SetString(clipped(v.String()))
		}
	}
}

func clipped(s string) string {
	if len(s) > quote.MaxLine {
		return quote.Line(s)
	}
	return s
}
