package plot

import (
	"bytes"
	"math"
	"strings"
	"testing"
)

func TestPValues(t *testing.T) {
	p := []float64{0, 0.01, 0.0999, 0.35, 0.5, 0.9, 1, 1.5, -1, 0.42}
	d := PValues(p)
	if want := "10 p values, of which 4 are below 0.1; about 1 in each tenth if nothing differs."; d.Description != want {
		t.Errorf("%q, want %q", d.Description, want)
	}
	for _, p := range [][]float64{p, nil, {math.NaN(), math.Inf(1)}} {
		var svg, png bytes.Buffer
		if err := PValues(p).WriteSVG(&svg); err != nil || strings.Contains(svg.String(), "NaN") {
			t.Errorf("%v: %v, %.200s", p, err, svg.String())
		}
		if err := PValues(p).WritePNG(&png); err != nil || png.Len() == 0 {
			t.Errorf("%v: %v", p, err)
		}
	}
}
