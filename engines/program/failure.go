package program

import (
	"fmt"
	"slices"

	"github.com/sightglass-go/sightglass/engines"
)

// kinds are the errors that a program may report, by what it was to do. "failed", which
// is about the program and not the guest, is always one.
var kinds = map[string][]string{
	"greet":       {"flag", "unavailable"},
	"compile":     {"compile"},
	"link":        {"import", "host"},
	"instantiate": {"instantiate", "trap", "exit"},
	"call":        {"trap", "exit", "export", "args"},
}

// refused says in the words of package engines what a program reports.
func (e *engine) refused(do string, f *failure, step error) error {
	words := shorten(f.Message)
	var err error
	switch {
	case f.Kind == "failed":
		err = fmt.Errorf("%s was to %s: %w: %s", e.process.name, do, ErrProgram, words)
	case !slices.Contains(kinds[do], f.Kind):
		return fmt.Errorf("%s was to %s: %w: an error of the kind %.50q (%s), which this has not", e.process.name, do, ErrProtocol, f.Kind, words)
	case f.Kind == "exit" && f.Code == nil:
		return fmt.Errorf("%s was to %s: %w: an error of the kind \"exit\" without the code that the guest exited with", e.process.name, do, ErrProtocol)
	case f.Kind == "exit":
		err = &engines.ExitError{Code: *f.Code}
	default:
		err = fmt.Errorf("%w: %s", map[string]error{
			"flag": engines.ErrFlag, "unavailable": engines.ErrUnavailable, "compile": engines.ErrCompile, "import": engines.ErrImport, "host": engines.ErrHost,
			"instantiate": engines.ErrInstantiate, "trap": engines.ErrTrap, "export": engines.ErrExport, "args": engines.ErrArgs,
		}[f.Kind], words)
	}
	if step != nil && f.Kind != "instantiate" && f.Kind != "failed" {
		err = fmt.Errorf("%w: %w", step, err)
	}
	return err
}
