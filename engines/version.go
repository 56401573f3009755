package engines

import "runtime/debug"

// ModuleVersion returns the version of a Go module in the running program,
// such as "v1.12.0", or "" if the program's build information does not name
// it. Adapters use it for Identity.
func ModuleVersion(path string) string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return ""
	}
	for _, dep := range info.Deps {
		if dep.Path != path {
			continue
		}
		if dep.Replace != nil {
			return dep.Version + " replaced by " + dep.Replace.Path + " " + dep.Replace.Version
		}
		return dep.Version
	}
	return ""
}
