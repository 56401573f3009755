package report

import (
	"fmt"
	"strings"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/measure/quote"
)

// A folder is the directory that all benchmarks of a table are in: its name is
// said once, and not in every line. It is empty, or ends in a separator.
type folder string

// folderOf returns the folder of the benchmarks of lines. What stands for a whole
// suite has none, and is no benchmark.
func folderOf[T any](lines []T, wasm func(*T) string) folder {
	const separators = `/\`
	common, first := "", true
	for i := range lines {
		name := wasm(&lines[i])
		if name == analysis.GeomeanName || name == analysis.SuiteName {
			continue
		}
		dir := name[:strings.LastIndexAny(name, separators)+1]
		if first {
			common, first = dir, false
		}
		for !strings.HasPrefix(dir, common) {
			common = common[:strings.LastIndexAny(common[:len(common)-1], separators)+1]
		}
	}
	return folder(common)
}

// Folder returns the folder that all of the benchmarks are in, as the tables
// do not repeat it in each line. It is empty, or ends in a separator.
func Folder(names []string) string {
	return string(folderOf(names, func(name *string) string { return *name }))
}

// short is the name as it is shown below the folder's own.
func (f folder) short(name string) string {
	return quote.Name(strings.TrimPrefix(name, string(f)))
}

// placeOf says where in the tables a comparison is.
func (f folder) placeOf(c *analysis.Comparison) string {
	return fmt.Sprintf("%s, %v, %s", f.short(c.Wasm), c.Phase, quote.Name(c.Event.Name))
}

// line says the folder, if there is one.
func (f folder) line() string {
	if f == "" {
		return ""
	}
	return "benchmarks in " + quote.Name(string(f)) + "\n"
}

func folderOfComparisons(r *analysis.Result) folder {
	return folderOf(r.Comparisons, func(c *analysis.Comparison) string { return c.Wasm })
}

func folderOfSummaries(sums []analysis.Summary) folder {
	return folderOf(sums, func(s *analysis.Summary) string { return s.Wasm })
}
