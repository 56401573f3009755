package record

import "testing"

// TestSameBuild: a build is the same if nothing that is known of it differs.
func TestSameBuild(t *testing.T) {
	made := func(change func(h *Header)) *Header {
		h := &Header{
			Engines:  []Engine{{Name: "e", Engine: "wazero", Version: "v1", Module: "m"}},
			Programs: []Program{{SHA256: "p1", Go: "go1.25", Dependencies: []Dependency{{Path: "m", Version: "v1", Sum: "h1:a"}}}},
		}
		change(h)
		return h
	}
	folder := func(h *Header) {
		h.Programs[0].Dependencies[0] = Dependency{Path: "m", Replace: &Dependency{Path: "../m"}}
	}
	other := func(h *Header) { h.Programs[0].SHA256 = "p2" }
	for _, tt := range []struct {
		name         string
		first, again func(h *Header)
		want         bool
	}{
		{"same", func(*Header) {}, func(*Header) {}, true},
		{"another layout of the same", func(*Header) {}, other, true},
		{"version", func(*Header) {}, func(h *Header) { h.Engines[0].Version = "v2" }, false},
		{"flags", func(*Header) {}, func(h *Header) { h.Engines[0].Flags = "x" }, false},
		{"library", func(*Header) {}, func(h *Header) { h.Engines[0].Library = &Input{SHA256: "l"} }, false},
		{"Go version", func(*Header) {}, func(h *Header) { other(h); h.Programs[0].Go = "go1.24" }, false},
		{"code of the module", func(*Header) {}, func(h *Header) { other(h); h.Programs[0].Dependencies[0].Sum = "h1:b" }, false},
		{"a folder, the same program", folder, folder, true},
		{"a folder, another program", folder, func(h *Header) { folder(h); other(h) }, false},
		{"no programs", func(h *Header) { h.Programs = nil }, func(*Header) {}, true},
	} {
		h, g := made(tt.first), made(tt.again)
		if got := SameBuild(h, &h.Engines[0], g, &g.Engines[0]); got != tt.want {
			t.Errorf("%s: %v", tt.name, got)
		}
	}
}
