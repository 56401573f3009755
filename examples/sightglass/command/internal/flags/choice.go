package flags

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/measure/words"
)

// Case is a value of a flag that has a few: what users write, and what it
// stands for.
type Case[T any] struct {
	Name string
	Is   T
	Also []string // other names, which help does not show
}

// Names are the cases of values that are their own names.
func Names[T ~string](values ...T) (cases []Case[T]) {
	for _, v := range values {
		cases = append(cases, Case[T]{Name: string(v), Is: v})
	}
	return cases
}

// Formats are the cases of formats of rows, by their names; "auto" is
// record.Auto.
func Formats(names ...string) (cases []Case[record.Format]) {
	for _, name := range names {
		format, _ := record.ParseFormat(name)
		cases = append(cases, Case[record.Format]{Name: name, Is: format})
	}
	return cases
}

// Choose adds a flag of a few values, in capitals or not, one of them the
// default or "" for none. What was chosen is in to. Another value is refused when
// flags are parsed, by the flag's name, before anything else is looked at.
// Without a usage it is the list of values.
func Choose[T any](fs *pflag.FlagSet, to *T, name, short, def, usage string, cases ...Case[T]) {
	c := &choice[T]{to: to, cases: cases}
	if err := c.Set(def); err != nil {
		panic("BUG: --" + name + ": " + err.Error())
	}
	fs.VarP(c, name, short, cmp.Or(usage, words.Or(c.Values()...)))
}

// ChooseSome adds a flag of several values out of some, with commas between them
// or a flag for each.
func ChooseSome(fs *pflag.FlagSet, to *[]string, name, usage string, values ...string) {
	fs.StringSliceVar(to, name, nil, usage+": "+strings.Join(values, ", "))
	f := fs.Lookup(name)
	f.Value = &someOf{f.Value, f.Value.(pflag.SliceValue), values}
}

// someOf is the value of such a flag.
type someOf struct {
	pflag.Value
	pflag.SliceValue
	values []string
}

// Values are those that it may have, for completion.
func (s *someOf) Values() []string { return s.values }

func (s *someOf) Set(text string) error {
	text = strings.ToLower(text) // as those of choice
	for part := range strings.SplitSeq(text, ",") {
		if part != "" && !slices.Contains(s.values, part) { // nothing is left to NoneEmpty to refuse
			return fmt.Errorf("use %s%s", words.Or(s.values...), DidYouMean(part, s.values))
		}
	}
	return s.Value.Set(text)
}

// Phase adds --phase.
func Phase(fs *pflag.FlagSet, to *measure.Phase) {
	var cases []Case[measure.Phase]
	for _, p := range measure.Phases() {
		cases = append(cases, Case[measure.Phase]{Name: strings.ToLower(p.String()), Is: p})
	}
	Choose(fs, to, "phase", "", "", "only this phase: compilation, instantiation or execution", cases...)
}

// choice is the value of a flag that has a few.
type choice[T any] struct {
	to    *T
	name  string // of what was chosen
	cases []Case[T]
}

// Set implements pflag.Value. Nothing is left to NoneEmpty to refuse.
func (c *choice[T]) Set(text string) error {
	text = strings.ToLower(text)
	if format, err := record.ParseFormat(text); err == nil && format != record.Auto {
		text = format.String() // it may have another name
	}
	var chosen Case[T]
	if i := slices.IndexFunc(c.cases, func(k Case[T]) bool { return strings.EqualFold(k.Name, text) || slices.Contains(k.Also, text) }); i >= 0 {
		chosen = c.cases[i]
	} else if text != "" {
		return fmt.Errorf("use %s%s", words.Or(c.Values()...), DidYouMean(text, c.Values()))
	}
	*c.to, c.name = chosen.Is, chosen.Name
	return nil
}

func (c *choice[T]) String() string { return c.name }

func (c *choice[T]) Type() string { return "string" }

// Values are those that it may have, for help and for completion.
func (c *choice[T]) Values() (names []string) {
	for _, k := range c.cases {
		names = append(names, k.Name)
	}
	return names
}
