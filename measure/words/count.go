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
	if strings.HasSuffix(one, "s") {
		return Plural(n, one, one+"es")
	}
	return Plural(n, one, one+"s")
}

// Plural is a number with what is said of one, or of many: "1 file does", "2
// files do".
func Plural[N ~int | ~int64 | ~uint64](n N, one, many string) string {
	if n == 1 {
		many = one
	}
	return fmt.Sprint(n) + " " + many
}

// Or lists alternatives: "csv", "csv or json", "csv, json or jsonl".
func Or(list ...string) string {
	last := len(list) - 1
	if last < 1 {
		return strings.Join(list, "")
	}
	return strings.Join(list[:last], ", ") + " or " + list[last]
}
