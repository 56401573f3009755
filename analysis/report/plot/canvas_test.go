package plot

import (
	"bytes"
	"compress/gzip"
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgsvg"

	"github.com/sightglass-go/sightglass/analysis"
)

// TestSizeOfCanvas is the reason for a canvas of our own: the same plot on it and on
// that of gonum. The sizes are printed.
func TestSizeOfCanvas(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	var list []Arm
	for _, name := range []string{"a", "b"} {
		s := &analysis.Series{Key: analysis.Key{Engine: name}}
		for p := range 10 {
			var counts []uint64
			for range 10 {
				counts = append(counts, uint64(1e6*math.Exp(0.02*rng.NormFloat64())))
			}
			s.SetProcesses(append(s.Processes(), analysis.Process{ID: uint64(p), Counts: counts}))
		}
		list = append(list, Arm{Name: name, Series: s})
	}
	d := RunOrder(list, SampleOptions{})
	theirs := vgsvg.New(vg.Length(d.Width), vg.Length(d.Height))
	d.draw(draw.New(theirs))
	var b bytes.Buffer
	if _, err := theirs.WriteTo(&b); err != nil {
		t.Fatal(err)
	}
	ours := svg(t, d)
	packed := func(text []byte) int {
		var b bytes.Buffer
		gz := gzip.NewWriter(&b)
		_, _ = gz.Write(text)
		_ = gz.Close()
		return b.Len()
	}
	t.Logf("200 values: vgsvg %d bytes, %d compressed; ours %d, %d", b.Len(), packed(b.Bytes()), len(d.Inline()), packed([]byte(d.Inline())))
	if len(ours)*4 > b.Len() || 2*packed([]byte(d.Inline())) > packed(b.Bytes()) {
		t.Errorf("ours is hardly smaller: %d and %d bytes", len(ours), b.Len())
	}
}

// TestTransforms: the canvas does what vg.Canvas asks for, also with what no plot of this
// package needs yet.
func TestTransforms(t *testing.T) {
	c := newCanvas(100)
	c.SetColor(alert)
	c.SetLineWidth(2)
	c.Push()
	c.Translate(vg.Point{X: 10, Y: 20})
	c.Rotate(math.Pi / 2)
	c.Scale(2, 3)
	c.SetLineDash([]vg.Length{1, 2}, 0)
	c.Stroke(vg.Path{{Type: vg.MoveComp}, {Type: vg.LineComp, Pos: vg.Point{X: 5, Y: 1}}, {Type: vg.CloseComp}})
	c.Pop()
	c.Stroke(vg.Path{{Type: vg.MoveComp}, {Type: vg.LineComp, Pos: vg.Point{X: 5}}})
	c.Stroke(vg.Path{{Type: vg.MoveComp, Pos: vg.Point{X: 1, Y: 1}}, {Type: vg.ArcComp, Pos: vg.Point{Y: 1}, Radius: 1, Angle: -math.Pi / 2}})
	c.SetLineWidth(0)
	c.Stroke(vg.Path{{Type: vg.MoveComp}, {Type: vg.LineComp, Pos: vg.Point{X: 5}}})
	// (10,20) is 40 quarters from the left and 320 from the top; the line goes 10 up and 3 to the left.
	want := `<path class="ps4" stroke-width="8" stroke-dasharray="4 8" d="m40 320l-12-40z"/>
<path class="ps4" stroke-width="8" d="m0 400h20m-16-4a4 4 0 0 1-1 3 4 4 0 0 1-3 1"/>
`
	if got := c.String(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
