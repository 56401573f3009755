package native

// #include "capi.h"
import "C"

import (
	"fmt"
	"reflect"

	wasmtime "github.com/bytecodealliance/wasmtime-go/v39"
)

// Compatible returns an error if the library that wasmtime-go was compiled for
// has other layouts than capi.h declares. It is asked once before anything is
// called: wasmtime-go keeps values of the C types in its own, whose sizes can
// be seen without their headers.
func Compatible() error {
	extern := reflect.TypeOf((*wasmtime.Func).AsExtern).Out(0)
	return check(
		layout{"wasmtime_func_t", reflect.TypeFor[wasmtime.Func](), C.sizeof_wasmtime_func_t},
		layout{"wasmtime_instance_t", reflect.TypeFor[wasmtime.Instance](), C.sizeof_wasmtime_instance_t},
		layout{"wasmtime_extern_t", extern, C.sizeof_wasmtime_extern_t},
	)
}

type layout struct {
	name string
	got  reflect.Type
	want uintptr
}

func check(layouts ...layout) error {
	for _, l := range layouts {
		if size := l.got.Size(); size != l.want {
			return fmt.Errorf("%s has %d bytes in wasmtime-go and %d here", l.name, size, l.want)
		}
	}
	return nil
}
