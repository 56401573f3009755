// Command hostimports records a guest that imports a function of the program
// that embeds it, which neither WASI nor an engine has. Run it in the
// repository's root:
//
//	go run ./examples/hostimports
package main

import (
	"context"
	"log"
	"os"

	"github.com/tetratelabs/wazero"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/analysis/report"
	adapter "github.com/sightglass-go/sightglass/engines/wazero"
	_ "github.com/sightglass-go/sightglass/measure/cycles"
	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/recorder"
	"github.com/sightglass-go/sightglass/recorder/job"
	"github.com/sightglass-go/sightglass/recorder/worker"
)

// nowPrice is what the guest imports as env.now_price.
func nowPrice(article int32) int64 { return 100 + int64(article) }

// In init, and so before worker.Main: the processes that measure know only
// what is registered by then.
func init() {
	adapter.Register("shop", adapter.Options{Host: func(ctx context.Context, r wazero.Runtime) error {
		_, err := r.NewHostModuleBuilder("env").
			NewFunctionBuilder().WithFunc(nowPrice).Export("now_price").Instantiate(ctx)
		return err
	}})
}

var list = []job.Engine{{Engine: "shop"}} // wasmtime.go adds one

func main() {
	worker.Main()
	var rows analysis.Builder
	happened, err := worker.Recorder{}.Record(context.Background(), recorder.Plan{
		Engines:    list,
		Benchmarks: []string{"examples/hostimports/shop.wasm"},
		// 1000 times 100, and 1 to 1000
		Guest:      job.Guest{Call: record.Call{Entry: "total", Args: []string{"1000"}}, Results: []string{"600500"}},
		Processes:  3,
		Iterations: 3,
	}, &rows)
	if err == nil {
		err = happened.Err()
	}
	if err != nil {
		log.Fatal(err)
	}
	data := rows.Data()
	if err := report.Table(os.Stdout, analysis.Summarize(data), report.NewOptions(data)); err != nil {
		log.Fatal(err)
	}
}
