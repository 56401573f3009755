package recorder

import (
	"cmp"
	"runtime/debug"

	"github.com/sightglass-go/sightglass/engines"
)

const module = "github.com/sightglass-go/sightglass"

// Version is the version of this module that the program was built with,
// "(devel)" if that is not known.
func Version() string {
	version := engines.ModuleVersion(module, Version)
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Path == module {
		version = info.Main.Version
	}
	return cmp.Or(version, "(devel)")
}
