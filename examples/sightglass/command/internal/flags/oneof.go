package flags

import (
	"errors"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/measure/words"
)

// OneOf gives a flag its values, in capitals or not. Another one is refused
// when flags are parsed, by the flag's name, before anything else is looked at.
// Nothing is left to NoneEmpty to refuse.
func OneOf(flags *pflag.FlagSet, name string, values ...string) {
	f := flags.Lookup(name)
	f.Value = &listedValue{f.Value, slices.Concat(values, []string{""}), refusal(values)}
}

// The values of flags that several commands have.
var (
	Phases       = []string{"compilation", "instantiation", "execution"}
	InputFormats = append(record.ReadFormats(), "auto")
)

func refusal(values []string) error { return errors.New("use " + words.Or(values...)) }

type listedValue struct {
	pflag.Value
	values  []string
	refusal error
}

// Set implements pflag.Value.
func (v *listedValue) Set(text string) error {
	text = strings.ToLower(text)
	if format, err := record.ParseFormat(text); err == nil && format != record.Auto {
		text = format.String() // it may have another name
	}
	if !slices.Contains(v.values, text) {
		return v.refusal
	}
	return v.Value.Set(text)
}

// Values are those that the flag takes, and Refusal is what it says of others.
func (v *listedValue) Values() []string { return v.values }
func (v *listedValue) Refusal() error   { return v.refusal }
