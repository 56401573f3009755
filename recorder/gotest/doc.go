// Package gotest records Go benchmarks of several builds, in rounds: each round
// runs every benchmark once in a process of each build's test binary, the builds
// of one benchmark back to back and in random order. What go test -bench does
// instead, all of one build and then all of the other, makes whatever happens on
// the machine meanwhile look like a difference between the builds.
//
//	builds := []gotest.Build{main, workingTree} // of ParseBuild
//	args, err := gotest.ParseArgs([]string{"-bench=Parse", "-benchmem", "./..."})
//	suite, err := gotest.Open(ctx, builds, args, notes)
//	defer suite.Close()
//	plan := suite.Plan()
//	report, err := recorder.Record(ctx, plan, sink, suite, recorder.Options{})
//
// A row is one metric of one benchmark in one process. Its wasm column is the
// benchmark, example.com/pkg.BenchmarkParse/size=10, its engine column the build,
// its phase Execution; its event says what was counted, see [EventOf].
package gotest

import "errors"

var (
	// ErrArgs: an argument for go test cannot be taken.
	ErrArgs = errors.New("go test arguments")
	// ErrBuild: a build cannot be made, or is none.
	ErrBuild = errors.New("cannot build")
	// ErrNoBenchmark: there is no benchmark to record.
	ErrNoBenchmark = errors.New("no benchmark")
	// ErrFailed: a benchmark called b.Fatal or the like, panicked, or ended its
	// process in another way.
	ErrFailed = errors.New("benchmark failed")
	// ErrNoResult: a process ended well and has not printed what was asked for.
	ErrNoResult = errors.New("benchmark printed no result")
)

// Engine is what the header of a recording calls the adapter of a build.
const Engine = "go-test"
