//go:build !unix && !windows

package job

func mapWhereabouts(string) whereabouts { return nil }

func (w whereabouts) unmap() {}
