// Command benchfmt prints as JSON what the package golang.org/x/perf/benchfmt,
// on which benchstat stands, reads from standard input. TestBenchfmt builds it
// in a module of its own.
package main

import (
	"encoding/json"
	"log"
	"os"

	"golang.org/x/perf/benchfmt"
)

type line struct {
	Name   string
	Iters  int
	Arch   string
	Values map[string]float64 // by the unit as it is written
	Error  string
	Unit   string // of a Unit line, with what it says
}

func main() {
	out := json.NewEncoder(os.Stdout)
	r := benchfmt.NewReader(os.Stdin, "stdin")
	for r.Scan() {
		var l line
		switch rec := r.Result().(type) {
		case *benchfmt.Result:
			l.Name, l.Iters, l.Arch, l.Values = rec.Name.String(), rec.Iters, rec.GetConfig("arch"), map[string]float64{}
			for _, v := range rec.Values {
				if v.OrigUnit != "" {
					v.Value, v.Unit = v.OrigValue, v.OrigUnit
				}
				l.Values[v.Unit] = v.Value
			}
		case *benchfmt.UnitMetadata:
			l.Unit = rec.OrigUnit + " " + rec.Key + "=" + rec.Value
		case *benchfmt.SyntaxError:
			l.Error = rec.Error()
		}
		if err := out.Encode(l); err != nil {
			log.Fatal(err)
		}
	}
	if err := r.Err(); err != nil {
		log.Fatal(err)
	}
}
