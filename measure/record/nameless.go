package record

import (
	"fmt"
	"strings"

	"github.com/sightglass-go/sightglass/measure/words"
)

// Nameless is the warning that rows lack the name of their benchmark, engine or event.
// No recorder writes such rows, so their columns may be in another order than was read.
type Nameless struct {
	File string
	Rows int // that lack a name
	// First is the first of them.
	First Row
}

func (w *Nameless) Error() string {
	var lacking, has []string
	for _, c := range [...]struct{ what, name string }{{"benchmark", w.First.Wasm}, {"engine", w.First.Engine}, {"event", w.First.Event}} {
		if c.name == "" {
			lacking = append(lacking, c.what)
		} else {
			has = append(has, fmt.Sprintf("%s %q", c.what, clip([]byte(c.name))))
		}
	}
	if w.First.EngineFlags != "" {
		has = append(has, fmt.Sprintf("engine flags %q", clip([]byte(w.First.EngineFlags))))
	}
	of := ""
	if len(has) > 0 {
		of = ", but " + strings.Join(has, ", ")
	}
	return fmt.Sprintf("%s: %s without a name of the %s; the first has none%s: if its columns are in another order, a header line that names them puts that right",
		w.File, words.Count(w.Rows, "row"), strings.Join(lacking, " and "), of)
}

// Nameless returns the warning about the rows read so far, nil if each has all names.
func (r *Reader) Nameless() *Nameless {
	if r.nameless == 0 {
		return nil
	}
	return &Nameless{r.name, r.nameless, r.firstNameless}
}

// countNameless counts a row that lacks a name.
func (r *Reader) countNameless(row *Row) {
	if r.nameless++; r.nameless == 1 {
		r.firstNameless = *row
	}
}
