package flags

import "github.com/spf13/pflag"

// Unit adds --unit, in which tables and plots show ticks of the time-stamp counter.
// ticks is whether as such.
func Unit(fs *pflag.FlagSet, ticks *bool) {
	Choose(fs, ticks, "unit", "", "time", "show ticks of the time-stamp counter as time, where a recording has their rate, or as ticks",
		Case[bool]{Name: "time", Is: false}, Case[bool]{Name: "ticks", Is: true})
}
