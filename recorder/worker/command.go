package worker

import (
	"errors"
	"fmt"
	"strings"
)

// ErrCommand is wrapped by the errors of SplitCommand.
var ErrCommand = errors.New("not a command")

// SplitCommand splits a command line such as "ssh -p 2222 host" into Recorder.Exec
// by the convention of go test -exec: at white space, but not within single or
// double quotes. Within quotes nothing else is special; there is no escape.
func SplitCommand(line string) ([]string, error) {
	const space = " \t\r\n"
	var words []string
	rest := strings.TrimLeft(line, space)
	for rest != "" {
		var word string
		if quote := rest[0]; quote == '"' || quote == '\'' {
			end := strings.IndexByte(rest[1:], quote)
			if end < 0 {
				return nil, fmt.Errorf("%w: %s: a quote is not closed", ErrCommand, line)
			}
			word, rest = rest[1:1+end], rest[2+end:]
			if rest != "" && !strings.ContainsRune(space, rune(rest[0])) {
				return nil, fmt.Errorf("%w: %s: no space after a closing quote", ErrCommand, line)
			}
		} else if end := strings.IndexAny(rest, space); end >= 0 {
			word, rest = rest[:end], rest[end:]
		} else {
			word, rest = rest, ""
		}
		words = append(words, word)
		rest = strings.TrimLeft(rest, space)
	}
	if len(words) == 0 || words[0] == "" {
		return nil, fmt.Errorf("%w: %.100q names no program", ErrCommand, line)
	}
	return words, nil
}
