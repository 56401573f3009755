//go:build linux && amd64 && !sightglass_static

package vtune

import (
	"runtime"
	"unsafe"

	"github.com/sightglass-go/sightglass/measure"
)

// The functions of the API that are used.
const (
	domainCreate = iota
	stringHandleCreate
	taskBegin
	taskEnd
	functionCount
)

var functionNames = [functionCount]string{"__itt_domain_create", "__itt_string_handle_create", "__itt_task_begin", "__itt_task_end"}

const (
	groupStructure = 1 << 12 // that the four functions belong to
	allGroups      = ^uintptr(0)
	textSize       = 32
)

// global is the API's __itt_global: what a program shows to a collector, which fills in
// its functions. All structures are as the API has them on Linux and amd64, where a
// pthread_mutex_t has 40 bytes; one of zeros is ready for use.
type global struct {
	magic          [8]byte
	major, _       uint64 // minor
	build          uint64
	initialized    int64
	_, _           int64 // whether the mutex is initialized, a counter
	_              [40]byte
	library        uintptr
	_, _           uintptr // error handler, path
	functions      uintptr
	_, _           uintptr // the next program, threads
	domains, names uintptr
	_              int32   // state of the collection
	_              uintptr // counters
	_              uint32  // events of Processor Trace
	_              uintptr // histograms
}

// function is the API's __itt_api_info. A collector writes where a function of that name
// lies to what at points to.
type function struct {
	name, at uintptr
	_, _     uintptr // what is called before the collector is loaded, and without one
	group    int32
}

// domain and handle are the API's __itt_domain and __itt_string_handle. Where a
// collector does not create them, the program does, in a list that the collector sees.
type domain struct {
	flags int32 // 0: switched off
	name  uintptr
	_     uintptr // in wide characters
	_     int32   // the collector's
	_, _  uintptr // the collector's, the next domain
}

type handle struct {
	name uintptr
	_    uintptr // in wide characters
	_    int32   // the collector's
	_    uintptr // the collector's
	next uintptr
}

// descriptor is everything that a collector is shown. It holds no pointer of Go's, is
// pinned and never freed.
type descriptor struct {
	global        global
	list          [functionCount + 1]function // the last one ends it
	functions     [functionCount]uintptr
	functionNames [functionCount][textSize]byte
	domain        domain
	domainName    [textSize]byte
	handles       [measure.Execution + 1]handle
	handleNames   [measure.Execution + 1][textSize]byte
}

// pinned keeps descriptors where they are, as long as the program runs.
var pinned runtime.Pinner

// address is where a part of a descriptor lies.
func address[T any](part *T) uintptr {
	return uintptr(unsafe.Pointer(part)) // sound: descriptors are pinned
}

// describe makes the descriptor for a library.
func describe(library uintptr) *descriptor {
	d := new(descriptor)
	pinned.Pin(d)
	d.global = global{
		magic: [8]byte{0xED, 0xAB, 0xAB, 0xEC, 0x0D, 0xEE, 0xDA, 0x30}, major: 3, build: 20180723, // of the API
		library: library, functions: address(&d.list[0]),
	}
	for i, name := range functionNames {
		copy(d.functionNames[i][:], name)
		d.list[i] = function{name: address(&d.functionNames[i]), at: address(&d.functions[i]), group: groupStructure}
	}
	copy(d.domainName[:], domainName)
	for p := range d.handleNames {
		copy(d.handleNames[p][:], taskName(measure.Phase(p)))
	}
	return d
}

// domainOf creates the domain, by the collector if it does that.
func (d *descriptor) domainOf() uintptr {
	if create := d.functions[domainCreate]; create != 0 {
		return call(create, address(&d.domainName))
	}
	d.domain = domain{flags: 1, name: address(&d.domainName)}
	d.global.domains = address(&d.domain)
	return d.global.domains
}

// handleOf creates the handle of a phase's name, by the collector if it does that. They
// are created in the order of phases.
func (d *descriptor) handleOf(p int) uintptr {
	if create := d.functions[stringHandleCreate]; create != 0 {
		return call(create, address(&d.handleNames[p]))
	}
	d.handles[p] = handle{name: address(&d.handleNames[p])}
	at := address(&d.handles[p])
	if p == 0 {
		d.global.names = at
	} else {
		d.handles[p-1].next = at
	}
	return at
}
