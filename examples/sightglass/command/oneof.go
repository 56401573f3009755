package command

import (
	"errors"
	"slices"
	"strings"

	"github.com/spf13/pflag"
)

// oneOf gives a flag its values, in capitals or not. Another one is refused
// when flags are parsed, by the flag's name, before anything else is looked at.
// Nothing is left to noneEmpty to refuse.
func oneOf(flags *pflag.FlagSet, name string, values ...string) {
	f := flags.Lookup(name)
	f.Value = &listedValue{f.Value, append(values, ""), refusal(values)}
}

// The values of flags that several commands have.
var (
	phaseNames   = []string{"compilation", "instantiation", "execution"}
	inputFormats = []string{"csv", "json", "jsonl", "auto"}
)

func refusal(values []string) error {
	last := len(values) - 1
	if last == 0 {
		return errors.New("use " + values[0])
	}
	return errors.New("use " + strings.Join(values[:last], ", ") + " or " + values[last])
}

type listedValue struct {
	pflag.Value
	values  []string
	refusal error
}

// Set implements pflag.Value.
func (v *listedValue) Set(text string) error {
	text = strings.ToLower(text)
	if text == "ndjson" { // another name of it
		text = "jsonl"
	}
	if !slices.Contains(v.values, text) {
		return v.refusal
	}
	return v.Value.Set(text)
}
