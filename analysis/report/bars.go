package report

import (
	"math"
	"strings"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/words"
)

// The heights of bars, from an empty step to the fullest.
var (
	blocks      = []rune(" ▁▂▃▄▅▆▇█")
	asciiBlocks = []rune(" .:-=+*%#")
)

// histogram draws how values are spread from the smallest to the largest, in
// n equal steps; n divides stat.HistogramSteps. The fullest step is
// highest, and a step that holds any value at all is never blank. Values that
// are all the same are one bar.
func (s Screen) histogram(sum analysis.Summary, n int) string {
	steps := make([]int, n)
	for i, count := range sum.Histogram {
		steps[i*n/len(sum.Histogram)] += count
	}
	if sum.Min == sum.Max {
		steps = steps[:1]
	}
	return s.Bars(steps)
}

// Bars draws counts as bars beside each other: the largest is highest, and
// none but 0 is blank.
func (s Screen) Bars(counts []int) string {
	shapes := blocks
	if s.ASCII {
		shapes = asciiBlocks
	}
	most := 1
	for _, c := range counts {
		most = max(most, c)
	}
	var b strings.Builder
	for _, c := range counts {
		height := 0
		if c > 0 {
			height = 1 + (c*(len(shapes)-2)+most/2)/most
			height = min(height, len(shapes)-1)
		}
		b.WriteRune(shapes[height])
	}
	return b.String()
}

// A scale is where ratios stand in a line of columns: logarithms, with 1 in
// the middle.
type scale struct {
	columns int     // odd
	most    float64 // the logarithm at both ends
	event   measure.Event
	noise   float64 // the threshold that is marked on both sides of 1, 0 for none
}

// scaleOf returns the scale on which all ratios and intervals can be shown.
func scaleOf(lines []analysis.Comparison, columns int) scale {
	s := scale{columns: columns}
	reach := func(x float64) {
		if log := math.Abs(math.Log(x)); !math.IsNaN(log) {
			s.most = max(s.most, min(log, 700)) // whose exponential is a number
		}
	}
	for _, c := range lines {
		s.event = c.Event
		if c.Ratio != nil {
			reach(*c.Ratio)
		}
		if i := c.Shown(); i != nil {
			reach(i.Low)
			reach(i.High)
		}
	}
	return s
}

// at is the column of a ratio.
func (s scale) at(x float64) int {
	middle := (s.columns - 1) / 2
	if s.most == 0 || x == 1 {
		return middle
	}
	share := min(1, max(-1, math.Log(x)/s.most))
	if math.IsNaN(share) {
		return middle
	}
	return middle + int(math.Round(share*float64(middle)))
}

// heading names the ends of the scale and its middle.
func (s scale) heading() string {
	if s.most == 0 {
		return strings.Repeat(" ", (s.columns-1)/2) + "1"
	}
	side := (s.columns - 1) / 2
	for _, edge := range []func(ratio float64) string{
		func(ratio float64) string { return words.Change(ratio, s.event) }, words.Difference,
	} {
		low, high := edge(math.Exp(-s.most)), edge(math.Exp(s.most))
		if len(low) < side && len(high) < side {
			return low + strings.Repeat(" ", side-len(low)) + "1" + strings.Repeat(" ", side-len(high)) + high
		}
	}
	return strings.Repeat(" ", side) + "1"
}

// marked is the scale with the noise threshold on it.
func (s scale) marked(threshold float64) scale {
	if threshold > 0 {
		s.noise, s.most = threshold, max(s.most, math.Log1p(threshold))
	}
	return s
}

// intervalShapes are a line, its left end, its right end, the ratio, 1, 1 in a
// line, and the threshold.
func (s Screen) intervalShapes() []rune {
	if s.ASCII {
		return []rune("-[]o|+:")
	}
	return []rune("─├┤●│┼┊")
}

// draw draws a comparison's interval with its ratio, and where 1 is.
func (s scale) draw(c analysis.Comparison, screen Screen) string {
	if c.Ratio == nil {
		return "-"
	}
	shapes := screen.intervalShapes()
	cells := []rune(strings.Repeat(" ", s.columns))
	one := s.at(1)
	cells[s.at(1+s.noise)], cells[s.at(1/(1+s.noise))] = shapes[6], shapes[6]
	cells[one] = shapes[4]
	if i := c.Shown(); i != nil {
		low, high := s.at(i.Low), s.at(i.High)
		for k := low; k <= high; k++ {
			cells[k] = shapes[0]
		}
		if low < one && one < high {
			cells[one] = shapes[5]
		}
		cells[low], cells[high] = shapes[1], shapes[2]
	}
	cells[s.at(*c.Ratio)] = shapes[3]
	return string(cells)
}
