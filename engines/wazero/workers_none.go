//go:build without_WithCompilationWorkers

package wazero

import "context"

var withCompilationWorkers func(context.Context, int) context.Context
