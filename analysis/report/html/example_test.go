package html_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/analysis/report/html"
	"github.com/sightglass-go/sightglass/measure/record"
)

const recording = `x86_64,wasmtime,,noop.wasm,7,0,Execution,cycles,54
x86_64,wazero,,noop.wasm,7,0,Execution,cycles,130
x86_64,wasmtime,,noop.wasm,8,0,Execution,cycles,58
x86_64,wazero,,noop.wasm,8,0,Execution,cycles,143
x86_64,wasmtime,,noop.wasm,9,0,Execution,cycles,55
x86_64,wazero,,noop.wasm,9,0,Execution,cycles,133
`

func ExampleWriteReport() {
	data, err := analysis.Read(record.NewReader(strings.NewReader(recording), "run.csv", record.Auto))
	if err != nil {
		fmt.Println(err)
		return
	}
	result, err := analysis.Compare(data, analysis.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(result.Comparisons[0].Sentence(nil))
	dir, err := os.MkdirTemp("", "report")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	f, err := os.Create(filepath.Join(dir, "report.html"))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(html.WriteReport(f, html.Report{Data: data, Result: result}), f.Close())
	// Output:
	// wazero executes 2.43x slower than wasmtime on noop.wasm (99% interval 2.23x .. 2.65x)
	// <nil> <nil>
}
