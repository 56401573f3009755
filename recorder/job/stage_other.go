//go:build !unix

package job

func mapWhereabouts(string) whereabouts { return nil }

func (w whereabouts) unmap() {}
