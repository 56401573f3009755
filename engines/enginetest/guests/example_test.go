package guests_test

import (
	"fmt"

	"github.com/sightglass-go/sightglass/engines/enginetest/guests"
)

// What a test of an engine needs to know of a guest.
func ExampleLookup() {
	g, ok := guests.Lookup("exit-three")
	fmt.Println(ok, g.Name, g.About)
	fmt.Println(g.Ends, g.Exit)
	fmt.Println(g.Calls)
	fmt.Printf("%q\n", g.Wasm()[:4])
	// Output:
	// true exit-three exits with status 3 after the window.
	// exits 3
	// start end
	// "\x00asm"
}
