package worker

import (
	"encoding/json"
	"strconv"

	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/recorder"
	"github.com/sightglass-go/sightglass/recorder/internal/program"
	"github.com/sightglass-go/sightglass/recorder/job"
)

// variable is set in the environment of a worker, and says where it finds the
// file for its results (see hand), so that whatever a guest, an engine or a
// runtime prints cannot be taken for a result.
const variable = "SIGHTGLASS_WORKER"

// maxMessage bounds one line in bytes.
const maxMessage = 16 << 20

// request is what a worker reads from its standard input: one line of JSON.
// The input then stays open as long as the parent lives.
type request struct {
	Protocol int    `json:"protocol"`
	Library  string `json:"library"` // the version of this module that asks
	// Program is what the recording's first worker ran; see greet.
	Program program.Sum `json:"program,omitzero"`

	Probe   *recorder.Plan `json:"probe,omitempty"`
	Job     *job.Job       `json:"job,omitempty"`
	Scratch string         `json:"scratch,omitempty"`
}

// message is what a worker says, in one line of JSON: first a greeting, then
// samples of one iteration each, and at the end a setup, an outcome, a failure
// (with the outcome beside it) or an error.
type message struct {
	Hello     *greeting    `json:"hello,omitempty"`
	Iteration uint64       `json:"iteration,omitempty"`
	Samples   []job.Sample `json:"samples,omitempty"`
	Setup     *job.Setup   `json:"setup,omitempty"`
	Outcome   *job.Outcome `json:"outcome,omitempty"`
	Failure   *wireFailure `json:"failure,omitempty"`
	Error     *wireError   `json:"error,omitempty"`
}

// makesSense is whether it says anything, and its samples can be rows: one that no
// sink takes would end the recording, and not just this worker's part of it.
func (m *message) makesSense() bool {
	for i := range m.Samples {
		if p := m.Samples[i].Phase; p < measure.Compilation || p > measure.Execution {
			return false
		}
	}
	return m.Hello != nil || m.Samples != nil || m.Setup != nil || m.Outcome != nil || m.Failure != nil || m.Error != nil
}

// appendSamples appends the message for one iteration's samples. It is written by
// hand because it runs between two iterations: encoding/json would leave
// garbage there, and its collection might fall into the next window.
func appendSamples(b []byte, samples []job.Sample) []byte {
	b = append(b, `{"iteration":`...)
	b = strconv.AppendUint(b, samples[0].Iteration, 10)
	b = append(b, `,"samples":[`...)
	for i := range samples {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, `{"p":"`...)
		b = append(b, samples[i].Phase.String()...)
		b = append(b, `","e":`...)
		b = appendString(b, samples[i].Event)
		b = append(b, `,"c":`...)
		b = strconv.AppendUint(b, samples[i].Count, 10)
		if samples[i].Note != nil {
			note, err := json.Marshal(samples[i].Note)
			if err == nil {
				b = append(b, `,"n":`...)
				b = append(b, note...)
			}
		}
		b = append(b, '}')
	}
	return append(b, "]}\n"...)
}

// appendString quotes s as JSON; names of events seldom need more than quotes.
func appendString(b []byte, s string) []byte {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c > '~' || c == '"' || c == '\\' {
			quoted, err := json.Marshal(s)
			if err != nil {
				return append(b, `""`...)
			}
			return append(b, quoted...)
		}
	}
	b = append(b, '"')
	b = append(b, s...)
	return append(b, '"')
}
