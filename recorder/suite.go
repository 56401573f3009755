package recorder

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/sightglass-go/sightglass/measure/record"
)

// ErrSuite is wrapped by errors about suite files.
var ErrSuite = errors.New("suite cannot be read")

// A Listed is a benchmark that is named, or listed in a suite.
type Listed struct {
	Path string
	// From is the suite and the line that list it, as in "my.suite:3"; "" if it is
	// named itself.
	From string
}

// List replaces the suite files among paths, those that end in ".suite", by the
// benchmarks that they list. A suite has one path a line, relative to the suite's
// folder; empty lines and what follows a "#" at the beginning of a line or behind
// white space are ignored. The error has all suites that cannot be read.
func List(paths []string) ([]Listed, error) {
	var all []Listed
	var wrong []error
	for _, path := range paths {
		if filepath.Ext(path) != ".suite" {
			all = append(all, Listed{Path: path})
			continue
		}
		list, err := readSuite(path)
		all, wrong = append(all, list...), append(wrong, err)
	}
	if err := errors.Join(wrong...); err != nil {
		return nil, err
	}
	return all, nil
}

// Expand is the paths of List, and drops what is listed twice.
func Expand(paths []string) ([]string, error) {
	list, err := List(paths)
	if err != nil {
		return nil, err
	}
	var all []string
	seen := map[string]bool{}
	for _, l := range list {
		if !seen[l.Path] {
			seen[l.Path] = true
			all = append(all, l.Path)
		}
	}
	return all, nil
}

func readSuite(path string) ([]Listed, error) {
	f, err := record.OpenNamed(context.Background(), path)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrSuite, err)
	}
	defer f.Close()
	var list []Listed
	var wrong []error
	s := bufio.NewScanner(f)
	for n := 1; s.Scan(); n++ {
		line := strings.TrimSpace(withoutComment(strings.TrimPrefix(s.Text(), "\ufeff")))
		switch {
		case line == "":
			continue
		case filepath.Ext(line) == ".suite":
			wrong = append(wrong, fmt.Errorf("%w: %s:%d: %s: a suite lists benchmarks, not suites", ErrSuite, path, n, line))
			continue
		case !filepath.IsAbs(line):
			line = filepath.Join(filepath.Dir(path), filepath.FromSlash(line))
		}
		list = append(list, Listed{line, fmt.Sprintf("%s:%d", path, n)})
	}
	if err := s.Err(); err != nil {
		wrong = append(wrong, fmt.Errorf("%w: %s: %w", ErrSuite, path, err))
	}
	if len(list) == 0 && len(wrong) == 0 {
		wrong = append(wrong, fmt.Errorf("%w: %s lists no benchmark", ErrSuite, path))
	}
	return list, errors.Join(wrong...)
}

// withoutComment cuts a comment off; a "#" inside a name is part of it.
func withoutComment(line string) string {
	for i, c := range line {
		if c == '#' && (i == 0 || line[i-1] == ' ' || line[i-1] == '\t') {
			return line[:i]
		}
	}
	return line
}
