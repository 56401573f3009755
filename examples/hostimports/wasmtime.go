//go:build cgo

package main

import (
	bytecodealliance "github.com/bytecodealliance/wasmtime-go/v39"

	"github.com/sightglass-go/sightglass/engines/wasmtime"
	"github.com/sightglass-go/sightglass/recorder/job"
)

// The same for wasmtime, which needs cgo.
func init() {
	wasmtime.Register("shop-wasmtime", wasmtime.Options{Host: func(l *bytecodealliance.Linker) error {
		return l.FuncWrap("env", "now_price", nowPrice)
	}})
	list = append(list, job.Engine{Engine: "shop-wasmtime"})
}
