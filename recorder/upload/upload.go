package upload

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"reflect"
	"slices"

	"github.com/sightglass-go/sightglass/measure/words"
)

// DefaultBatch is how many measurements are sent in a request, and MaxBatch how many
// may be.
const (
	DefaultBatch = 2000
	MaxBatch     = 100_000
)

// mostMarks is how often an ID that another document has gets a "!".
const mostMarks = 5

// Done is what has been stored.
type Done struct {
	Measurements int // that the server has accepted
	New, Reused  int // engines, benchmarks and machines
}

// PartialError is the error of an upload of which a part was accepted.
type PartialError struct {
	Accepted, Of int // measurements
	Err          error
}

func (e *PartialError) Error() string {
	return fmt.Sprintf("%d of %s were accepted: %v; uploading the same again replaces those, and doubles none", e.Accepted, words.Count(e.Of, "measurement"), e.Err)
}

func (e *PartialError) Unwrap() error { return e.Err }

// Upload stores a package, with up to batch measurements in a request (DefaultBatch
// if it is 0). It returns no error if the server has accepted all of them; one that is
// a *PartialError if it has accepted some.
func (s *Server) Upload(ctx context.Context, p *Package, batch int) (done Done, err error) {
	if batch == 0 {
		batch = DefaultBatch
	}
	if batch < 1 || batch > MaxBatch {
		return done, fmt.Errorf("%w: %d measurements in a batch; use 1 to %d", ErrPackage, batch, MaxBatch)
	}
	if err := p.check(); err != nil {
		return done, err
	}
	of := &ids{engines: map[string]string{}, benchmarks: map[string]string{}}
	for _, key := range slices.Sorted(maps.Keys(p.Engines)) {
		if of.engines[key], err = store(ctx, s, &done, "engines", p.Engines[key].ID, p.Engines[key]); err != nil {
			return done, err
		}
	}
	for _, key := range slices.Sorted(maps.Keys(p.Benchmarks)) {
		if of.benchmarks[key], err = store(ctx, s, &done, "benchmarks", p.Benchmarks[key].ID, p.Benchmarks[key]); err != nil {
			return done, err
		}
	}
	if of.machine, err = store(ctx, s, &done, "machines", p.Machine.ID, p.Machine); err != nil {
		return done, err
	}
	for from := 0; from < len(p.Measurements); from += batch {
		accepted, err := s.bulk(ctx, p, from, min(from+batch, len(p.Measurements)), of)
		done.Measurements += accepted
		switch {
		case err != nil && done.Measurements > 0:
			return done, &PartialError{done.Measurements, len(p.Measurements), err}
		case err != nil:
			return done, err
		}
	}
	return done, nil
}

// store returns the ID under which the server has a document, and stores it if it has
// none.
func store[T any](ctx context.Context, s *Server, done *Done, index, id string, document T) (string, error) {
	for marks := 0; marks <= mostMarks; marks++ {
		path := "/" + index + "/_doc/" + url.PathEscape(id)
		var there struct {
			Found  bool            `json:"found"`
			Source json.RawMessage `json:"_source"`
		}
		status, err := s.do(ctx, http.MethodGet, path, "", nil, true, &there)
		switch {
		case err != nil:
			return "", err
		case status != http.StatusNotFound && there.Found && there.Source != nil:
			var other T
			if json.Unmarshal(there.Source, &other) == nil && reflect.DeepEqual(other, document) {
				done.Reused++
				return id, nil
			}
			id += "!"
			continue
		case status != http.StatusNotFound:
			return "", fmt.Errorf("%w: GET %s%s: it answered without the document: it is not Elasticsearch", ErrServer, s.base, path)
		}
		text, err := json.Marshal(document)
		if err != nil {
			return "", fmt.Errorf("BUG: %w", err)
		}
		var made struct {
			ID string `json:"_id"`
		}
		if _, err := s.do(ctx, http.MethodPost, path, "application/json", text, false, &made); err != nil {
			return "", err
		}
		if made.ID != id {
			return "", fmt.Errorf("%w: POST %s%s: it answered without an _id that it was sent: it is not Elasticsearch", ErrServer, s.base, path)
		}
		done.New++
		return made.ID, nil
	}
	return "", fmt.Errorf("%w has other documents in %s under this ID and those with up to %d exclamation marks: %s", ErrServer, index, mostMarks, id[:len(id)-mostMarks-1])
}

// bulk stores measurements, and returns how many of them the server has accepted.
func (s *Server) bulk(ctx context.Context, p *Package, from, to int, of *ids) (accepted int, err error) {
	var body []byte
	var sent []string // IDs
	for i := from; i < to; i++ {
		lines, id, err := p.lines(i, of)
		if err != nil {
			return 0, err
		}
		body, sent = append(body, lines...), append(sent, id)
	}
	const path = "/measurements/_bulk"
	var answer struct {
		Errors *bool `json:"errors"`
		Items  []map[string]struct {
			ID     string `json:"_id"`
			Status int    `json:"status"`
			Error  cause  `json:"error"`
		} `json:"items"`
	}
	if _, err := s.do(ctx, http.MethodPost, path, "application/x-ndjson", body, false, &answer); err != nil {
		return 0, err
	}
	refused, why := 0, ""
	for i, item := range answer.Items {
		status := item["index"].Status
		switch {
		case status < 200 || status > 299:
		case i < len(sent) && item["index"].ID != "" && item["index"].ID != sent[i]:
			return accepted, fmt.Errorf("%w: POST %s%s: its answer number %d is not about that measurement: it is not Elasticsearch", ErrServer, s.base, path, from+i+1)
		default:
			accepted++
			continue
		}
		if refused++; refused == 1 {
			why = fmt.Sprintf(", the first of them number %d, with status %d%s", from+i+1, status, s.hide.Replace(item["index"].Error.behind()))
		}
	}
	count := to - from
	switch {
	case len(answer.Items) != count || answer.Errors == nil:
		return min(accepted, count), fmt.Errorf("%w: POST %s%s: of %s it answered for %d: it is not Elasticsearch", ErrServer, s.base, path, words.Count(count, "measurement"), len(answer.Items))
	case refused > 0:
		return accepted, fmt.Errorf("%w: POST %s%s: it refused %s%s", ErrServer, s.base, path, words.Count(refused, "measurement"), why)
	case *answer.Errors:
		return accepted, fmt.Errorf("%w: POST %s%s: it says that there were errors, and not which", ErrServer, s.base, path)
	}
	return accepted, nil
}
