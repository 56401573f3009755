// Package everyengine holds nothing but tests: those of recorder and of the
// packages below it that run every engine of this module, most of them in worker
// processes. They are not in the packages that they test, because go mod tidy also
// looks at the tests of the packages that a program imports: everybody who records
// with one engine would download them all.
package everyengine
