package worker

import (
	"cmp"
	"errors"
	"os"

	"github.com/sightglass-go/sightglass/recorder/internal/facts"
)

// ErrMoved: a command prefix ran a worker on another machine than the one that
// was looked at before the recording began. A round whose engines run on
// different machines compares machines.
var ErrMoved = errors.New("worker runs on another machine than the recording began on")

// place is where a process runs: the same for two processes that may be
// compared within one round.
type place struct {
	Host string `json:"host"`
	// Boot is drawn by the kernel when it starts, on Linux and macOS. Containers of one
	// machine have names of their own, but it in common.
	Boot string `json:"boot,omitempty"`
}

// here returns the place of the calling process; what cannot be known is empty.
func here() place {
	host, err := os.Hostname()
	if err != nil {
		host = ""
	}
	return place{Host: host, Boot: facts.Read().Boot}
}

// same is whether both are one machine, running since one start.
func (p place) same(q place) bool {
	if p.Boot != "" && q.Boot != "" {
		return p.Boot == q.Boot
	}
	return p.Host == q.Host
}

// String returns the host's name, with the beginning of the boot's if known.
func (p place) String() string {
	host := cmp.Or(p.Host, "a host without a name")
	if p.Boot == "" {
		return host
	}
	return host + " (boot " + p.Boot[:min(8, len(p.Boot))] + ")"
}
