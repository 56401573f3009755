package engines

import (
	"errors"
	"fmt"
)

var (
	// ErrUnknown: no engine has that name.
	ErrUnknown = errors.New("unknown engine")
	// ErrUnavailable: the engine exists, but not in this build or on this
	// machine.
	ErrUnavailable = errors.New("engine not available in this build")
	// ErrFlag: an engine flag is unknown or its value is not one of those
	// allowed.
	ErrFlag = errors.New("engine flag refused")
	// ErrCompile: the engine refuses the module.
	ErrCompile = errors.New("module does not compile")
	// ErrComponent: the engine runs core modules only, and was given a component.
	ErrComponent = errors.New("engine runs no components")
	// ErrImport: the module imports something that the host does not offer.
	ErrImport = errors.New("import not offered by the host")
	// ErrHost: a Host that WASI cannot show to a guest.
	ErrHost = errors.New("host refused")
	// ErrInstantiate: the module compiled and its imports are there, but no
	// instance could be made.
	ErrInstantiate = errors.New("module does not instantiate")
	// ErrExport: the module does not export that function.
	ErrExport = errors.New("no such exported function")
	// ErrArgs: the arguments of a call do not fit the function, or the
	// function has parameters or results that are not numbers.
	ErrArgs = errors.New("arguments do not fit the function")
	// ErrTrap: the guest trapped. The message has the engine's own words.
	ErrTrap = errors.New("guest trapped")
	// ErrUsed: Linker.Instantiate was called a second time.
	ErrUsed = errors.New("linker already used: link again for another instance")
	// ErrClosed: the object was closed before.
	ErrClosed = errors.New("already closed")
)

// ExitError is the error of a guest that exited: with a code other than 0, or
// where it should have returned.
type ExitError struct {
	Code uint32
	// Unknown is set if the engine does not report the code, which is not 0.
	Unknown bool
}

// Error says "guest exited with code 3".
func (e *ExitError) Error() string {
	switch {
	case e.Unknown:
		return "guest exited with a code that the engine does not report"
	case e.Code == 0:
		return "guest exited with code 0 instead of returning"
	}
	return fmt.Sprintf("guest exited with code %d", e.Code)
}

// RunError makes of the error of Instance.Call that of Instance.Run: to a
// command an exit with code 0 is success.
func RunError(err error) error {
	if exit := (*ExitError)(nil); errors.As(err, &exit) && exit.Code == 0 && !exit.Unknown {
		return nil
	}
	return err
}
