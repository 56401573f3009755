//go:build !sightglass_noasm

package cycles

import "testing"

// The oracle is Intel SDM volume 3, "Time-Stamp Counter": crystal x EBX / EAX.
func TestDeclaredHz(t *testing.T) {
	type regs [4]uint32
	tests := []struct {
		name      string
		leaves    map[uint32]regs
		hz        float64
		invariant bool
	}{
		{"complete leaf 15H", map[uint32]regs{0: {0x16}, 0x15: {2, 200, 25e6}, 0x80000000: {0x80000008}, 0x80000007: {0, 0, 0, 1 << 8}}, 2.5e9, true},
		{"crystal left open", map[uint32]regs{0: {0x16}, 0x15: {2, 334, 0}, 0x80000000: {0x80000008}, 0x80000007: {}}, 0, false},
		{"zero denominator", map[uint32]regs{0: {0x16}, 0x15: {0, 0, 25e6}}, 0, false},
		{"old processor", map[uint32]regs{0: {0x0d}, 0x15: {2, 200, 25e6}, 0x80000000: {0x80000004}, 0x80000007: {0, 0, 0, 1 << 8}}, 0, false},
	}
	for _, tt := range tests {
		fake := func(leaf, _ uint32) (eax, ebx, ecx, edx uint32) {
			r := tt.leaves[leaf]
			return r[0], r[1], r[2], r[3]
		}
		if got := declaredHz(fake); got != tt.hz {
			t.Errorf("%s: %v Hz, want %v", tt.name, got, tt.hz)
		}
		if got := invariant(fake); got != tt.invariant {
			t.Errorf("%s: invariant %v, want %v", tt.name, got, tt.invariant)
		}
	}
}
