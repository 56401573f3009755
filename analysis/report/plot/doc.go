// Package plot draws what an analysis found: forest plots of ratios, every
// value of a benchmark by its process, the same in the order of time, and the
// course of a benchmark over many recordings, and the p values of a self-check.
//
// Drawing is by gonum/plot; the SVG is written by a canvas of this package,
// because a page may hold hundreds of plots, must be small, and is looked at
// in light and in dark: see RATIONALE.md.
//
// Rules that all plots keep: an axis says its unit, its scale and where it
// starts if that is not 0; an interval is named with its level; nothing is told by colour
// alone; values that are not drawn are counted in words.
package plot
