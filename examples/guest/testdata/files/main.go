// Command files reads files by the names that it is given, and prints what it
// finds.
package main

import (
	"fmt"
	"os"

	"github.com/sightglass-go/sightglass/examples/guest/bench"
)

func main() {
	bench.Start()
	bench.End()
	for _, name := range os.Args[1:] {
		if _, err := os.ReadDir(name); err == nil {
			fmt.Printf("%s: a folder\n", name)
		} else if text, err := os.ReadFile(name); err == nil {
			fmt.Printf("%s: %s\n", name, text)
		} else {
			fmt.Printf("%s: not found\n", name)
		}
	}
}
