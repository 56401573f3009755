package worker

import (
	"os"
	"strings"
)

// paddingVariable pads the environment of a worker, and so moves the stack of its
// first thread, which lies below it. A guest never sees it.
const paddingVariable = "SIGHTGLASS_PADDING"

// padded takes the padding of a job out of its request: a worker is given it, and
// need not know of it.
func (req request) padded() (_ request, environment []string) {
	if req.Job == nil || req.Job.Padding <= 0 {
		return req, nil
	}
	environment = []string{paddingVariable + "=" + strings.Repeat("x", req.Job.Padding)}
	bare := *req.Job
	bare.Padding, req.Job = 0, &bare
	return req, environment
}

// takePadding returns by how much the environment of this process was padded, and
// keeps that from whatever it starts. The stack stays where it is.
func takePadding() int {
	n := len(os.Getenv(paddingVariable))
	_ = os.Unsetenv(paddingVariable)
	return n
}
