package record_test

import (
	"fmt"
	"os"
	"strings"

	"github.com/sightglass-go/sightglass/measure/record"
)

// A recording for benchstat: one line a sample, each engine a column of
// benchstat -col /engine.
func ExampleCopy() {
	recording := `{"format":"sightglass-recording/1","seed":7,"machine":{"os":"linux","arch":"x86_64","cpu":"i7-7700K","cpus":8},"engines":[{"name":"wazero","engine":"wazero","version":"v1.12.0"}]}
{"arch":"x86_64","engine":"wazero","engine_flags":null,"wasm":"corpus/noop.wasm","process":7,"iteration":0,"phase":"Compilation","event":"nanoseconds","count":41000}
{"arch":"x86_64","engine":"wazero","engine_flags":null,"wasm":"corpus/noop.wasm","process":7,"iteration":0,"phase":"Compilation","event":"cycles","count":172200}
{"arch":"x86_64","engine":"wazero","engine_flags":null,"wasm":"corpus/noop.wasm","process":7,"iteration":0,"phase":"Execution","event":"nanoseconds","count":81}
{"arch":"x86_64","engine":"wazero","engine_flags":null,"wasm":"corpus/noop.wasm","process":7,"iteration":0,"phase":"Execution","event":"cycles","count":130}
{"arch":"x86_64","engine":"wazero","engine_flags":"interpreter","wasm":"corpus/noop.wasm","process":7,"iteration":0,"phase":"Execution","event":"cycles","count":164}
`
	w := record.NewWriter(os.Stdout, record.GoBench)
	r := record.NewReader(strings.NewReader(recording), "run.jsonl", record.Auto)
	if err := record.Copy(w, r, nil); err != nil {
		fmt.Println(err)
	}
	// Output:
	// arch: x86_64
	// goos: linux
	// cpu: i7-7700K
	// cpus: 8
	// # seed: 7
	// # engine wazero: wazero v1.12.0
	// Unit ns/op better=lower
	// Unit cycles/op better=lower
	// BenchmarkWasm/dir=corpus/wasm=noop.wasm/phase=Compilation/engine=wazero 1 41000 ns/op 172200 cycles/op
	// BenchmarkWasm/dir=corpus/wasm=noop.wasm/phase=Execution/engine=wazero 1 81 ns/op 130 cycles/op
	// BenchmarkWasm/dir=corpus/wasm=noop.wasm/phase=Execution/engine=wazero:interpreter 1 164 cycles/op
}
