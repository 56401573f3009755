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
	own := func(h *Header) { h.Programs[0].Main = "example.com/mine/cmd/bench" }
	at := func(revision string, modified bool) func(h *Header) {
		return func(h *Header) { own(h); h.Programs[0].Revision, h.Programs[0].Modified = revision, modified }
	}
	otherAt := func(revision string, modified bool) func(h *Header) {
		return func(h *Header) { at(revision, modified)(h); other(h) }
	}
	layouts := func(sums ...string) func(h *Header) {
		return func(h *Header) {
			p := h.Programs[0]
			p.Main, h.Programs, h.Engines[0].Programs = "example.com/mine/cmd/bench", nil, sums
			for _, sum := range sums {
				p.SHA256 = sum
				h.Programs = append(h.Programs, p)
			}
		}
	}
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
		{"a main package of one's own, the same program", own, own, true},
		{"a main package of one's own, another program", own, func(h *Header) { own(h); other(h) }, false},
		{"of one commit", at("c1", false), otherAt("c1", false), true},
		{"of another commit", at("c1", false), otherAt("c2", false), false},
		{"of one commit, with changes", at("c1", true), otherAt("c1", true), false},
		{"this module's", func(h *Header) { h.Programs[0].Main = library + "/examples/sightglass" }, func(h *Header) { other(h); h.Programs[0].Main = library + "/examples/sightglass" }, true},
		{"layouts", layouts("a", "b"), layouts("b", "a"), true},
		{"one of the layouts", layouts("a", "b", "c"), layouts("b"), true},
		{"layouts of something else", layouts("a", "b"), layouts("c", "d"), false},
		{"no programs", func(h *Header) { h.Programs = nil }, func(*Header) {}, true},
	} {
		h, g := made(tt.first), made(tt.again)
		if got := SameBuild(h, &h.Engines[0], g, &g.Engines[0]); got != tt.want {
			t.Errorf("%s: %v", tt.name, got)
		}
	}
}
