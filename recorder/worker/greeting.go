package worker

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/sightglass-go/sightglass/recorder"
	"github.com/sightglass-go/sightglass/recorder/internal/program"
)

// protocol numbers what a recorder and its workers say to each other. It
// changes when something that is said changes its meaning. A field that is new
// does not change it: a worker that does not know one refuses the request.
const protocol = 2

var (
	// ErrProtocol: a worker was built from another version of this module, and
	// does not understand what it is asked, or does not greet.
	ErrProtocol = errors.New("worker of another version")
	// ErrNoWorker: a program that was to run as a worker is none.
	ErrNoWorker = errors.New("not a worker program")
	// ErrProgram: a process ran another program than the one that was looked at
	// before the recording began, because its file was written to, say.
	ErrProgram = errors.New("worker runs another program than the recording began with")
)

// greeting is the first message of a worker.
type greeting struct {
	Protocol int    `json:"protocol"`
	Library  string `json:"library"` // the version of this module that it was built with
	// Program is what it runs, with no SHA256 if it cannot know that, for a
	// reason which is in Unknown.
	Program program.Sum `json:"program"`
	Unknown string      `json:"unknown,omitempty"`
	Place   *place      `json:"place,omitempty"` // of a relay
}

// greet returns this process's greeting. known is what another worker of the
// recording runs: most often this one runs it, too, and need not read itself.
func greet(known program.Sum) greeting {
	g := greeting{Protocol: protocol, Library: recorder.Version()}
	var err error
	if g.Program, err = program.Self(known); err != nil {
		g.Unknown = err.Error()
	}
	return g
}

const module = "github.com/sightglass-go/sightglass"

// other is the error of two that do not understand each other.
func other(words string, request *request, g greeting) error {
	return fmt.Errorf("%w: %s; the recorder has version %s of %s (protocol %d), the worker %s (protocol %d): build both with one version",
		ErrProtocol, words, request.Library, module, request.Protocol, g.Library, g.Protocol)
}

// parseRequest reads a request as this version understands it, and all of it: a
// field that a worker did not know would be a condition that it does not keep.
// What it returns has its Token in any case.
func parseRequest(line []byte) (req execRequest, err error) {
	var head struct {
		Token    string `json:"token"`
		Protocol int    `json:"protocol"`
		Library  string `json:"library"`
	}
	if err := json.Unmarshal(line, &head); err != nil {
		return req, fmt.Errorf("read the request: %w", err)
	}
	req.Token, req.Protocol, req.Library = head.Token, head.Protocol, head.Library
	req.Library = cmp.Or(req.Library, "unknown")
	mine := greeting{Protocol: protocol, Library: recorder.Version()}
	if req.Protocol != protocol {
		return req, other("they speak different protocols", &req.request, mine)
	}
	d := json.NewDecoder(bytes.NewReader(line))
	d.DisallowUnknownFields()
	if err := d.Decode(&req); err != nil {
		if _, field, ok := strings.Cut(err.Error(), "unknown field "); ok {
			return req, other("the worker does not know what "+field+" in its request means", &req.request, mine)
		}
		return req, fmt.Errorf("read the request: %w", err)
	}
	return req, nil
}

func hash(s program.Sum) string {
	if s.SHA256 == "" {
		return "unknown"
	}
	return s.SHA256
}

// setName lets the system's tools show a worker by its program's name, and not
// by the descriptor that it was run by.
func setName() { _ = os.WriteFile("/proc/self/comm", []byte(filepath.Base(os.Args[0])), 0) }
