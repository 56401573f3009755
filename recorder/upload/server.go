package upload

import (
	"bytes"
	"cmp"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/sightglass-go/sightglass/measure/quote"
)

// ErrServer is the error of a server that cannot be reached, does not speak the
// protocol, or does not accept something.
var ErrServer = errors.New("the server")

// DefaultTimeout is how long a request may take.
const DefaultTimeout = time.Minute

// mostAnswer is how many bytes of an answer are read: that to a batch names each
// measurement.
const mostAnswer = 256 << 20

// Server is an Elasticsearch server.
type Server struct {
	// Timeout is that of each request, with its answer; 0 is DefaultTimeout.
	Timeout time.Duration

	base           string // without credentials
	name, password string
	hide           *strings.Replacer // credentials, in what a server says
}

// NewServer returns the server at an address such as http://localhost:9200, whose
// credentials, if it has any, no error shows.
func NewServer(address string) (*Server, error) {
	u, err := url.Parse(address)
	switch { // none says what the address is: a part of it may be a password
	case err != nil, u.Host == "", u.Scheme != "http" && u.Scheme != "https":
		return nil, fmt.Errorf("%w's address is not like http://localhost:9200 or https://NAME:PASSWORD@HOST; in a name and a password, / @ : ? # %% are %%2F %%40 %%3A %%3F %%23 %%25", ErrServer)
	case u.RawQuery != "" || u.ForceQuery || u.Fragment != "" || strings.Contains(u.Path, "@"):
		return nil, fmt.Errorf("%w's address ends with its path: leave out what follows a ? or a #; in a name and a password, / @ : ? # %% are %%2F %%40 %%3A %%3F %%23 %%25", ErrServer)
	}
	s := &Server{name: u.User.Username()}
	s.password, _ = u.User.Password()
	u.User = nil
	s.base = strings.TrimRight(u.String(), "/")
	hidden := []string{}
	for _, secret := range []string{base64.StdEncoding.EncodeToString([]byte(s.name + ":" + s.password)), url.QueryEscape(s.password), s.password} {
		if s.password != "" {
			hidden = append(hidden, secret, "***")
		}
	}
	s.hide = strings.NewReplacer(hidden...)
	return s, nil
}

// String returns the address without credentials.
func (s *Server) String() string { return s.base }

// client takes no redirect: what is sent again elsewhere may be lost on the way, and
// is another's to see.
var client = &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}

// do sends a request, and decodes the answer into out. It returns the answer's status,
// which is 200 to 299, or 404 where missing is allowed.
func (s *Server) do(ctx context.Context, method, path, kind string, body []byte, missing bool, out any) (code int, err error) {
	timeout := cmp.Or(s.Timeout, DefaultTimeout)
	limited, stop := context.WithTimeout(ctx, timeout)
	defer stop()
	fail := func(format string, args ...any) (int, error) {
		return 0, fmt.Errorf("%w: %s %s%s: %w", ErrServer, method, s.base, path, fmt.Errorf(format, args...))
	}
	req, err := http.NewRequestWithContext(limited, method, s.base+path, bytes.NewReader(body))
	if err != nil {
		return fail("%w", withoutURL(err))
	}
	if s.name != "" || s.password != "" {
		req.SetBasicAuth(s.name, s.password)
	}
	if kind != "" {
		req.Header.Set("Content-Type", kind)
	}
	req.Header.Set("Accept", "application/json")
	req.Header.Set("User-Agent", "sightglass")
	answer, err := client.Do(req)
	var text []byte
	if err == nil {
		defer answer.Body.Close()
		text, err = io.ReadAll(io.LimitReader(answer.Body, mostAnswer+1))
	}
	switch {
	case ctx.Err() != nil:
		return fail("%w", context.Cause(ctx))
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, os.ErrDeadlineExceeded):
		return fail("no answer within %v: %w", timeout, context.DeadlineExceeded)
	case err != nil:
		return fail("%w", withoutURL(err))
	case len(text) > mostAnswer:
		return fail("the answer is longer than %d bytes", mostAnswer)
	}
	code = answer.StatusCode
	if code < 200 || code > 299 && (code != http.StatusNotFound || !missing) {
		return fail("it answered %s%s", status(code), s.advice(answer, text))
	}
	if err := json.Unmarshal(text, out); err != nil {
		return fail("it answered %s with %s where JSON is expected, so it is not Elasticsearch: %w", status(code), cmp.Or(quote.Line(quote.Clip(answer.Header.Get("Content-Type"), 60)), "nothing"), err)
	}
	return code, nil
}

// advice is what to do about an answer, and what the server says.
func (s *Server) advice(answer *http.Response, text []byte) (advice string) {
	switch code := answer.StatusCode; {
	case code >= 300 && code < 400:
		to, err := answer.Location()
		if err != nil {
			return ""
		}
		to.User, to.RawQuery, to.Fragment = nil, "", ""
		return s.hide.Replace(": it sends to " + quote.Line(quote.Clip(to.String(), 200)) + ", which is not followed: name the server's own address")
	case code == http.StatusUnauthorized, code == http.StatusForbidden:
		advice = ": credentials are missing or wrong; they are in the address, as in https://NAME:PASSWORD@HOST"
	case code == http.StatusTooManyRequests, code == http.StatusServiceUnavailable:
		advice = ": it is too busy: upload the same again later, or in smaller batches"
	case code == http.StatusRequestEntityTooLarge:
		advice = ": make batches smaller"
	}
	if said := said(text); said != "" {
		advice += ": " + s.hide.Replace(said)
	}
	return advice
}

// status is a status in words of its own: what a server calls it may be anything.
func status(code int) string { return strings.TrimSpace(fmt.Sprint(code, " ", http.StatusText(code))) }

// said is the reason in an answer of Elasticsearch, else the beginning of the answer.
func said(text []byte) string {
	var answer struct {
		Error json.RawMessage `json:"error"`
	}
	if json.Unmarshal(text, &answer) == nil && len(answer.Error) > 0 {
		var of cause
		if json.Unmarshal(answer.Error, &of) == nil && of.Reason != "" {
			return of.String()
		}
		text = answer.Error
	}
	return quote.Line(quote.Clip(strings.TrimSpace(string(text)), 200))
}

// cause is why Elasticsearch does not accept something.
type cause struct {
	Type   string `json:"type"`
	Reason string `json:"reason"`
}

func (c cause) String() string { return quote.Line(quote.Clip(c.Type+": "+c.Reason, 300)) }

// behind is the cause behind a status, nothing if the server gives none.
func (c cause) behind() string {
	if c == (cause{}) {
		return ""
	}
	return ": " + c.String()
}

// withoutURL is an error of package http without the address, which is said already.
func withoutURL(err error) error {
	var of *url.Error
	if errors.As(err, &of) {
		return of.Err
	}
	return err
}
