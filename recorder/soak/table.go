package soak

import (
	"fmt"
	"strconv"
	"strings"
)

// Table returns the samples for printing: a line of names, and then a line for
// each sample. Memory is in kibibytes; what is unknown is "?".
func (r *Result) Table() [][]string {
	head := []string{"done"}
	for _, of := range resources {
		name := strings.ReplaceAll(of.name, " ", "_")
		if of.bytes {
			name += "_KiB"
		}
		head = append(head, name)
	}
	table := [][]string{head}
	for i := range r.Samples {
		line := []string{strconv.Itoa(r.Samples[i].Done)}
		for _, of := range resources {
			v := of.of(&r.Samples[i])
			switch {
			case v == Unknown:
				line = append(line, "?")
			case of.bytes:
				line = append(line, strconv.FormatInt(v>>10, 10))
			default:
				line = append(line, strconv.FormatInt(v, 10))
			}
		}
		table = append(table, line)
	}
	return table
}

// Verdict is one line: flat or growing, and the figures of the second half.
func (r *Result) Verdict() string {
	growth := r.Growth()
	if growth == nil {
		return fmt.Sprintf("%s on %s: ended early", r.What, r.Engine)
	}
	word, list := "flat", growth
	if growing := r.Growing(); len(growing) > 0 {
		word, list = "growing", growing
	}
	var figures []string
	for _, g := range list {
		if g.Known() && (g.Bytes || g.over() != 0 || word == "growing") {
			figures = append(figures, g.String())
		}
	}
	return fmt.Sprintf("%s on %s: %s; over the second half of %d: %s", r.What, r.Engine, word, r.Steps, strings.Join(figures, ", "))
}
