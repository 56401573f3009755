// Package build makes what a comparison of two builds needs: a revision of a
// repository as a folder (Checkout), and the programs that run an engine's
// versions, folders and revisions. What it makes is kept in a cache; nothing is
// written into the trees that it builds from.
package build

import "errors"

var (
	// ErrSpec: a text does not name an engine or a build of one.
	ErrSpec = errors.New("not an engine")
	// ErrRevision: a repository's revision cannot be had as a folder.
	ErrRevision = errors.New("cannot check out")
	// ErrBuild: a build cannot be made.
	ErrBuild = errors.New("cannot build")
	// ErrToolchain: there is no Go toolchain.
	ErrToolchain = errors.New("no Go toolchain")
	// ErrCache: the cache cannot be used.
	ErrCache = errors.New("cannot use the cache of builds")
)
