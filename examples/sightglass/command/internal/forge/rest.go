package forge

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/sightglass-go/sightglass/measure/quote"
)

// statusError is what an API answers in place of success.
type statusError struct {
	Request string // "POST /repos/..."
	Code    int
	Message string // what it says of it
}

func (e *statusError) Error() string {
	return fmt.Sprintf("%s: %d %s: %s", e.Request, e.Code, http.StatusText(e.Code), e.Message)
}

// An api is reached below a base address with a token.
type api struct {
	base, token   string
	authorize     func(token string) (header, value string)
	timeout, wait time.Duration // of a request; before it is tried again
}

const (
	attempts  = 3
	maxAnswer = 32 << 20 // bytes
)

// do sends a request with in as its body, if it has one, and decodes the answer into
// out. What changes nothing when it is done twice is tried again where the network or
// the server fails.
func (a *api) do(ctx context.Context, method, path string, in, out any) error {
	for attempt, wait := 1, a.wait; ; attempt, wait = attempt+1, 2*wait {
		err := a.once(ctx, method, path, in, out)
		if err == nil || method == http.MethodPost || attempt == attempts || ctx.Err() != nil || !passing(err) {
			return err
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(wait):
		}
	}
}

// passing is whether another attempt may succeed.
func passing(err error) bool {
	var status *statusError
	if errors.As(err, &status) {
		return status.Code >= 500 || status.Code == http.StatusTooManyRequests
	}
	return true
}

func (a *api) once(ctx context.Context, method, path string, in, out any) error {
	ctx, stop := context.WithTimeout(ctx, a.timeout)
	defer stop()
	var body io.Reader
	if in != nil {
		text, err := json.Marshal(in)
		if err != nil {
			return fmt.Errorf("BUG: %w", err)
		}
		body = bytes.NewReader(text)
	}
	req, err := http.NewRequestWithContext(ctx, method, a.base+path, body)
	if err != nil {
		return err
	}
	req.Header.Set(a.authorize(a.token))
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Accept", "application/json")
	req.Header.Set("User-Agent", "sightglass")
	answer, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(io.LimitReader(answer.Body, maxAnswer))
	switch {
	case answer.StatusCode >= 300:
		return &statusError{method + " " + path, answer.StatusCode, saidOf(text)}
	case err != nil:
		return fmt.Errorf("%s %s: %w", method, path, err)
	case out == nil:
		return nil
	}
	if err := json.Unmarshal(text, out); err != nil {
		return fmt.Errorf("%s %s: the answer is not what it should be: %w", method, path, err)
	}
	return nil
}

// saidOf is an API's message, whatever form it has.
func saidOf(text []byte) string {
	var answer struct {
		Message json.RawMessage `json:"message"`
	}
	var plain string
	if json.Unmarshal(text, &answer) == nil && len(answer.Message) > 0 {
		if json.Unmarshal(answer.Message, &plain) != nil {
			plain = string(answer.Message)
		}
	} else {
		plain = string(text)
	}
	return quote.Line(quote.Clip(plain, 300))
}
