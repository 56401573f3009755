// Package doctor says what makes this machine noisy, and what to do about it.
//
//	for _, f := range doctor.Examine(ctx) {
//		if f.State == doctor.Found {
//			fmt.Println(f.Name, f.Value, f.Why, f.Command)
//		}
//	}
//
// It reads /proc and /sys of Linux, changes nothing, needs no privileges and
// starts no program. On other systems every finding is Unknown.
package doctor

import "fmt"

// Finding is what was found out about one thing that can make measurements
// noisy or wrong.
type Finding struct {
	// Name says what was looked at, and stays the same.
	Name string `json:"name"`
	// State is whether it is as it should be.
	State State `json:"state"`
	// Value is how it is, in words, or why it is not known.
	Value string `json:"value"`
	// Why is what it does to measurements.
	Why string `json:"why"`
	// Command is a shell command that changes it, or that shows who is to
	// blame. It is empty where nothing was found or no command helps.
	Command string `json:"command,omitempty"`
}

// String is one line: "governor found: powersave on CPU 0-7".
func (f Finding) String() string { return fmt.Sprintf("%s %v: %s", f.Name, f.State, f.Value) }

// State is whether something is as it should be.
type State uint8

const (
	// Unknown: it could not be read, or this machine has no such thing.
	Unknown State = iota
	// Fine: it is as it should be.
	Fine
	// Found: it disturbs measurements.
	Found
)

// String returns "unknown", "fine" or "found".
func (s State) String() string {
	switch s {
	case Fine:
		return "fine"
	case Found:
		return "found"
	}
	return "unknown"
}

// MarshalText writes the state as its String.
func (s State) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads what MarshalText wrote; any other text means Unknown.
func (s *State) UnmarshalText(text []byte) error {
	switch string(text) {
	case "fine":
		*s = Fine
	case "found":
		*s = Found
	default:
		*s = Unknown
	}
	return nil
}

type result struct {
	state          State
	value, command string
}

func fine(format string, args ...any) result {
	return result{state: Fine, value: fmt.Sprintf(format, args...)}
}

func found(command, format string, args ...any) result {
	return result{state: Found, value: fmt.Sprintf(format, args...), command: command}
}

func unknown(format string, args ...any) result {
	return result{state: Unknown, value: fmt.Sprintf(format, args...)}
}
