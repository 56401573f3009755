// Package everyengine holds nothing but tests: those that compare the engines of
// this module with each other. They are not in package engines, because go mod
// tidy also looks at the tests of the packages that a program imports: everybody
// who uses one engine would download them all.
package everyengine
