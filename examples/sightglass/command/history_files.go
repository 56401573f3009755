package command

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/sightglass-go/sightglass/analysis/history"
)

// pointName is the file's base name, or its path where two have the same; a file
// called "-" is standard input.
func pointName(file string, all []string) string {
	if file == "-" {
		return "standard input"
	}
	base := filepath.Base(file)
	same := func(other string) bool { return filepath.Base(other) == base }
	if i := slices.IndexFunc(all, same); slices.IndexFunc(all[i+1:], same) >= 0 {
		return file
	}
	return base
}

// recordingsIn returns the files with these names, and for a folder those in
// it that are called like recordings.
func recordingsIn(names []string) ([]string, error) {
	var out []string
	for _, name := range names {
		if name == "-" { // as for other commands: see inputFlags.open
			out = append(out, name)
			continue
		}
		info, err := os.Stat(name)
		if err != nil && isPattern(name) {
			list, err := matching(name)
			if err != nil {
				return nil, err
			}
			out = append(out, list...)
			continue
		}
		if err != nil {
			return nil, err
		}
		if !info.IsDir() {
			out = append(out, name)
			continue
		}
		entries, err := os.ReadDir(name)
		if err != nil {
			return nil, err
		}
		n := len(out)
		for _, e := range entries {
			if isRecording(e) {
				out = append(out, filepath.Join(name, e.Name()))
			}
		}
		if len(out) == n {
			return nil, fmt.Errorf("%s: there are no recordings in this folder (%s)", name, strings.Join(recordingEndings(), ", "))
		}
	}
	seen := map[string]bool{}
	return slices.DeleteFunc(out, func(name string) bool {
		path := filepath.Clean(name)
		again := seen[path]
		seen[path] = true
		return again
	}), nil
}

// points are the files of each point in time: one, or all shares of a plan.
func points(cmd *cobra.Command, files []string) (list [][]string) {
	at := map[string]int{} // of a plan
	for _, file := range files {
		plan := planOf(cmd, file)
		if i, ok := at[plan]; ok && plan != "" {
			list[i] = append(list[i], file)
			continue
		}
		at[plan] = len(list)
		list = append(list, []string{file})
	}
	return list
}

// planOf is the hash of the plan of which a file holds a share, "" of any other.
func planOf(cmd *cobra.Command, file string) string {
	if info, err := os.Stat(file); err != nil || !info.Mode().IsRegular() {
		return ""
	}
	readers, done, err := new(inputFlags).open(cmd, []string{file})
	if err != nil {
		return "" // which is said when it is read
	}
	defer done()
	for _, r := range readers {
		_, _ = r.Read() // likewise
		if h := r.Header(); h != nil && h.Share != nil {
			return h.Share.Plan
		}
	}
	return ""
}

func isFolder(name string) bool {
	info, err := os.Stat(name)
	return err == nil && info.IsDir()
}

func isRecording(e fs.DirEntry) bool {
	return !e.IsDir() && slices.Contains(recordingEndings(), strings.ToLower(filepath.Ext(e.Name())))
}

// fileOf is the file that a point of a history was read from, "" for standard input.
func fileOf(p history.Point, files []string) string {
	i := slices.IndexFunc(files, func(file string) bool { return file != "-" && pointName(file, files) == p.Name })
	if i < 0 {
		return ""
	}
	return files[i]
}

// argumentsOf are the files of all points, as a shell takes them.
func argumentsOf(h *history.History, files []string) map[string]string {
	out := map[string]string{}
	for _, p := range h.Points {
		if file := fileOf(p, files); file != "" {
			out[p.Name] = quoted(file)
		}
	}
	return out
}
