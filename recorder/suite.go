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

// Expand replaces the suite files among paths, those that end in ".suite", by
// the benchmarks that they list, and drops what stands there twice. A suite
// has one path a line, relative to the suite's folder; empty lines and what
// follows a "#" at the beginning of a line or behind white space are ignored.
func Expand(paths []string) ([]string, error) {
	var all []string
	seen := map[string]bool{}
	for _, path := range paths {
		list := []string{path}
		if filepath.Ext(path) == ".suite" {
			var err error
			if list, err = readSuite(path); err != nil {
				return nil, err
			}
		}
		for _, p := range list {
			if !seen[p] {
				seen[p] = true
				all = append(all, p)
			}
		}
	}
	return all, nil
}

func readSuite(path string) ([]string, error) {
	f, err := record.OpenNamed(context.Background(), path)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrSuite, err)
	}
	defer f.Close()
	var list []string
	s := bufio.NewScanner(f)
	for n := 1; s.Scan(); n++ {
		line := strings.TrimSpace(withoutComment(strings.TrimPrefix(s.Text(), "\ufeff")))
		switch {
		case line == "":
			continue
		case filepath.Ext(line) == ".suite":
			return nil, fmt.Errorf("%w: %s:%d: %s: a suite lists benchmarks, not suites", ErrSuite, path, n, line)
		case !filepath.IsAbs(line):
			line = filepath.Join(filepath.Dir(path), filepath.FromSlash(line))
		}
		list = append(list, line)
	}
	if err := s.Err(); err != nil {
		return nil, fmt.Errorf("%w: %s: %w", ErrSuite, path, err)
	}
	if len(list) == 0 {
		return nil, fmt.Errorf("%w: %s lists no benchmark", ErrSuite, path)
	}
	return list, nil
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
