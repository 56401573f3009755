//go:build !unix

package job

import "math"

// maxFileSize: there is no such limit.
func maxFileSize() int64 { return math.MaxInt64 }
