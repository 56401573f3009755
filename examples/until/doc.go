// Package until shows, in an example that is run as a test, how to record
// until it is known which engine is faster: a policy that looks after a few
// rounds, and continues only undecided benchmarks.
package until
