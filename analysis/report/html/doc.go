// Package html writes reports and histories as one HTML file each, to open
// from a disk, to send and to keep: nothing in it needs a network.
//
// The numbers are those of report.Compare as JSON, to the last digit; see
// RATIONALE.md for how plots and rows are packed into the page.
package html
