package minimal

import (
	"errors"
	"reflect"

	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/measure"
)

func (e *engine) Counters() []engines.Counter {
	return []engines.Counter{
		{Event: measure.GuestMemory},
		{Event: measure.CodeSize, Unavailable: errors.New("an interpreter makes no native code")},
	}
}

func (i *instance) Count(event string) func() uint64 {
	memory := i.Memory()
	switch {
	case event != measure.GuestMemory.Name:
		return nil
	case reflect.ValueOf(memory).IsNil(): // there is none
		return func() uint64 { return 0 }
	}
	return func() uint64 {
		pages, _ := memory.Grow(0) // Size is 0 of the largest memory
		return uint64(pages) << 16
	}
}
