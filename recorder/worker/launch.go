package worker

import (
	"fmt"
	"slices"

	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/recorder/internal/scratch"
)

// launch is how the worker of a request is started, if its measure wants it done in a
// way of its own: then the request has a folder, as that of a job has anyway.
func (r *runner) launch(req *request) (measure.Launch, error) {
	var names []string
	switch {
	case req.Job != nil:
		names = req.Job.Measures
	case req.Probe != nil:
		names = req.Probe.Measures
	}
	by, err := measure.Default.Launcher(names...)
	if by == nil || err != nil {
		return measure.Launch{}, err
	}
	dir := req.Scratch
	if dir == "" {
		if r.scratch == nil {
			if r.scratch, err = scratch.New(); err != nil {
				return measure.Launch{}, err
			}
		}
		if dir, err = r.scratch.Process(); err != nil {
			return measure.Launch{}, err
		}
	}
	launch, err := by(dir)
	if err != nil {
		return launch, fmt.Errorf("start a process for measure %q: %w", names[0], err)
	}
	if req.Job != nil && req.Job.Profile {
		launch.Command = slices.Concat(launch.Command, launch.Sites)
	}
	return launch, nil
}
