package engines

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Flag is one engine flag that an adapter knows.
type Flag struct {
	Name string
	// Values describes what may stand behind "=": "on|off", "1..64". A flag
	// whose values are on and off may be given by its name alone, which
	// means on.
	Values string
	About  string
	// Set applies the value. Its error need not repeat name and value.
	Set func(value string) error
}

// Flagged is implemented by an Engine that says which flags it may be opened
// with. Their Set is not to be called.
type Flagged interface {
	Flags() []Flag
}

// FlagsOf returns e's flags, none if it does not say.
func FlagsOf(e Engine) []Flag {
	if f, ok := e.(Flagged); ok {
		return f.Flags()
	}
	return nil
}

// ParseFlags applies flags such as "opt-level=none, fuel" to the known ones:
// name or name=value, separated by commas or white space, with or without
// leading dashes. A flag that is not known, has a value that is refused, or
// is given twice is an error that wraps ErrFlag; for an unknown one it lists
// the known.
func ParseFlags(flags string, known []Flag) error {
	seen := map[string]bool{}
	for _, field := range strings.FieldsFunc(flags, isFlagSeparator) {
		name, value, hasValue := strings.Cut(strings.TrimLeft(field, "-"), "=")
		if !hasValue {
			value = "on"
		}
		flag := findFlag(known, name)
		if flag == nil {
			return fmt.Errorf("%w: %w", ErrFlag, &UnknownFlagError{name, known})
		}
		if seen[name] {
			return fmt.Errorf("%w: %s is given twice", ErrFlag, name)
		}
		seen[name] = true
		if err := flag.Set(value); err != nil {
			return fmt.Errorf("%w: %s=%.100s: %w; use %s=%s", ErrFlag, name, value, err, name, flag.Values)
		}
	}
	return nil
}

// UnknownFlagError is the error for a flag that an engine does not have.
type UnknownFlagError struct {
	Name  string
	Known []Flag // those that it has
}

func (e *UnknownFlagError) Error() string {
	return fmt.Sprintf("unknown flag %.100q; known are %s", e.Name, flagList(e.Known))
}

// CheckFlags says whether flags are ones that e may be opened with, without setting
// them. It is nil if e does not say which flags it has. What a value must be is for
// ParseFlags to say.
func CheckFlags(e Engine, flags string) error {
	known := slices.Clone(FlagsOf(e))
	if len(known) == 0 {
		return nil
	}
	for i := range known {
		known[i].Set = func(string) error { return nil }
	}
	return ParseFlags(flags, known)
}

func isFlagSeparator(r rune) bool { return r == ',' || r == ' ' || r == '\t' || r == '\n' }

func findFlag(known []Flag, name string) *Flag {
	if i := slices.IndexFunc(known, func(f Flag) bool { return f.Name == name }); i >= 0 {
		return &known[i]
	}
	return nil
}

func flagList(known []Flag) string {
	var names []string
	for _, f := range known {
		names = append(names, f.Name+"="+f.Values)
	}
	if len(names) == 0 {
		return "none"
	}
	return strings.Join(names, ", ")
}

// OnOff returns a Flag that is switched on by "name", "name=on", "yes", "true"
// or "1" and off by "off", "no", "false" or "0".
func OnOff(name, about string, set func(on bool)) Flag {
	return Flag{Name: name, Values: "on|off", About: about, Set: func(value string) error {
		switch strings.ToLower(value) {
		case "on", "yes", "true", "1", "y":
			set(true)
		case "off", "no", "false", "0", "n":
			set(false)
		default:
			return fmt.Errorf("neither on nor off")
		}
		return nil
	}}
}

// Choice returns a Flag whose value is one of the keys of values.
func Choice[T any](name, about string, set func(T), keys []string, values []T) Flag {
	return Flag{Name: name, Values: strings.Join(keys, "|"), About: about, Set: func(value string) error {
		for i, key := range keys {
			if key == value {
				set(values[i])
				return nil
			}
		}
		return fmt.Errorf("no such value")
	}}
}

// Integer returns a Flag whose value is a whole number from low to high.
func Integer(name, about string, low, high int, set func(int)) Flag {
	return Flag{Name: name, Values: fmt.Sprintf("%d..%d", low, high), About: about, Set: func(value string) error {
		n, err := strconv.Atoi(value)
		if err != nil || n < low || n > high {
			return fmt.Errorf("not a whole number from %d to %d", low, high)
		}
		set(n)
		return nil
	}}
}
