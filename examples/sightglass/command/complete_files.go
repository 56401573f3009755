package command

import (
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/examples/sightglass/command/internal/parquet"
	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/recorder"
)

// benchmarkFiles completes benchmarks and suites; at first, those of the default suite,
// too, each by itself.
func benchmarkFiles(_ *cobra.Command, _ []string, word string) ([]string, cobra.ShellCompDirective) {
	var more []string
	if listed, err := recorder.Expand([]string{defaultSuite}); err == nil {
		more = append([]string{defaultSuite}, listed...)
	}
	return files(word, []string{".wasm", ".suite"}, more...)
}

// fingerprinted completes what there can be a fingerprint of.
func fingerprinted(cmd *cobra.Command, args []string, word string) ([]string, cobra.ShellCompDirective) {
	switch kind := cmd.Flag("kind").Value.String(); {
	case len(args) > 0:
	case kind == "engine":
		return files(word, []string{".so", ".dylib", ".dll"}, engines.Default.Names()...)
	case kind == "benchmark":
		return files(word, []string{".wasm"})
	}
	return nil, cobra.ShellCompDirectiveNoFileComp
}

// recordingFiles completes recordings, of which the latest has a name of its own.
func recordingFiles(_ *cobra.Command, _ []string, word string) ([]string, cobra.ShellCompDirective) {
	var more []string
	if _, err := latestRecording(); err == nil {
		more = []string{latestWord}
	}
	return files(word, recordingEndings(), more...)
}

func folders(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	return nil, cobra.ShellCompDirectiveFilterDirs
}

// files completes the names of files with one of some endings, and of the folders that
// may hold them; and of what else a word may be.
func files(word string, endings []string, more ...string) ([]string, cobra.ShellCompDirective) {
	if strings.HasPrefix(word, "~") { // only the shell knows whose folder that is
		var extensions []string
		for _, e := range endings {
			extensions = append(extensions, strings.TrimPrefix(e, "."))
		}
		return extensions, cobra.ShellCompDirectiveFilterFileExt
	}
	list, directive := oneOf(more, word)
	dir, begin := filepath.Split(word)
	from := dir
	if from == "" {
		from = "."
	}
	entries, _ := os.ReadDir(from) // there is nothing to propose
	for _, e := range entries {
		name := dir + e.Name()
		info, err := os.Stat(name) // of what a link leads to
		switch {
		case err != nil, !printable(name), !strings.HasPrefix(e.Name(), begin), begin == "" && strings.HasPrefix(e.Name(), "."):
		case info.IsDir():
			list = append(list, name+string(filepath.Separator))
			directive |= cobra.ShellCompDirectiveNoSpace
		case slices.Contains(endings, strings.ToLower(filepath.Ext(name))) && !slices.Contains(list, name):
			list = append(list, name)
		}
	}
	return list, directive
}

// proposed is what recordings have names for.
type proposed struct{ engines, events, labels []string }

// Somebody waits: of more or longer recordings only the beginning is looked at.
const (
	mostRecordings = 8
	mostBytes      = 4 << 20
)

// namesIn are the names in the recordings that a command line names so far, else in
// the latest. What cannot be read has none.
func namesIn(cmd *cobra.Command, args []string) (in proposed) {
	var input inputFlags
	input.files, _ = cmd.Flags().GetStringArray("file")
	names, _ := input.given(args)
	if len(names) == 0 {
		if name, err := latestRecording(); err == nil {
			names = []string{name}
		}
	}
	names, _ = recordingsIn(names)
	for _, name := range names[:min(len(names), mostRecordings)] {
		in.read(name)
	}
	return in
}

func (in *proposed) read(name string) {
	if info, err := os.Stat(name); err != nil || !info.Mode().IsRegular() {
		return // a stream is read once, and not for this
	}
	f, err := os.Open(name)
	if err != nil {
		return
	}
	defer f.Close()
	add := func(list *[]string, name string) {
		if !slices.Contains(*list, name) && printable(name) {
			*list = append(*list, name)
		}
	}
	lines, rest, err := parquet.Open(f, name)
	if err != nil {
		return
	}
	if lines != nil {
		defer lines.Close()
		rest = lines
	}
	r := record.NewReader(io.LimitReader(rest, mostBytes), name, record.Auto)
	for row, err := range r.All() {
		if err != nil {
			break
		}
		add(&in.engines, analysis.Config{Engine: row.Engine, Flags: row.EngineFlags}.String())
		add(&in.events, row.Event)
	}
	if h := r.Header(); h != nil {
		for key := range h.Labels {
			add(&in.labels, key)
		}
		slices.Sort(in.labels)
	}
}
