package inspect_test

import (
	"testing"

	"github.com/sightglass-go/sightglass/engines/enginetest/guests"
	"github.com/sightglass-go/sightglass/engines/inspect"
)

func TestMaxLocals(t *testing.T) {
	for _, tt := range []struct {
		name, code string
		want       uint64
		warns      string
	}{
		{"no functions", "\x00", 0, ""},
		{"none", "\x01\x02\x00\x0b", 0, ""},
		{"several kinds", "\x02\x04\x01\x01\x7f\x0b\x07\x02\x80\x01\x7e\x03\x63\x00", 131, ""},
		{"more than 32 bits", "\x01\x10\x02\xff\xff\xff\xff\x0f\x7f\xff\xff\xff\xff\x0f\x7eabc", 2 * 0xffffffff, ""},
		{"unknown type", "\x02\x04\x01\x01\x7f\x0b\x04\x01\x09\x41\x0b", 1, "type of value 0x41"},
		{"function too long", "\x01\x09\x00", 0, "9 bytes of a function"},
		{"too many kinds", "\x01\x02\x09\x0b", 0, "9 kinds of locals"},
		{"cut off in the locals", "\x01\x03\x01\x80\x80", 0, "unexpected end"},
		{"absurd count", "\xff\xff\xff\xff\x0f", 0, "4294967295 functions"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			m := mustParse(t, file(sec(10, tt.code)))
			if m.MaxLocals != tt.want {
				t.Errorf("MaxLocals = %d, want %d", m.MaxLocals, tt.want)
			}
			checkWarnings(t, m, tt.warns)
		})
	}
	m := mustParse(t, guests.Wasm("huge-locals"))
	if m.MaxLocals <= inspect.LocalsLimit {
		t.Errorf("huge-locals has %d locals", m.MaxLocals)
	}
}
