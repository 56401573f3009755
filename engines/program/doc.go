// Package program is the adapter for engines that are programs: in any language, in a
// process of their own, which is told what to do through pipes. PROTOCOL.md, beside
// this file, is all that an author of one needs. Importing the package registers it
// with engines.Default for the paths of programs:
//
//	engine, err := engines.Open(ctx, "./engine-of-mine", "flags of its own")
//
// A main package that knows how such a program is started registers it under a name:
//
//	func init() { engines.Register("mine", program.Opener("interpreter", "engine.script")) }
//
// The program takes the readings of all phases itself, so that no pipe is in a window;
// see engines.Remote. What it reports is held against the time that went by here.
package program
