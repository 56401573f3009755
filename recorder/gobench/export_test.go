package gobench

import "github.com/sightglass-go/sightglass/measure"

// RunOn and RunPhaseOn are Run and RunPhase on what stands in for a *testing.B.

func RunOn[T runner[T]](b T, bench Benchmark) { run(b, bench) }

func RunPhaseOn(b loop, bench Benchmark, phase measure.Phase) { runPhaseOn(b, bench, phase) }
