package report

import "github.com/sightglass-go/sightglass/measure"

// Quantity writes a count of an event for people, as the tables do:
// nanoseconds as ns, µs, ms or s with four digits, anything else with thousands
// separators, and from a thousand million on in millions. What is not a number
// is "-".
func Quantity(x float64, e measure.Event) string { return quantity(x, e) }

// Folder returns the folder that all of the benchmarks are in, as the tables
// do not repeat it in each line. It is empty, or ends in a separator.
func Folder(names []string) string { return string(folderOf(names)) }
