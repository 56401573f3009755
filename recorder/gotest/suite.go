package gotest

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/words"
	"github.com/sightglass-go/sightglass/recorder"
	"github.com/sightglass-go/sightglass/recorder/internal/scratch"
	"github.com/sightglass-go/sightglass/recorder/job"
)

// Suite is the benchmarks that several builds have in common, ready to be
// recorded. It is the recorder.Runner of its Plan.
type Suite struct {
	args       Args
	folder     *scratch.Folder
	builds     []made
	benchmarks []string // their names in rows, in the order of the first build
	targets    map[string]target
	events     []measure.Event
	only       map[string][]string // benchmarks that some builds lack, by those that have them
	notes      []string
}

// target is what to run for a benchmark.
type target struct {
	pkg  string
	name string // as go test prints it without the number of CPUs
	cpus int    // 0 for GOMAXPROCS
}

// findTimeout is how long one test binary may take to show which benchmarks it
// has: each of them runs for one iteration.
const findTimeout = 10 * time.Minute

// Open builds what is to be built, and finds out which benchmarks there are by
// running each of them for one iteration in each build. A benchmark that fails
// there is recorded all the same, to fail again. say is told what goes on; it may
// be nil. Errors wrap ErrBuild, ErrNoBenchmark, or that of ctx.
func Open(ctx context.Context, builds []Build, args Args, say func(string)) (_ *Suite, err error) {
	if say == nil {
		say = func(string) {}
	}
	s := &Suite{args: args, targets: map[string]target{}, only: map[string][]string{}}
	if s.folder, err = scratch.New(); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, s.Close())
		}
	}()
	for i, b := range builds {
		to := filepath.Join(s.folder.Path(), fmt.Sprint(i))
		if err := os.Mkdir(to, 0o755); err != nil {
			return nil, err
		}
		m, err := b.build(ctx, &args, to, say)
		if err != nil {
			return nil, err
		}
		s.builds = append(s.builds, m)
	}
	if err := s.find(ctx, say); err != nil {
		return nil, err
	}
	s.alike()
	return s, nil
}

// Close removes the test binaries that were built.
func (s *Suite) Close() error { return s.folder.Remove() }

// Plan is a plan of all benchmarks, for DefaultProcesses rounds of one iteration.
func (s *Suite) Plan() recorder.Plan {
	p := recorder.Plan{Benchmarks: slices.Clone(s.benchmarks), Measures: []string{Engine}, Phase: measure.Execution, Iterations: 1}
	p.Args = s.args.list()
	for i := range s.builds {
		p.Engines = append(p.Engines, job.Engine{Name: s.builds[i].Name, Engine: Engine})
	}
	return p
}

// Only returns the benchmarks that some builds lack and are left out, by the
// names of the builds that have them, joined by commas.
func (s *Suite) Only() map[string][]string { return maps.Clone(s.only) }

// find runs every benchmark of every build once.
func (s *Suite) find(ctx context.Context, say func(string)) error {
	has := make([]map[string]bool, len(s.builds))
	var order []string
	units := map[string]bool{}
	better := map[string]measure.Better{}
	for i := range s.builds {
		has[i] = map[string]bool{}
		m := &s.builds[i]
		for _, b := range m.binaries {
			say(fmt.Sprintf("finding the benchmarks of %s in %s", b.pkg, m.Name))
			out, err := s.first(ctx, &b)
			if err != nil {
				return fmt.Errorf("%s: find the benchmarks of %s: %w", m.Name, b.pkg, err)
			}
			for _, r := range out.results {
				for _, v := range r.metrics {
					units[v.unit] = true
				}
			}
			maps.Copy(better, out.units)
			for _, name := range out.names() {
				for _, t := range s.targetsOf(b.pkg, name) {
					full := t.String()
					if other, taken := s.targets[full]; taken && other != t {
						return fmt.Errorf("%w: %s is the name of two: of %s, and of %s with %d CPUs", ErrNoBenchmark, full, other.name, t.name, t.cpus)
					}
					s.targets[full], has[i][full] = t, true
					if !slices.Contains(order, full) {
						order = append(order, full)
					}
				}
			}
		}
	}
	for _, name := range order {
		var with []string
		for i := range s.builds {
			if has[i][name] {
				with = append(with, s.builds[i].Name)
			}
		}
		if len(with) == len(s.builds) {
			s.benchmarks = append(s.benchmarks, name)
		} else {
			key := strings.Join(with, ", ")
			s.only[key] = append(s.only[key], name)
		}
	}
	for _, unit := range slices.Sorted(maps.Keys(units)) {
		e, _ := EventOf(unit)
		if b, said := better[unit]; said {
			e.Better = b
		}
		s.events = append(s.events, e)
	}
	if len(s.benchmarks) == 0 {
		return s.none()
	}
	return nil
}

// targetsOf are the targets that a benchmark is for the numbers of CPUs asked for.
func (s *Suite) targetsOf(pkg, name string) (list []target) {
	for _, n := range s.args.CPUs {
		list = append(list, target{pkg, name, n})
	}
	if len(list) == 0 {
		return []target{{pkg, name, 0}}
	}
	return list
}

// String is the name in rows. A number of CPUs that was asked for is in it as go
// test has it.
func (t target) String() string {
	name := t.pkg + "." + t.name
	if t.cpus > 1 {
		name += fmt.Sprintf("-%d", t.cpus)
	}
	return name
}

// pattern is the regular expression for -test.bench that this benchmark alone
// matches.
func (t target) pattern() string {
	parts := strings.Split(t.name, "/")
	for i := range parts {
		parts[i] = "^" + regexp.QuoteMeta(parts[i]) + "$"
	}
	return strings.Join(parts, "/")
}

// none is the error for nothing to record.
func (s *Suite) none() error {
	var found []string
	for with, names := range s.only {
		found = append(found, fmt.Sprintf("only %s has %s", with, strings.Join(names, ", ")))
	}
	slices.Sort(found)
	for i := range s.builds {
		if m := &s.builds[i]; len(m.binaries) == 0 {
			found = append(found, fmt.Sprintf("no benchmark is declared in %s of %s", strings.Join(m.bare, ", "), m.Name))
		}
	}
	if len(found) == 0 {
		found = append(found, fmt.Sprintf("-bench=%s matches none that does not skip itself", s.args.Bench))
	}
	return fmt.Errorf("%w that all builds have: %s", ErrNoBenchmark, strings.Join(found, "; "))
}

// alike notes builds that cannot differ.
func (s *Suite) alike() {
	for i := range s.builds {
		for j := range i {
			a, b := &s.builds[j], &s.builds[i]
			if slices.EqualFunc(a.binaries, b.binaries, func(x, y binary) bool { return x.sha256 == y.sha256 }) {
				s.notes = append(s.notes, fmt.Sprintf("%s and %s are the same program", a.Name, b.Name))
			}
			if a.goes != b.goes && len(a.binaries) > 1 { // of one each the recorder says it
				s.notes = append(s.notes, fmt.Sprintf("%s was built by %s, and %s by %s: a difference may be the compiler's", a.Name, a.goes, b.Name, b.goes))
			}
		}
	}
}

// warnings are for the recording's header.
func (s *Suite) warnings() (list []string) {
	for _, with := range slices.Sorted(maps.Keys(s.only)) {
		names := s.only[with]
		list = append(list, fmt.Sprintf("only %s has %s: %s", with, words.Count(len(names), "benchmark")+", left out", strings.Join(names, ", ")))
	}
	return list
}
