// Package house holds nothing but tests: which package of this module may import which,
// what its top level may hold, and what a consumer of it has to download.
package house
