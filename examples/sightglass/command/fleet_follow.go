package command

import (
	"cmp"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/sightglass-go/sightglass/measure/quote"
	"github.com/sightglass-go/sightglass/recorder"
)

// unchanged refuses to follow a fleet whose benchmarks, or files that these read, have
// changed here since: what it has recorded would be taken for what they are now. The
// program and its engines are those that lie in the folder, whichever are here now.
func (f *fleetCommand) unchanged(cmd *cobra.Command) error {
	plan := f.recorded.Plan
	plan.Engines = besidePrograms(f.recorded, f.folder)
	_, err := f.recorder(recorder.Options{
		Share:   &recorder.Share{Of: f.recorded, Index: 1, Total: f.nodes},
		Despite: []string{"plan", "machine", "binary"},
	}).Record(cmd.Context(), plan, new(beginning))
	var changed *recorder.ChangedError
	switch {
	case errors.Is(err, errBegun):
		return nil
	case err == nil || cmd.Context().Err() != nil:
		return cmp.Or(err, errors.New("BUG: a recording that only had to begin ended"))
	case !errors.As(err, &changed):
		return fmt.Errorf("--folder: %s: to see whether the fleet's files are still those it was started with, its plan is begun here, and cannot be: %w; nothing was asked of machines: mend that, and repeat the command line, or use another folder", quote.Name(f.folder), err)
	}
	// Without what it wraps: shares of a fleet cannot be recorded despite that.
	return fmt.Errorf("--folder: %s: the fleet was started with other files: %s; put them back, or use another folder", quote.Name(f.folder), strings.Join(changed.Texts, "; "))
}
