// Package stat is the mathematics of package analysis: pure functions on
// slices of numbers, which know no recording, no engine and no event. None
// changes what it is given, but for those that say so. Each says its formula,
// what it assumes, where it is from, and what it returns of no value, of one,
// of two and without variance.
//
//	one sample      counts.go, quantile.go, histogram.go, median.go, ranks.go
//	a difference    interval.go (Location), locate.go (which estimator), studentt.go,
//	                groups.go (over machines), hodgeslehmann.go, signedrank.go, ranksum.go, widened.go, difference.go
//	what it means   judge.go (changed or not), samplesize.go (how many more), multiple.go (one of many),
//	                selected.go (shown because it stood out),
//	                anytime.go (a look after every round), changepoints.go (over recordings)
//	what is alike   principal.go (components of many columns)
//	a share         binomial.go
//	can it hold     warmup.go, steadiness.go, drift.go, independence.go, outliers.go, signflips.go (can it fail)
package stat
