package analysis

import (
	"errors"
	"fmt"
	"slices"

	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/measure/words"
)

// A warning is said wherever the numbers are: on the terminal it is on standard error or
// below the table, and a document (JSON, Markdown, a page) has it, too.

// AllWarnings are the Warnings, and how many lines were refused.
func (d *Data) AllWarnings() []error {
	list := slices.Clone(d.Warnings)
	refused := d.RefusedLines
	for _, err := range d.Refused {
		if errors.Is(err, record.ErrDamaged) {
			refused-- // each is a warning
		}
	}
	if refused > 0 {
		list = append(list, fmt.Errorf("%s could not be read, and %s left out", words.Count(refused, "line"), words.Plural(refused, "was", "were")))
	}
	return list
}

// AllWarnings are those of what was read, and the Warnings, each once.
func (r *Result) AllWarnings() (list []error) {
	said := map[string]bool{}
	for _, w := range slices.Concat(r.read, r.Warnings) {
		if text := w.Error(); !said[text] {
			said[text] = true
			list = append(list, w)
		}
	}
	return list
}

// FoldWarnings leaves the first so many warnings of each kind, and behind the last of them
// how many more there are.
func FoldWarnings(list []error, most int) (out []error) {
	last := func(w error) string { // its kind
		for inner := errors.Unwrap(w); inner != nil; inner = errors.Unwrap(w) {
			w = inner
		}
		return fmt.Sprintf("%T", w)
	}
	all, said := map[string]int{}, map[string]int{}
	for _, w := range list {
		all[last(w)]++
	}
	for _, w := range list {
		kind := last(w)
		if said[kind]++; said[kind] <= most {
			out = append(out, w)
		}
		if more := all[kind] - most; said[kind] == most && more > 0 {
			out = append(out, fmt.Errorf("... and %s of that kind", words.Plural(more, "other", "others")))
		}
	}
	return out
}
