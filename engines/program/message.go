package program

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"
)

// Protocol is the number of the protocol that PROTOCOL.md describes.
const Protocol = 1

const (
	maxReply   = 1 << 20 // bytes of a line that a program writes
	maxCalls   = 4       // of bench.start and bench.end that a program reports
	maxMessage = 1000    // bytes of an error's words
)

// request is what a program is told to do. Every field but ID and Do belongs to some
// of them only.
type request struct {
	ID         uint64   `json:"id"`
	Do         string   `json:"do"`
	Protocol   int      `json:"protocol,omitempty"`
	Flags      string   `json:"flags,omitempty"`
	Module     uint64   `json:"module,omitempty"`
	Instance   uint64   `json:"instance,omitempty"`
	Wasm       []byte   `json:"wasm,omitempty"`
	Args       []string `json:"args,omitempty"`
	Env        []string `json:"env,omitempty"`
	Dir        string   `json:"dir,omitempty"`
	Stdin      string   `json:"stdin,omitempty"`
	Stdout     string   `json:"stdout,omitempty"`
	Stderr     string   `json:"stderr,omitempty"`
	Initialize bool     `json:"initialize,omitempty"`
	Name       string   `json:"name,omitempty"`
	Params     []string `json:"params,omitempty"`
	Results    []string `json:"results,omitempty"`
	Values     []string `json:"values,omitempty"`
	Globals    []string `json:"globals,omitempty"`
}

// reply is what a program answers.
type reply struct {
	ID    uint64   `json:"id"`
	Error *failure `json:"error"`

	Protocol  int      `json:"protocol"`
	Name      string   `json:"name"`
	Version   string   `json:"version"`
	Clock     string   `json:"clock"`
	Abilities []string `json:"abilities"`

	Nanoseconds *int64   `json:"nanoseconds"`
	Calls       []call   `json:"calls"`
	Values      []string `json:"values"`
	Globals     []string `json:"globals"`
}

type failure struct {
	Kind    string  `json:"kind"`
	Message string  `json:"message"`
	Code    *uint32 `json:"code"`
}

// call is a guest's call of bench.start or bench.end.
type call struct {
	Bench   string   `json:"bench"`
	At      int64    `json:"at"`
	Globals []string `json:"globals"`
}

// parseReply reads a line. What is in it is held against the request by the caller.
func parseReply(line []byte) (*reply, error) {
	d := json.NewDecoder(bytes.NewReader(line))
	d.DisallowUnknownFields()
	r := new(reply)
	if err := d.Decode(r); err != nil {
		return nil, fmt.Errorf("%w: %q is not a reply: %w", ErrProtocol, shorten(string(line)), wanted(err))
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("%w: %q has something behind the reply", ErrProtocol, shorten(string(line)))
	}
	if len(r.Calls) > maxCalls {
		return nil, fmt.Errorf("%w: %d calls of bench.start and bench.end are reported, and only the first %d are to be", ErrProtocol, len(r.Calls), maxCalls)
	}
	return r, nil
}

// wanted says of a field that was refused what it is to hold, in the words of PROTOCOL.md
// and not in those of Go's types.
func wanted(err error) error {
	var of *json.UnmarshalTypeError
	if !errors.As(err, &of) {
		return err
	}
	want := "an object"
	switch of.Type.Kind() {
	case reflect.Int, reflect.Int64:
		want = "a whole number without a decimal point or exponent, from -2^63 to 2^63-1"
	case reflect.Uint64:
		want = "a whole number without a decimal point or exponent, from 0 to 2^64-1"
	case reflect.Uint32:
		want = "a whole number without a decimal point or exponent, from 0 to 2^32-1"
	case reflect.String:
		want = "a text"
	case reflect.Slice:
		want = "a list"
	}
	if of.Field == "" {
		return fmt.Errorf("it is a JSON %s: want %s", of.Value, want)
	}
	return fmt.Errorf("%s is the JSON %s: want %s", of.Field, of.Value, want)
}

// shorten puts a text of a program's into one line that an error has room for.
func shorten(text string) string {
	text = strings.Join(strings.Fields(strings.ToValidUTF8(text, "?")), " ")
	if len(text) > maxMessage {
		text = strings.ToValidUTF8(text[:maxMessage], "") + " ..."
	}
	return text
}
