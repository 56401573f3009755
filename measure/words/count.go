// Package words writes counts, numbers and lists for people, by one rule each,
// so that a thing reads the same wherever it is said.
package words

import (
	"fmt"
	"strings"
)

// Count is a number of things, whose name is given for one: "1 row", "2 rows",
// "0 processes".
func Count[N ~int | ~int64 | ~uint64](n N, one string) string {
	switch {
	case n == 1:
		return "1 " + one
	case strings.HasSuffix(one, "s"):
		one += "e"
	}
	return fmt.Sprint(n) + " " + one + "s"
}

// Or lists alternatives: "csv", "csv or json", "csv, json or jsonl".
func Or(list ...string) string {
	last := len(list) - 1
	if last < 1 {
		return strings.Join(list, "")
	}
	return strings.Join(list[:last], ", ") + " or " + list[last]
}
