package engines

import (
	"reflect"
	"runtime"
	"runtime/debug"
	"strings"
)

// ModuleVersion returns the version of a Go module in the running program,
// such as "v1.12.0", or "" if that cannot be found out. That of a module that
// another version replaces is the other's. Adapters use it for
// Identity.
//
// The program's build information has it, but that of a test does not name
// modules; then it is read off the path of the source file that holds
// function, any function of the module.
func ModuleVersion(path string, function any) string {
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, dep := range info.Deps {
			switch {
			case dep.Path != path:
			case dep.Replace == nil:
				return dep.Version
			case described[path] != "":
				return described[path]
			case dep.Replace.Path == path:
				return dep.Replace.Version
			default:
				return strings.TrimSpace(dep.Version + " replaced by " + dep.Replace.Path + " " + dep.Replace.Version)
			}
		}
	}
	f := runtime.FuncForPC(reflect.ValueOf(function).Pointer())
	if f == nil {
		return ""
	}
	file, _ := f.FileLine(f.Entry())
	return versionInPath(file, path)
}

var described = map[string]string{}

// Describe says what ModuleVersion returns for a module that this program was
// built with from a folder: that has a state, but no version. The program calls
// it before it opens an engine.
func Describe(path, version string) { described[path] = version }

// versionInPath finds v1.12.0 in ".../tetratelabs/wazero@v1.12.0/config.go",
// which is where the module cache, and a build without paths, has a file. The
// module cache writes capital letters in another way, so only the last element
// of the module's path is looked for, or the one before a major version.
func versionInPath(file, module string) string {
	elements := strings.Split(module, "/")
	last := elements[len(elements)-1]
	_, rest, ok := strings.Cut(file, "/"+last+"@")
	if !ok {
		return ""
	}
	version, _, _ := strings.Cut(rest, "/")
	return version
}
