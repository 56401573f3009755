//go:build cgo

package wasmtime

import (
	"slices"
	"strings"

	"github.com/sightglass-go/sightglass/engines/inspect"
)

// wasip2 are the interfaces of WASI 0.2 that wasmtime's linker has, by their names
// without versions: the C API cannot be asked. A test compares them with the linker.
var wasip2 = []string{
	"wasi:cli/environment", "wasi:cli/exit", "wasi:cli/stderr", "wasi:cli/stdin", "wasi:cli/stdout",
	"wasi:cli/terminal-input", "wasi:cli/terminal-output", "wasi:cli/terminal-stderr", "wasi:cli/terminal-stdin", "wasi:cli/terminal-stdout",
	"wasi:clocks/monotonic-clock", "wasi:clocks/wall-clock",
	"wasi:filesystem/preopens", "wasi:filesystem/types",
	"wasi:io/error", "wasi:io/poll", "wasi:io/streams",
	"wasi:random/insecure", "wasi:random/insecure-seed", "wasi:random/random",
	"wasi:sockets/instance-network", "wasi:sockets/ip-name-lookup", "wasi:sockets/network", "wasi:sockets/tcp",
	"wasi:sockets/tcp-create-socket", "wasi:sockets/udp", "wasi:sockets/udp-create-socket",
}

// lackingOf describes the imports of a component that are neither WASI 0.2 nor its
// bench. Of an interface that is there, what it lacks inside is found at Instantiate.
func lackingOf(c *inspect.Component) string {
	bench := c.Bench()
	var lacks []string
	for _, i := range c.Imports {
		name, version, _ := strings.Cut(i.Name, "@")
		if i.Sort == inspect.TypeSort || i.Name == bench || slices.Contains(wasip2, name) && strings.HasPrefix(version, "0.2.") {
			continue
		}
		// Of an interface that has only types nothing needs to be there.
		if i.Sort == inspect.InstanceSort && !slices.ContainsFunc(i.Items, func(i inspect.Item) bool { return i.Sort != inspect.TypeSort }) {
			continue
		}
		lacks = append(lacks, string(i.Sort)+" `"+i.Name+"`")
	}
	return strings.Join(lacks, "; ")
}
