package stat

import "math"

// Warmup is which iterations at the beginning of a process are unlike the
// later ones.
type Warmup struct {
	// Prefix is the number of iterations to drop at the beginning of each
	// process.
	Prefix int `json:"prefix"`
	// Judged is the number of iterations that could have been called warm,
	// half of what a process has; 0 if nothing could be said.
	Judged int `json:"judged"`
	// Threshold is how far, as a logarithm, the iterations had to be off.
	Threshold float64 `json:"threshold"`
	// Excess is by how much, as a logarithm, the first iteration was off.
	Excess float64 `json:"excess"`
}

// DetectWarmup finds the warm prefix of processes, given the logarithms of
// their iterations in order. With I iterations and h = floor(I/2), the last h
// of each are taken for steady:
//
//	ref(p) = median of the last h of process p
//	s = 1.4826 MAD sqrt(h/(h-1)),  MAD pooled over the processes
//	i < h is warm when |median over p of (y(p,i) - ref(p))| >
//	    max(ln 1.01, t(.995, P(h-1)) s sqrt((1 + pi/2h) (pi/2) / P))
//
// and Prefix is the length of the run of warm iterations from the first. It
// compares the same iteration of all processes, so that one disturbed process
// warms nothing, and needs no engine to ever be steady: it asks for the
// beginning alone. Compare E. Barrett et al., Virtual machine warmup blows
// hot and cold, OOPSLA 2017, whose change points need hundreds of iterations.
// The factor pi/2 is what a median loses against a mean.
//
// Processes may differ in length: I is the median length, and shorter ones
// don't take part, nor do those with a value that is not finite (the
// logarithm of a count of 0). Nothing is found for I < 4, or without
// processes. Without variance ln 1.01 decides alone.
func DetectWarmup(processes [][]float64) Warmup {
	n := typicalLength(processes)
	if n < 4 {
		return Warmup{}
	}
	h := n / 2

	var scratch, off []float64
	deviations := make([][]float64, h) // of iteration i, over processes
	count := 0
	for _, p := range processes {
		if len(p) < n || !Finite(p) {
			continue
		}
		count++
		var ref float64
		ref, scratch = Median(p[len(p)-h:], scratch)
		for _, y := range p[len(p)-h:] {
			off = append(off, math.Abs(y-ref))
		}
		for i := range h {
			deviations[i] = append(deviations[i], p[i]-ref)
		}
	}
	if count == 0 {
		return Warmup{}
	}
	hf, pf := float64(h), float64(count)
	mad, _ := Median(off, scratch)
	s := madScale * mad * math.Sqrt(hf/(hf-1))
	w := Warmup{Judged: h, Threshold: math.Log(1.01)}
	if s > 0 {
		w.Threshold = max(w.Threshold,
			tQuantile(0.995, pf*(hf-1))*s*math.Sqrt((1+math.Pi/(2*hf))*math.Pi/2/pf))
	}
	for i := range h {
		d, _ := Median(deviations[i], scratch)
		if i == 0 {
			w.Excess = d
		}
		if math.Abs(d) <= w.Threshold {
			break
		}
		w.Prefix++
	}
	return w
}

// madScale makes the median absolute deviation of normal values estimate
// their standard deviation: 1 over the 0.75-quantile of the normal.
const madScale = 1.4826

// Finite says whether no value is infinite or NaN; of none there is none.
func Finite(x []float64) bool {
	for _, v := range x {
		if math.IsInf(v, 0) || math.IsNaN(v) {
			return false
		}
	}
	return true
}
