package record

import "runtime"

// Arch returns the name that recordings use for the architecture of the
// running program: "x86_64" for amd64, "aarch64" for arm64, otherwise
// runtime.GOARCH.
func Arch() string {
	switch runtime.GOARCH {
	case "amd64":
		return "x86_64"
	case "arm64":
		return "aarch64"
	}
	return runtime.GOARCH
}
