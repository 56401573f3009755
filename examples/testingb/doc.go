// Package testingb shows how WebAssembly is measured in a Go benchmark: all of
// it is in ackermann_test.go, and is nine lines long. Run it with
//
//	go test -bench=. -count=10 ./examples/testingb | tee new.txt
//
// and read it with
//
//	go run golang.org/x/perf/cmd/benchstat@latest new.txt
//
// engines_test.go has two engines in one table, measures beside ns/op, and the
// phases by themselves:
//
//	go run golang.org/x/perf/cmd/benchstat@latest -table /phase -col /engine new.txt
package testingb
