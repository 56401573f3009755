package analysis

import (
	"errors"
	"testing"

	"github.com/sightglass-go/sightglass/measure/record"
)

// TestManyVersions: by hand.
func TestManyVersions(t *testing.T) {
	engine := func(name, flags, version string) record.Engine {
		return record.Engine{Name: name, Engine: "e", Flags: flags, Version: version}
	}
	const rest = ", which are taken for one engine: compare recordings of one version with those of another, two at a time, or name versions (NAME@VERSION) when recording"
	built := func(program, revision string) record.Header {
		return record.Header{Engines: []record.Engine{{Name: "mine@./cmd/bench", Engine: "mine", Version: "v1", Module: "m"}},
			Programs: []record.Program{{SHA256: program, Main: "example.com/mine/cmd/bench", Revision: revision}}}
	}
	for name, tt := range map[string]struct {
		headers []record.Header
		want    string
	}{
		"one program":         {[]record.Header{built("aaaaaaaaaaaaaaaa", ""), built("aaaaaaaaaaaaaaaa", "")}, ""},
		"two builds":          {[]record.Header{built("aaaaaaaaaaaaaaaa", ""), built("bbbbbbbbbbbbbbbb", ""), built("aaaaaaaaaaaaaaaa", "")}, "the recordings are of 2 versions of mine@./cmd/bench (v1 in program aaaaaaaaaaaa, v1 in program bbbbbbbbbbbb)" + rest},
		"two of one revision": {[]record.Header{built("aaaaaaaaaaaaaaaa", "c1"), built("bbbbbbbbbbbbbbbb", "c1")}, ""},
	} {
		var got string
		for _, w := range manyVersions(tt.headers) {
			got += w.Error()
		}
		if got != tt.want {
			t.Errorf("%s: %q, want %q", name, got, tt.want)
		}
	}
	for name, tt := range map[string]struct {
		recordings [][]record.Engine
		want       string
	}{
		"none":           {nil, ""},
		"one version":    {[][]record.Engine{{engine("a", "", "v1"), engine("b", "", "v2")}, {engine("a", "", "v1"), engine("b", "", "v2")}}, ""},
		"two of one":     {[][]record.Engine{{engine("a", "", "v1"), engine("b", "", "v3")}, {engine("a", "", "v2"), engine("b", "", "v3")}, {engine("a", "", "v1")}}, "the recordings are of 2 versions of a (v1, v2)" + rest},
		"one of a flag":  {[][]record.Engine{{engine("a", "", "v1")}, {engine("a", "x", "v2")}}, ""},
		"one not known":  {[][]record.Engine{{engine("a", "", "v1")}, {engine("a", "", "")}}, ""},
		"names for both": {[][]record.Engine{{engine("a@v1", "", "v1"), engine("a@v2", "", "v2")}}, ""},
	} {
		var b Builder
		for i, engines := range tt.recordings {
			b.Header(record.Header{FirstProcess: uint64(1000 * (i + 1)), Seed: uint64(i), Engines: engines})
		}
		got := ""
		for _, w := range b.Data().Warnings {
			if errors.As(w, new(*ManyVersions)) {
				got += w.Error()
			}
		}
		if got != tt.want {
			t.Errorf("%s: %q, want %q", name, got, tt.want)
		}
	}
}
