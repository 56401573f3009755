//go:build cgo

package wasmtime

import (
	"errors"
	"fmt"
	"regexp"
	"strings"

	wasmtime "github.com/bytecodealliance/wasmtime-go/v39"

	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/engines/wasmtime/internal/native"
)

// callError turns what wasmtime says of a call into the errors of package
// engines; nil of an exit with status 0.
func callError(err error) error {
	if status, ok := exit(err); ok {
		if status == 0 {
			return nil
		}
		return &engines.ExitError{Code: uint32(status)}
	}
	return fmt.Errorf("%w: %w", engines.ErrTrap, brief(err))
}

// instantiateError tells a missing import, and a trap or an exit in a function
// of the guest, from an instance that could not be made.
func instantiateError(function string, err error) error {
	status, exited := exit(err)
	switch {
	case exited:
		return fmt.Errorf("%w: %s: %w", engines.ErrInstantiate, function, &engines.ExitError{Code: uint32(status)})
	case trapped(err):
		return fmt.Errorf("%w: %s: %w: %w", engines.ErrInstantiate, function, engines.ErrTrap, brief(err))
	case strings.Contains(err.Error(), "unknown import"), strings.Contains(err.Error(), "incompatible import type"):
		return fmt.Errorf("%w: %w", engines.ErrImport, brief(err))
	}
	return fmt.Errorf("%w: %w", engines.ErrInstantiate, brief(err))
}

// exit returns the status if err is that the guest called proc_exit.
func exit(err error) (status int32, ok bool) {
	if e := (*native.Error)(nil); errors.As(err, &e) {
		return e.Status, e.Exited
	}
	if e := (*wasmtime.Error)(nil); errors.As(err, &e) {
		return e.ExitStatus()
	}
	return 0, false
}

func trapped(err error) bool {
	if e := (*native.Error)(nil); errors.As(err, &e) {
		return e.Trap
	}
	return errors.As(err, new(*wasmtime.Trap))
}

// brief keeps err for errors.As but shows only its cause in one line. Before
// the cause stands what was being done, and for a trap the guest's stack.
func brief(err error) error { return briefError{err} }

type briefError struct{ error }

// causeNumber is what numbers the lines of several causes.
var causeNumber = regexp.MustCompile(`^\d+: `)

func (e briefError) Error() string {
	// The Rust stack follows where the environment has RUST_BACKTRACE.
	text, _, _ := strings.Cut(e.error.Error(), "Stack backtrace:")
	if what, causes, ok := strings.Cut(text, "Caused by:"); ok && !strings.HasPrefix(what, "incompatible import type") {
		text = causes
	} else if ok {
		text = what + causes // what names the import
	}
	var lines []string
	for line := range strings.Lines(text) {
		if line = causeNumber.ReplaceAllString(strings.TrimSpace(line), ""); line != "" {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, ": ")
}

func (e briefError) Unwrap() error { return e.error }
