// Package house holds nothing but tests: who may import whom in this module,
// what its top level may hold, and what a consumer of it has to download.
package house
