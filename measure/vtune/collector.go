//go:build linux && amd64 && !sightglass_static

package vtune

import (
	"fmt"
	"sync"
	"sync/atomic"
	"unsafe"

	"github.com/ebitengine/purego"

	"github.com/sightglass-go/sightglass/measure"
)

// collector is a library that was loaded, with its functions.
type collector struct {
	taskBegin, taskEnd uintptr
	domain             uintptr
	handles            [measure.Execution + 1]uintptr // of the names of tasks, by phase
}

// collectors are those that were loaded, by their paths: what a collector was told of a
// program stays valid until that ends.
var collectors struct {
	sync.Mutex
	loaded map[string]*collector
}

func load(path string) (*collector, error) {
	collectors.Lock()
	defer collectors.Unlock()
	if c := collectors.loaded[path]; c != nil {
		return c, nil
	}
	handle, err := purego.Dlopen(path, purego.RTLD_LAZY|purego.RTLD_LOCAL)
	if err != nil {
		return nil, fmt.Errorf("load $%s, the library of VTune's collector: %w; set it to the 64-bit libittnotify_collector.so of VTune's", Variable, err)
	}
	d := describe(handle)
	if start, err := purego.Dlsym(handle, "__itt_api_init"); err == nil {
		call(start, address(&d.global), allGroups)
	} else { // older ones are asked for each function
		for i, name := range functionNames {
			if at, err := purego.Dlsym(handle, name); err == nil {
				d.functions[i] = at
			}
		}
	}
	d.global.initialized = 1
	c := &collector{taskBegin: d.functions[taskBegin], taskEnd: d.functions[taskEnd]}
	if c.taskBegin == 0 || c.taskEnd == 0 {
		return nil, fmt.Errorf("$%s is %s, which does not take tasks, and so is not VTune's collector: set it to the 64-bit libittnotify_collector.so of VTune's", Variable, path)
	}
	if c.domain = d.domainOf(); c.domain == 0 {
		return nil, fmt.Errorf("$%s is %s, which creates no domain %s", Variable, path, domainName)
	}
	for p := range c.handles {
		if c.handles[p] = d.handleOf(p); c.handles[p] == 0 {
			return nil, fmt.Errorf("$%s is %s, which creates no name %s", Variable, path, taskName(measure.Phase(p)))
		}
	}
	if collectors.loaded == nil {
		collectors.loaded = map[string]*collector{}
	}
	collectors.loaded[path] = c
	return c, nil
}

// taskName is what VTune calls the windows of a phase.
func taskName(p measure.Phase) string {
	if p == 0 {
		return "no phase"
	}
	return p.String()
}

// begin begins a task. It does not, and returns false, while the collector has the
// domain switched off.
func (c *collector) begin(p measure.Phase) bool {
	at := c.domain
	// Sound: every domain begins with its flags and is never freed.
	if flags := *(**int32)(unsafe.Pointer(&at)); atomic.LoadInt32(flags) == 0 {
		return false
	}
	if int(p) >= len(c.handles) {
		p = 0
	}
	// void __itt_task_begin(domain, id of the task, id of its parent, name): an id is
	// three words by value, so that both lie on the stack, behind six registers; that
	// all are 0 means none.
	call(c.taskBegin, c.domain, c.handles[p], 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
	return true
}

func (c *collector) end() { call(c.taskEnd, c.domain) }

// call calls a C function on the calling thread.
func call(function uintptr, args ...uintptr) uintptr {
	result, _, _ := purego.SyscallN(function, args...)
	return result
}
