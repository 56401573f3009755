package gotest

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Args are arguments of go test, sorted by whom they are for.
type Args struct {
	Packages []string // patterns; none means the folder's package
	Build    []string // flags of go list and go test -c: "-tags=x"
	Bench    string   // the pattern of -bench; "." if none was given
	Skip     string   // of -skip, "" without
	CPUs     []int    // of -cpu; none means GOMAXPROCS
	Binary   []string // for each process of a test binary: "-test.benchtime=1s"

	// Timeout is how long one test binary may take to show which benchmarks it has,
	// 10 minutes at least; less than 0 means no limit.
	Timeout time.Duration
}

// A flag of go test is one of these.
type flagKind int

const (
	ofBuild flagKind = iota + 1
	ofBinary
	ofSuite   // read here
	isRefused // with the reason
)

type knownFlag struct {
	kind flagKind
	bool bool   // it takes no value
	why  string // it is refused
}

var (
	built   = knownFlag{kind: ofBuild}
	builtIf = knownFlag{kind: ofBuild, bool: true}
	profile = knownFlag{kind: isRefused, why: "every process would overwrite it, and writing it takes time; profile a test binary by itself"}
	seldom  = knownFlag{kind: isRefused, why: "it is not about benchmarks"}
)

// known are the flags of go test by their names without "test.".
var known = map[string]knownFlag{
	"bench": {kind: ofSuite}, "skip": {kind: ofSuite}, "cpu": {kind: ofSuite}, "args": {kind: ofSuite, bool: true},
	"benchtime": {kind: ofBinary}, "benchmem": {kind: ofBinary, bool: true}, "short": {kind: ofBinary, bool: true},
	"parallel": {kind: ofBinary}, "failfast": {kind: ofBinary, bool: true}, "artifacts": seldom, "outputdir": seldom,
	"tags": built, "gcflags": built, "ldflags": built, "asmflags": built, "gccgoflags": built, "mod": built, "modfile": built,
	"pgo": built, "overlay": built, "pkgdir": built, "toolexec": built, "compiler": built, "buildmode": built, "installsuffix": built, "p": built,
	"covermode": built, "coverpkg": built, "buildvcs": built,
	"race": builtIf, "msan": builtIf, "asan": builtIf, "cover": builtIf, "trimpath": builtIf, "a": builtIf, "linkshared": builtIf, "modcacherw": builtIf,
	"count":   {kind: isRefused, why: "rounds take its place, each in processes of its own"},
	"timeout": {kind: isRefused, why: "the recording has a limit for each process"},
	"v":       {kind: isRefused, bool: true, why: "it changes what is printed"},
	"json":    {kind: isRefused, bool: true, why: "it changes what is printed"},
	"c":       {kind: isRefused, bool: true, why: "the test binaries are built anyway"},
	"o":       {kind: isRefused, why: "the test binaries are removed at the end"},
	"exec":    {kind: isRefused, why: "the test binaries run here"},
	"run":     {kind: isRefused, why: "no tests run"},
	"list":    seldom, "fuzz": seldom, "fuzztime": seldom, "fuzzminimizetime": seldom, "vet": seldom, "shuffle": seldom, "fullpath": seldom, "i": seldom, "n": seldom, "x": seldom, "work": seldom,
	"cpuprofile": profile, "memprofile": profile, "memprofilerate": profile, "blockprofile": profile, "blockprofilerate": profile,
	"mutexprofile": profile, "mutexprofilefraction": profile, "trace": profile, "coverprofile": profile, "gocoverdir": profile, "testlogfile": seldom,
}

// FlagError is a flag of go test that cannot be used here.
type FlagError struct {
	Flag string // without dashes: "count"
	Why  string
}

// Error implements error.
func (e *FlagError) Error() string { return "-" + e.Flag + " cannot be used here: " + e.Why }

// ParseArgs sorts arguments as go test takes them, flags and packages in any
// order, with one dash or two and with or without "test." before a name. Flags
// that go test does not know are for the test binary, as -name=value; behind
// -args everything is. Errors wrap ErrArgs, and may be a *FlagError.
func ParseArgs(list []string) (Args, error) {
	a := Args{Bench: "."}
	refuse := func(format string, args ...any) (Args, error) {
		return Args{}, fmt.Errorf("%w: "+format, append([]any{ErrArgs}, args...)...)
	}
	for len(list) > 0 {
		arg := list[0]
		list = list[1:]
		if arg == "" || arg == "-" || arg == "--" {
			return refuse("%q is neither a flag nor a package", arg)
		}
		if arg[0] != '-' {
			a.Packages = append(a.Packages, arg)
			continue
		}
		name, value, has := strings.Cut(strings.TrimPrefix(arg[1:], "-"), "=")
		f, ok := known[strings.TrimPrefix(name, "test.")]
		if ok {
			name = strings.TrimPrefix(name, "test.")
		}
		switch {
		case f.kind == isRefused:
			return Args{}, fmt.Errorf("%w: %w", ErrArgs, &FlagError{name, f.why})
		case ok && !f.bool && !has:
			if len(list) == 0 {
				return refuse("-%s needs a value", name)
			}
			value, has, list = list[0], true, list[1:]
		case !ok && !has && len(list) > 0 && list[0] != "-args" && list[0][:min(1, len(list[0]))] != "-":
			return refuse("-%s is not a flag of go test, so that %q may be its value or a package: write -%s=VALUE", name, list[0], name)
		}
		whole := "-" + name
		if has {
			whole += "=" + value
		}
		switch {
		case !ok:
			a.Binary = append(a.Binary, whole)
		case name == "args":
			a.Binary = append(a.Binary, list...)
			list = nil
		case name == "bench":
			a.Bench = value
		case name == "skip":
			a.Skip = value
		case name == "cpu":
			var err error
			if a.CPUs, err = parseCPUs(value); err != nil {
				return refuse("-cpu=%s: %w", value, err)
			}
		case name == "benchtime" && !isBenchtime(value):
			return refuse("-benchtime=%s is neither a duration (1s, 50ms) nor a number of iterations (100x), and more than 0", value)
		case f.kind == ofBuild:
			a.Build = append(a.Build, whole)
		default:
			a.Binary = append(a.Binary, "-test."+whole[1:])
		}
	}
	return a, nil
}

// isBenchtime is whether package testing takes that for a -benchtime.
func isBenchtime(text string) bool {
	if count, ok := strings.CutSuffix(text, "x"); ok {
		n, err := strconv.ParseInt(count, 10, 0)
		return err == nil && n > 0
	}
	d, err := time.ParseDuration(text)
	return err == nil && d > 0
}

func parseCPUs(text string) (list []int, err error) {
	for part := range strings.SplitSeq(text, ",") {
		n, err := strconv.Atoi(strings.TrimSpace(part))
		switch {
		case err != nil || n < 1:
			return nil, fmt.Errorf("%q is not a number of CPUs", part)
		case slices.Contains(list, n):
			return nil, fmt.Errorf("%d is listed twice", n)
		}
		list = append(list, n)
	}
	return list, nil
}

// list is what a recording keeps of the arguments.
func (a *Args) list() []string {
	list := slices.Clone(a.Build)
	return append(list, a.Binary...)
}
