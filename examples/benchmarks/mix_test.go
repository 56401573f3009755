package benchmarks

import (
	"path/filepath"
	"slices"
	"testing"

	"github.com/sightglass-go/sightglass/engines/operators"
)

// TestEveryClass: some program of the corpus has each class of operators that an engine
// here runs. `sightglass mix --static` shows how much of each.
func TestEveryClass(t *testing.T) {
	files, err := filepath.Glob("*/*.wasm")
	more, err2 := filepath.Glob("proposals/*/*.wasm")
	if err != nil || err2 != nil || len(files) == 0 || len(more) == 0 {
		t.Fatal(files, more, err, err2)
	}
	// No engine here runs stack switching or shared-everything threads.
	none := []string{"control_stack_switch", "atomic_global_variable", "atomic_table", "atomic_aggregate"}
	var sum operators.Counts
	for _, file := range append(files, more...) {
		s, err := operators.Count(read(t, file))
		if err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		for c, n := range s.Counts {
			sum[c] += n
		}
	}
	for c := range operators.Classes {
		if has := sum[c] > 0; has == slices.Contains(none, c.String()) {
			t.Errorf("%v: %d operators", c, sum[c])
		}
	}
}
