package flags

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/recorder/build"
)

// EngineOf returns the engine that is built from the module which a folder is in,
// and the module's folder.
func EngineOf(cmd *cobra.Command, dir string) (name, root string, err error) {
	path, root, err := build.Module(dir)
	if err != nil {
		return "", "", err
	}
	var built []string
	for _, name := range engines.Default.Names() {
		source, err := sourceOf(cmd, name)
		switch {
		case err != nil || source == nil:
		case source.Module == path:
			return name, root, nil
		default:
			built = append(built, name+" from "+source.Module)
		}
	}
	return "", "", fmt.Errorf("%w: this folder is in the module %s, and no engine is built from that (%s)", engines.ErrUnknown, path, strings.Join(built, ", "))
}
