package inspect

import (
	"fmt"
	"strings"
)

// Offer is what a host has under the name of an import.
type Offer struct {
	Kind Kind
	// Type is the type of a function. One that is Unknown fits all.
	Type FuncType
}

// maxLacking is how many imports a message names.
const maxLacking = 20

// Lacking describes, in the order of the file, the imports that a host lacks or
// has as something else: "func `env.now` () -> (f64), global `env.base`". It is
// empty if there are none. offered says what the host has, if anything.
func (m *Module) Lacking(offered func(Import) (Offer, bool)) string {
	var lacks []string
	n := 0
	for _, i := range m.Imports {
		has, ok := offered(i)
		if ok && has.Kind == i.Kind && (i.Kind != Func || has.Type.Unknown || i.Type.Unknown || has.Type.Equal(i.Type)) {
			continue
		}
		if n++; n > maxLacking {
			continue
		}
		text := fmt.Sprintf("%s `%s.%s`", i.Kind, short(i.Module), short(i.Name))
		if i.Kind == Func {
			text += " " + i.Type.String()
		}
		switch {
		case !ok:
		case has.Kind == Func:
			text += ", where the host has one " + has.Type.String()
			if i.Kind != Func {
				text = strings.Replace(text, "has one", "has a func", 1)
			}
		default:
			text += fmt.Sprintf(", where the host has a %s", has.Kind)
		}
		lacks = append(lacks, text)
	}
	if n > maxLacking {
		lacks = append(lacks, fmt.Sprintf("and %d more", n-maxLacking))
	}
	return strings.Join(lacks, "; ")
}

// ParseImports is Parse of what stands before the imports end, for adapters that
// need no more.
func ParseImports(wasm []byte) (*Module, error) { return parseTo(wasm, 2) }
