//go:build !without_WithCompilationWorkers

package wazero

import "github.com/tetratelabs/wazero/experimental"

// withCompilationWorkers is nil in programs that recorder/build makes with a
// wazero before v1.10, which does not have it.
var withCompilationWorkers = experimental.WithCompilationWorkers
