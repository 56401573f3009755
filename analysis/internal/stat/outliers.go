package stat

import "math"

// outlierScore is how many robust standard deviations make an outlier.
const outlierScore = 3.5

// Outliers are values far from the others. They are labelled and never
// removed: whatever is slow now and then is slow for its users, too.
type Outliers struct {
	// Processes are the indices of processes whose median is far from those
	// of the others, in the order of time.
	Processes []int `json:"processes,omitempty"`
	// High and Low are the numbers of values far above and below the median
	// of their process; First lists the first of them.
	High  int       `json:"high"`
	Low   int       `json:"low"`
	First []Outlier `json:"first,omitempty"`
}

// Outlier is one value.
type Outlier struct {
	// Process and Iteration say where it is, counted from 0 in the order of
	// time, the warm prefix included.
	Process   int `json:"process"`
	Iteration int `json:"iteration"`
	// Log is the logarithm of the value over the median of its process.
	Log float64 `json:"log"`
}

// LabelOutliers finds the outliers among the logarithms of processes, from
// iteration warm on, and lists as many as most of them in First. A value is one when its distance from the median is more
// than
//
//	max(ln 1.01, 3.5 * 1.4826 MAD)
//
// with the MAD pooled over the processes; likewise a process, by its median
// among the medians. Source: B. Iglewicz and D. C. Hoaglin, How to Detect and
// Handle Outliers (1993), whose modified z score this is; the 1% keeps
// quantities that hardly vary from being all outliers.
//
// One value, or two, have none. Without variance nothing is one but what
// differs by more than 1%. Values that are not finite, logarithms of a count
// of 0, are low by math.MaxFloat64.
func LabelOutliers(processes [][]float64, warm, most int) Outliers {
	var o Outliers
	var scratch, off, medians []float64
	var index []int
	for p, values := range processes {
		if len(values) <= warm {
			continue
		}
		var m float64
		m, scratch = Median(values[warm:], scratch)
		medians = append(medians, m)
		index = append(index, p)
		for _, v := range values[warm:] {
			off = append(off, math.Abs(logOff(v, m)))
		}
	}
	mad, scratch := Median(off, scratch)
	limit := outlierLimit(mad)
	for k, p := range index {
		for i, v := range processes[p][warm:] {
			d := logOff(v, medians[k])
			if math.Abs(d) <= limit {
				continue
			}
			if d > 0 {
				o.High++
			} else {
				o.Low++
			}
			if len(o.First) < most {
				o.First = append(o.First, Outlier{p, i + warm, d})
			}
		}
	}
	if len(medians) < 3 {
		return o
	}
	middle, scratch := Median(medians, scratch)
	off = off[:0]
	for _, m := range medians {
		off = append(off, math.Abs(logOff(m, middle)))
	}
	mad, _ = Median(off, scratch)
	limit = outlierLimit(mad)
	for k, d := range off {
		if d > limit {
			o.Processes = append(o.Processes, index[k])
		}
	}
	return o
}

func outlierLimit(mad float64) float64 { return max(math.Log(1.01), outlierScore*madScale*mad) }

// logOff is v - m, bounded where one of them is the logarithm of 0.
func logOff(v, m float64) float64 {
	if v == m {
		return 0
	}
	return max(-math.MaxFloat64, min(math.MaxFloat64, v-m))
}
