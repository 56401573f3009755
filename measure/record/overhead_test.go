package record

import (
	"strings"
	"testing"
)

// TestOverheadInHeader: what calibration of an earlier version wrote is read as a
// type, and what cannot be read says why and costs nothing else.
func TestOverheadInHeader(t *testing.T) {
	const row = "\n" + `{"arch":"x86_64","engine":"a","wasm":"w.wasm","process":1,"iteration":0,"phase":"Execution","event":"cycles","count":9}` + "\n"
	for _, tt := range []struct {
		overhead string
		median   float64 // of engine a's window, -1 if there is none
		err      string
	}{
		{`{"arch":"x86_64","measures":["cycles"],"processes":3,"iterations":100,"windows":[{"engine":"a","phase":"Execution","event":"cycles","unit":"cycles","warm":{"n":297,"min":120,"max":900,"median":134.5,"mean":140}}],"floor":[]}`, 134.5, ""},
		{`{"from":"a later version","windows":[{"engine":"a","phase":"Execution","event":"cycles","cold":{"median":9000}}]}`, -1, ""},
		{`null`, -1, ""},
		{`{}`, -1, ""},
		{`[1]`, -1, "cannot be read"},
		{`{"windows":[{"phase":"Nonesuch"}]}`, -1, "Nonesuch"},
	} {
		r := NewReader(strings.NewReader(`{"format":"sightglass-recording/1","seed":5,"overhead":`+tt.overhead+`}`+row), "x", Auto)
		rows, err := ReadAll(r)
		if err != nil || len(rows) != 1 || r.Header() == nil || r.Header().Seed != 5 {
			t.Errorf("%s: %d rows, %v", tt.overhead, len(rows), err)
			continue
		}
		o, median, reason := r.Header().Overhead, -1.0, ""
		if o != nil {
			if w, ok := o.Lookup("a", "", "cycles"); ok && w.Warm != nil {
				median = w.Warm.Median
			}
			if o.Err != nil {
				reason = o.Err.Error()
			}
		}
		if median != tt.median || !strings.Contains(reason, tt.err) || (reason == "") != (tt.err == "") {
			t.Errorf("%s: median %v, error %q", tt.overhead, median, reason)
		}
	}
}
