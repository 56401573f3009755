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
// engines.
func callError(err error) error {
	if exit := exit(err); exit != nil {
		return exit
	}
	return fmt.Errorf("%w: %w", engines.ErrTrap, brief(err))
}

// instantiateError tells a missing import, and a trap or an exit in a function
// of the guest, from an instance that could not be made.
func instantiateError(function string, err error) error {
	exit := exit(err)
	switch {
	case exit != nil:
		return fmt.Errorf("%w: %s: %w", engines.ErrInstantiate, function, exit)
	case trapped(err):
		return fmt.Errorf("%w: %s: %w: %w", engines.ErrInstantiate, function, engines.ErrTrap, brief(err))
	case strings.Contains(err.Error(), "unknown import"), strings.Contains(err.Error(), "incompatible import type"):
		return fmt.Errorf("%w: %w", engines.ErrImport, brief(err))
	}
	return fmt.Errorf("%w: %w", engines.ErrInstantiate, brief(err))
}

// exit is an *engines.ExitError if err is that the guest called proc_exit, else
// nil.
func exit(err error) error {
	var status int32
	exited := false
	if e := (*native.Error)(nil); errors.As(err, &e) {
		status, exited = e.Status, e.Exited
	} else if e := (*wasmtime.Error)(nil); errors.As(err, &e) {
		status, exited = e.ExitStatus()
	}
	switch {
	case exited:
		return &engines.ExitError{Code: uint32(status)}
	case err != nil && strings.Contains(err.Error(), badStatus):
		return fmt.Errorf("%w: %w", &engines.ExitError{Unknown: true}, brief(err))
	}
	return nil
}

// badStatus is in wasmtime's words for an exit with a status from 126 on, which
// it does not tell.
const badStatus = "exit with invalid exit status"

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
