package wazero

import (
	"fmt"
	goruntime "runtime"

	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"
	"golang.org/x/sys/cpu"

	"github.com/sightglass-go/sightglass/engines"
)

// platform is what decides whether wazero v1.12 has a compiler for it.
type platform struct {
	os, arch string
	sse41    bool // amd64: wazero's code needs SSE4.1
	atomics  bool // arm64: that of threads needs the atomics of ARMv8.1
}

func here() platform {
	return platform{goruntime.GOOS, goruntime.GOARCH, cpu.X86.HasSSE41, cpu.ARM64.HasATOMICS}
}

// compilable returns those of the features that wazero can compile on a
// platform, with a warning about the rest, or an error that wraps
// engines.ErrUnavailable if it can compile nothing there. It knows what wazero
// keeps to itself in its internal package platform.
func compilable(features api.CoreFeatures, p platform) (can api.CoreFeatures, warnings []string, err error) {
	known := map[string]bool{"amd64": p.sse41, "arm64": true}
	switch p.os {
	case "linux", "darwin", "freebsd", "netbsd", "windows":
	case "dragonfly", "solaris", "illumos":
		known["arm64"] = false
	default:
		known = nil
	}
	if !known[p.arch] {
		return 0, nil, fmt.Errorf("%w: wazero cannot compile for %s/%s on this processor; use the flag interpreter",
			engines.ErrUnavailable, p.os, p.arch)
	}
	if p.arch == "arm64" && !p.atomics {
		features = features.SetEnabled(experimental.CoreFeaturesThreads, false)
		warnings = append(warnings, "the WebAssembly feature threads is off: this processor lacks the atomic instructions that wazero compiles it to")
	}
	return features, warnings, nil
}
